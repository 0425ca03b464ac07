// Chooses by counting: a product's conditions must hold on at least half of the sampled objects.
#include "mapping_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "events/key_sample.h"
#include "events/line_probe.h"
#include "events/path.h"
#include "seenby/error.h"
#include "tally_settings.h"

namespace seenby {
namespace {

constexpr std::string_view kFallback = "generic";
constexpr std::size_t kShownKeys = 20;
constexpr std::size_t kShownNames = 8;

struct Chosen {
  Mapping mapping;
  std::string reason;
};

std::string conditions_text(const std::vector<Condition>& conditions) {
  std::vector<std::string> texts;
  texts.reserve(conditions.size());
  for (const Condition& condition : conditions)
    texts.emplace_back(without_dot(condition_text(condition)));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string sources_text(const Sources& sources) {
  std::vector<std::string> texts;
  texts.reserve(sources.size());
  for (const Source& source : sources) texts.emplace_back(without_dot(source_text(source)));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string explode_text_of(const Mapping& mapping) {
  std::string text;
  for (const Explode& explode : mapping.explode) {
    text += (text.empty() ? " in elements of " : ", ") + explode_text(explode);
  }
  return text;
}

/// What there is in the first lines, for who must now name a field or an event.
std::string seen_text(const LineProbe& probe, const Mapping& mapping, std::string_view sample) {
  std::string text =
      fmt::format("; keys in the first lines: {}", fmt::join(sample_keys(sample, kShownKeys), " "));
  const std::vector<NameCount> names = most_frequent(probe.event_names(mapping), kShownNames);
  if (!names.empty()) text += "; event names in them: " + name_list(names);
  return text;
}

bool leaves_events_open(const Mapping& mapping) {
  const auto is_empty = [](const std::vector<std::string>& names) { return names.empty(); };
  return !mapping.event_class && mapping.more_records.empty() &&
         std::all_of(mapping.names.begin(), mapping.names.end(), is_empty);
}

bool leaves_content_open(const Mapping& mapping) {
  return mapping.sources(Field::kContent).empty() && mapping.more_records.empty();
}

/// Nothing is guessed: a default such as page views would give confident wrong numbers.
void refuse_open_mapping(const Mapping& mapping, const std::string& input, const LineProbe& probe,
                         std::string_view sample) {
  std::string flags;
  std::string lacks;
  if (leaves_events_open(mapping)) {
    flags += " --impression NAME";
    lacks = "which events are impressions";
  }
  if (leaves_content_open(mapping)) {
    flags += " --content PATH";
    lacks += lacks.empty() ? "what was seen" : " or what was seen";
  }
  if (flags.empty()) return;
  throw Error(ExitCode::kUsage,
              fmt::format("{}: mapping {} does not say {}; add{}{}", input, mapping.name, lacks,
                          flags, seen_text(probe, mapping, sample)));
}

Chosen fallback(const std::string& input, const MappingOverrides& overrides, const LineProbe& probe,
                std::string_view sample) {
  Chosen chosen{load_mapping(kFallback), {}};
  Mapping& mapping = chosen.mapping;
  apply_overrides(mapping, overrides);
  if (probe.objects() == 0) return chosen;
  const auto place_of = [&](Field field) {
    const Source* const found = probe.found(mapping, field);
    if (found != nullptr) return std::string(without_dot(source_text(*found)));
    throw Error(
        ExitCode::kUsage,
        fmt::format("{}: no mapping fits, and the first lines have no {} at {}{}; add {} PATH, "
                    "or -m NAME|FILE.toml{}",
                    input, kFields[static_cast<std::size_t>(field)].name,
                    sources_text(mapping.sources(field)), explode_text_of(mapping),
                    kFields[static_cast<std::size_t>(field)].flag,
                    seen_text(probe, mapping, sample)));
  };
  const std::string event = mapping.event_class ? std::string() : place_of(Field::kEvent);
  const std::string content = place_of(Field::kContent);
  chosen.reason = event.empty() ? fmt::format("content in {}", content)
                                : fmt::format("event in {}, content in {}", event, content);
  return chosen;
}

std::vector<Mapping> product_mappings() {
  std::vector<Mapping> products;
  for (const BuiltinMapping& builtin : builtin_mappings()) {
    Mapping mapping = parse_mapping(builtin.toml, builtin.name);
    if (!mapping.detect.empty()) products.push_back(std::move(mapping));
  }
  return products;
}

bool fits(const Mapping& product, const LineProbe& probe) {
  return probe.objects() > 0 && 2 * probe.lines_holding(product.detect) >= probe.objects();
}

Chosen choose(const std::vector<Mapping>& products, const std::string& input,
              const MappingOverrides& overrides, const LineProbe& probe, std::string_view sample) {
  const Mapping* fitting = nullptr;
  std::vector<std::string_view> names;
  for (const Mapping& product : products) {
    if (!fits(product, probe)) continue;
    names.push_back(product.name);
    fitting = &product;
  }
  if (fitting == nullptr) return fallback(input, overrides, probe, sample);
  if (names.size() > 1) {
    throw Error(ExitCode::kUsage, fmt::format("{}: several mappings fit; choose one with -m {}",
                                              input, fmt::join(names, " or -m ")));
  }
  Chosen chosen{*fitting, "has " + conditions_text(fitting->detect)};
  apply_overrides(chosen.mapping, overrides);
  return chosen;
}

/// With tallies among the inputs, a log is read as they were.
Chosen choose_saved(const std::vector<Mapping>& products, const std::vector<Mapping>& saved,
                    const std::string& input, const LineProbe& probe) {
  for (const Mapping& product : products) {
    if (!fits(product, probe)) continue;
    const auto same = [&](const Mapping& mapping) { return mapping.name == product.name; };
    const auto found = std::find_if(saved.begin(), saved.end(), same);
    if (found != saved.end()) return {*found, "has " + conditions_text(found->detect)};
    if (saved.size() > 1 || !saved.front().detect.empty()) {
      throw Error(
          ExitCode::kUsage,
          fmt::format("{}: has {}, so it is {}'s, but the tally or state was counted by "
                      "mapping {}; count it apart, or name a mapping with -m",
                      input, conditions_text(product.detect), product.name, saved.front().name));
    }
  }
  const auto is_fallback = [](const Mapping& mapping) { return mapping.detect.empty(); };
  const auto fallback = std::find_if(saved.begin(), saved.end(), is_fallback);
  return {fallback == saved.end() ? saved.front() : *fallback, "as the tally or state has it"};
}

}  // namespace

MappingChooser::MappingChooser(const RunOptions& options, std::vector<Mapping> saved)
    : options_(options),
      saved_(std::move(saved)),
      choices_(std::max<std::size_t>(options.input.inputs.size(), 1)) {
  // What is wrong with a given mapping is known before any input is opened.
  if (options.mapping_choice == MappingChoice::kGiven && !leaves_events_open(options.mapping) &&
      !leaves_content_open(options.mapping)) {
    use(options.mapping);
  }
}

void MappingChooser::look(std::size_t input, std::string_view first_lines) {
  Choice& choice = choices_[input];
  if (options_.mapping_choice == MappingChoice::kAuto || in_use_.empty()) {
    const std::string path = options_.input.inputs.empty() ? "-" : options_.input.inputs[input];
    const std::string name = path == "-" ? "standard input" : path;
    const LineProbe probe(first_lines, options_.input.max_line_bytes);
    Chosen chosen{options_.mapping, {}};
    if (options_.mapping_choice == MappingChoice::kAuto) {
      if (products_.empty()) products_ = product_mappings();
      chosen = saved_.empty() || options_.overrides.any()
                   ? choose(products_, name, options_.overrides, probe, first_lines)
                   : choose_saved(products_, saved_, name, probe);
    }
    refuse_open_mapping(chosen.mapping, name, probe, first_lines);
    choice.in_use = &use(std::move(chosen.mapping));
    choice.reason = std::move(chosen.reason);
  } else {
    choice.in_use = &in_use_.front();
  }
  std::string& sample = choice.in_use->sample;
  if (sample.empty()) sample = first_lines;
}

/// The one in use of that name, or a new one.
MappingInUse& MappingChooser::use(Mapping mapping) {
  for (MappingInUse& known : in_use_) {
    if (known.mapping.name == mapping.name) return known;
  }
  if (!saved_.empty() && std::find(saved_.begin(), saved_.end(), mapping) == saved_.end()) {
    throw Error(ExitCode::kUsage,
                fmt::format("mapping {} is another one than that of the tally or state: {}; leave "
                            "out the flags that change it, or begin another tally",
                            mapping.name, mapping_difference(mapping, saved_.front())));
  }
  const IdUse id_use = options_.dedup == Dedup::kById ? IdUse::kDedup : IdUse::kIgnored;
  Plan plan =
      compile_plan(mapping, options_.overrides, options_.group_by, id_use, options_.selection);
  in_use_.push_back({in_use_.size(), std::move(mapping), std::move(plan), {}});
  return in_use_.back();
}

std::vector<Mapping> MappingChooser::counted_by() const {
  if (!saved_.empty()) return saved_;
  std::vector<Mapping> mappings;
  for (const MappingInUse& mapping : in_use_) {
    if (options_.mapping_choice == MappingChoice::kGiven || !mapping.sample.empty()) {
      mappings.push_back(mapping.mapping);
    }
  }
  return mappings;
}

Mapping mapping_for(const RunOptions& options) {
  if (options.mapping_choice == MappingChoice::kGiven) return options.mapping;
  MappingChooser mappings(options);
  std::vector<std::string> inputs = options.input.inputs;
  if (inputs.empty()) inputs.emplace_back("-");
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    InputOptions one = options.input;
    one.inputs = {inputs[i]};
    one.block_bytes = 1;
    one.on_input = [&](std::size_t, std::string_view lines) { mappings.look(i, lines); };
    Block block;
    BlockStream(one).next(block);
    if (mappings.in_use().size() == 1) continue;
    throw Error(
        ExitCode::kUsage,
        fmt::format("{} is read with mapping {}, but {} with {}; name one with -m", inputs.front(),
                    mappings.of(0).mapping.name, inputs[i], mappings.of(i).mapping.name));
  }
  return mappings.of(0).mapping;
}

}  // namespace seenby
