#include "saved_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "input/codec.h"
#include "input/raw_file.h"
#include "parallel.h"
#include "seenby/error.h"
#include "tally_settings.h"

namespace seenby {
namespace {

/// A pipe gives its bytes only once; the empty device has none to lose.
bool can_reopen(const std::string& path) {
  std::error_code failure;
  return path == "/dev/null" || (path != "-" && std::filesystem::is_regular_file(path, failure));
}

std::string first_bytes(ByteSource& source) {
  std::array<char, std::max(kTallyMagicBytes, kSketchesMagic.size())> bytes{};
  std::size_t size = 0;
  while (size < bytes.size()) {
    const std::size_t got = source.read(bytes.data() + size, bytes.size() - size);
    if (got == 0) break;
    size += got;
    // Whoever types into a terminal is not kept waiting for more bytes than it takes.
    if (bytes.front() != kTallyMagicFirst &&
        !kSketchesMagic.starts_with(std::string_view(bytes.data(), size))) {
      break;
    }
  }
  return {bytes.data(), size};
}

void refuse_repeats(const std::vector<std::optional<std::uint64_t>>& checksums,
                    const std::vector<std::string>& names) {
  std::map<std::uint64_t, std::size_t> known;
  for (std::size_t i = 0; i < checksums.size(); ++i) {
    if (!checksums[i]) continue;
    const auto [same, is_new] = known.emplace(*checksums[i], i);
    if (is_new) continue;
    throw Error(ExitCode::kUsage,
                fmt::format("{} has the same content as {}; leave one out, or count both with "
                            "--allow-repeats",
                            names[i], names[same->second]));
  }
}

}  // namespace

SavedInputs::SavedInputs(RunOptions& options) {
  look_at_inputs(options);
  sketches_.check(options);
  if (options.state != nullptr) take_state(*options.state);
  for (const auto& saved : saved_) {
    const std::vector<TallySetting>& settings = saved->notes().settings;
    check_same_settings({saved_.front()->notes().settings, saved_.front()->name()},
                        {settings, saved->name()});
    adopt_settings(settings, saved->name(), options);
    if (mappings_.empty()) mappings_ = saved_mappings(settings, saved->name());
  }
}

void SavedInputs::take_state(StateAccess& state) {
  if (!saved_.empty()) {
    throw Error(ExitCode::kUsage,
                fmt::format("{0}: a tally or state cannot go into a state, which could not tell "
                            "next time whether it has it; give {1} its logs, or add both up "
                            "elsewhere: seenby {1} {0} -f tally -o FILE",
                            saved_.front()->name(), state.name));
  }
  if (state.before == nullptr) return;
  add({std::move(state.before), state.name, state.if_damaged});
  marks_ = saved_.front()->notes().marks;
  has_state_ = true;
}

bool SavedInputs::is_cut_by_rows(const RunOptions& options) const {
  if (options.state != nullptr) return true;
  return !saved_.empty() && !has_window(saved_.front()->notes().settings);
}

void SavedInputs::look_at_inputs(RunOptions& options) {
  InputOptions& input = options.input;
  if (input.inputs.empty()) input.inputs.emplace_back("-");
  std::vector<std::string> logs;
  std::set<std::string> pipes;
  // Shared, since a std::function must be able to be copied.
  auto opened = std::make_shared<std::map<std::string, std::unique_ptr<ByteSource>>>();
  for (const std::string& path : input.inputs) {
    if (!input.open) check_input(path);
    const bool reopens = input.open || can_reopen(path);
    if (!reopens && !pipes.insert(path).second) {
      throw Error(ExitCode::kUsage, fmt::format("{}: given twice, but a pipe can be read only once",
                                                input_name(path)));
    }
    std::unique_ptr<ByteSource> source = input.open ? input.open(path) : open_input(path);
    std::string head = first_bytes(*source);
    const bool is_tally = is_saved_tally(head);
    const bool is_sketches = head.starts_with(kSketchesMagic);
    if (is_tally || is_sketches || !reopens) source = replay(std::move(head), std::move(source));
    if (is_tally) {
      add({std::move(source), input_name(path)});
      continue;
    }
    if (is_sketches) {
      auto sketches = std::make_unique<SavedSketches>(std::move(source), input_name(path));
      sketches_.add(*sketches);
      saved_.push_back(std::move(sketches));
      continue;
    }
    if (!reopens) opened->emplace(path, std::move(source));
    logs.push_back(path);
  }
  has_logs_ = !logs.empty();
  input.inputs = std::move(logs);
  input.opened = [opened](const std::string& path) {
    const auto found = opened->find(path);
    return found == opened->end() ? nullptr : std::exchange(found->second, nullptr);
  };
}

void SavedInputs::add(TallyFile file) {
  saved_.push_back(std::make_unique<SavedTally>(std::move(file)));
}

std::vector<std::string> SavedInputs::names() const {
  std::vector<std::string> names;
  for (const auto& saved : saved_) names.push_back(saved->name());
  return names;
}

void SavedInputs::add_to(Tally& tally, Ledger& ledger, std::size_t first_input,
                         const RunOptions& options) {
  std::mutex mutex;
  std::vector<std::optional<std::uint64_t>> checksums(saved_.size());  // of what may come once
  std::vector<std::exception_ptr> failures(saved_.size());
  std::atomic<bool> has_failed = false;
  const auto add = [&](std::size_t i, TallyWriter& writer) {
    SavedInput& saved = *saved_[i];
    const SavedInput::Contents contents = saved.add_to(writer, first_input + i);
    const std::size_t values = contents.group_values;
    if (values != 0 && values != options.group_by.size()) {
      throw Error(
          ExitCode::kIo,
          fmt::format("{}: damaged tally: it says that its rows have {} group columns, and they "
                      "have {}; take a copy of it or count the logs again",
                      saved.name(), options.group_by.size(), values));
    }
    const std::lock_guard lock(mutex);
    Accounting accounting = saved.notes().accounting;
    accounting.counted -= contents.waiting;
    ledger.enter(first_input + i, accounting);
    if (accounting.lines != 0) checksums[i] = contents.checksum;
  };
  WorkQueue queue(saved_.size());
  run_on_threads(std::min(options.threads, saved_.size()), [&](std::size_t) {
    TallyWriter writer(tally);
    for (std::size_t i = 0; !has_failed && queue.next(i);) {
      try {
        add(i, writer);
      } catch (...) {
        failures[i] = std::current_exception();
        has_failed = true;
      }
    }
    if (!has_failed) writer.close();
  });
  // The first one named, whichever thread was first: those before it were begun before it.
  for (const std::exception_ptr& failure : failures) {
    if (failure != nullptr) std::rethrow_exception(failure);
  }
  if (options.repeats == Repeats::kRefused) refuse_repeats(checksums, names());
}

}  // namespace seenby
