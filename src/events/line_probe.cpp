// Each question is a small mapping that makes a record where the answer is yes.
#include "events/line_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <tuple>

#include "events/plan.h"
#include "seenby/record_parser.h"

namespace seenby {
namespace {

class CountingSink : public RecordSink {
 public:
  void accept(const RecordBatch& batch) override { records_ += batch.records.size(); }
  [[nodiscard]] std::uint64_t records() const { return records_; }

 private:
  std::uint64_t records_ = 0;
};

struct Found {
  std::uint64_t objects = 0;
  std::uint64_t records = 0;
  MappingFindings findings;
};

Found run_on(const Block& block, const Mapping& mapping, std::size_t max_line_bytes) {
  const Plan plan = compile_plan(mapping, {}, {}, IdUse::kIgnored);
  RecordParser parser(plan, ParserOptions{max_line_bytes});
  CountingSink sink;
  const BlockResult result = parser.parse(block, sink);
  return {result.accounting.parsed, sink.records(), parser.findings()};
}

bool is_more_frequent(const NameCount& a, const NameCount& b) {
  return std::tie(b.count, a.name) < std::tie(a.count, b.name);
}

/// A mapping that makes a record of every event in which `sources` hold a value.
Mapping asking_for(Sources sources) {
  Mapping mapping;
  mapping.event_class = EventClass::kImpression;
  mapping.fields[static_cast<std::size_t>(Field::kContent)] = std::move(sources);
  return mapping;
}

}  // namespace

LineProbe::LineProbe(std::string_view lines, std::size_t max_line_bytes)
    : max_line_bytes_(max_line_bytes) {
  const bool ends = lines.empty() || lines.ends_with('\n');
  block_.reserve(lines.size() + 1, 0);
  std::memcpy(block_.data(), lines.data(), lines.size());
  if (!ends) block_.data()[lines.size()] = '\n';
  block_.resize(lines.size() + (ends ? 0 : 1));
  const Path anything{{{"any", std::nullopt}}};
  objects_ = run_on(block_, asking_for({{{anything}}}), max_line_bytes_).objects;
}

std::uint64_t LineProbe::lines_holding(const std::vector<Condition>& conditions) const {
  if (conditions.empty()) return objects_;
  const Source source{{conditions.front().path}, conditions};
  return run_on(block_, asking_for({source}), max_line_bytes_).records;
}

const Source* LineProbe::found(const Mapping& mapping, Field field) const {
  for (const Source& source : mapping.sources(field)) {
    Mapping question = asking_for({source});
    question.explode = mapping.explode;
    question.missing = mapping.missing;
    if (run_on(block_, question, max_line_bytes_).records > 0) return &source;
  }
  return nullptr;
}

std::vector<NameCount> LineProbe::event_names(const Mapping& mapping) const {
  if (mapping.sources(Field::kEvent).empty()) return {};
  Mapping question = asking_for(mapping.sources(Field::kEvent));
  question.event_class.reset();
  question.fields[static_cast<std::size_t>(Field::kEvent)] = mapping.sources(Field::kEvent);
  question.explode = mapping.explode;
  question.missing = mapping.missing;
  const Found found = run_on(block_, question, max_line_bytes_);
  std::vector<NameCount> names;
  for (const auto& [name, count] : found.findings.unmapped_names) names.push_back({name, count});
  std::sort(names.begin(), names.end(), is_more_frequent);
  return names;
}

std::vector<NameCount> most_frequent(std::vector<NameCount> names, std::size_t most) {
  std::sort(names.begin(), names.end(), is_more_frequent);
  names.resize(std::min(names.size(), most));
  return names;
}

std::string name_list(const std::vector<NameCount>& names) {
  std::vector<std::string> texts;
  texts.reserve(names.size());
  for (const NameCount& name : names)
    texts.push_back(fmt::format("{} ({})", name.name, name.count));
  return fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace seenby
