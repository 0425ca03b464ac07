#include "sample_log.h"

#include <isa-l/igzip_lib.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "log_generator.h"
#include "seenby/record_parser.h"

namespace seenby::bench {
namespace {

class BatchKeeper : public RecordSink {
 public:
  explicit BatchKeeper(std::vector<RecordBatch>& kept) : kept_(kept) {}
  /// A copy keeps its views only while no text is unescaped, which generated logs do not have.
  void accept(const RecordBatch& batch) override { kept_.push_back(batch); }

 private:
  std::vector<RecordBatch>& kept_;
};

std::string generated(std::string_view kind_name, std::uint64_t bytes) {
  const LogKind* const kind = find_log_kind(kind_name);
  if (kind == nullptr) throw std::runtime_error("no such kind of log");
  LogGenerator generator(*kind, kind->audience, /*seed=*/1);
  std::string text;
  while (text.size() < bytes) generator.append_line(text);
  return text;
}

std::string gzipped(std::string text) {
  std::string out(text.size() + 4096, '\0');
  isal_zstream stream;
  isal_deflate_stateless_init(&stream);
  stream.gzip_flag = IGZIP_GZIP;
  stream.next_in = reinterpret_cast<std::uint8_t*>(text.data());
  stream.avail_in = static_cast<std::uint32_t>(text.size());
  stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
  stream.avail_out = static_cast<std::uint32_t>(out.size());
  stream.end_of_stream = 1;
  if (isal_deflate_stateless(&stream) != COMP_OK) throw std::runtime_error("cannot compress");
  out.resize(stream.total_out);
  return out;
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path);
}

/// The generated shapes and the built-in mapping differ in these names only (see line_writer.cpp).
Mapping mapping_of(std::string_view kind) {
  if (kind == "segment") return load_mapping(kind);
  Mapping mapping = load_mapping("generic");
  if (kind != "nested") return mapping;
  MappingOverrides overrides;
  overrides.fields[static_cast<std::size_t>(Field::kId)] = parse_path_list("messageId");
  overrides.fields[static_cast<std::size_t>(Field::kContent)] =
      parse_path_list("properties.content_id");
  overrides.fields[static_cast<std::size_t>(Field::kCost)] = parse_path_list("properties.cost");
  apply_overrides(mapping, overrides);
  return mapping;
}

}  // namespace

std::vector<GroupField> by_content() { return parse_group_by("content"); }

SampleLog::SampleLog(std::string_view kind, std::uint64_t bytes)
    : mapping_(mapping_of(kind)), plan_(compile_plan(mapping_, {}, by_content(), IdUse::kDedup)) {
  const std::string text = generated(kind, bytes);
  bytes_ = text.size();
  const std::filesystem::path folder = std::filesystem::temp_directory_path();
  const std::string name = "seenby-bench-" + std::to_string(::getpid()) + "-" + std::string(kind);
  plain_path_ = folder / (name + ".jsonl");
  gzip_path_ = folder / (name + ".jsonl.gz");
  write_files(text);
  read_blocks();
  parse_blocks();
}

SampleLog::~SampleLog() {
  std::remove(plain_path_.c_str());
  std::remove(gzip_path_.c_str());
}

void SampleLog::write_files(const std::string& text) {
  write_file(plain_path_, text);
  write_file(gzip_path_, gzipped(text));
}

void SampleLog::read_blocks() {
  InputOptions options;
  options.inputs = {plain_path_};
  BlockStream stream(options);
  for (Block block; stream.next(block); block = Block()) blocks_.push_back(std::move(block));
}

void SampleLog::parse_blocks() {
  RecordParser parser(plan_, ParserOptions{});
  BatchKeeper keeper(batches_);
  for (const Block& block : blocks_) parser.parse(block, keeper);
  for (const RecordBatch& batch : batches_) records_ += batch.records.size();
}

}  // namespace seenby::bench
