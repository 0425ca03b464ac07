// Any bytes as a saved tally, as they are and with the magic, the lengths and the checksums put
// right, so that the sections themselves are met. It is refused with an Error, or saved again it is
// the same file from then on, and its report can be made.
#include "accounting_terms.h"
#include "check.h"
#include "input/memory_source.h"
#include "seenby/error.h"
#include "seenby/saved_tally.h"
#include "tally/tally_sections.h"

namespace {

using seenby::check;

/// Refused: empty.
std::string saved_again(const std::string& file, std::optional<unsigned> lg_k) {
  std::string again;
  try {
    seenby::Tally tally(1, {}, lg_k);
    seenby::TallyWriter writer(tally);
    seenby::SavedTally saved({std::make_unique<seenby::MemorySource>(file), "x"});
    saved.add_to(writer, 0);
    writer.close();
    tally.drop_duplicates(1, std::nullopt);
    tally.save(saved.notes(), [&again](std::string_view bytes) { again += bytes; });
    tally.settle(1);
    const auto summary = tally.summarize(1, std::nullopt, seenby::Frequencies::kCounted);
    for (const seenby::ReportRow& row : summary.rows) check(!row.group.empty());
  } catch (const seenby::Error& error) {
    check(error.code() == seenby::ExitCode::kIo);
    return {};
  }
  return again;
}

std::uint64_t word_of(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 8; i > 0; --i) word = word << 8U | static_cast<unsigned char>(bytes[i - 1]);
  return word;
}

/// The sections that there may be in `bytes`, as a file whose frame is right.
std::string repaired(std::string_view bytes) {
  constexpr std::size_t kWord = 8;
  std::string file;
  seenby::SectionWriter out([&file](std::string_view piece) { file += piece; });
  bytes.remove_prefix(std::min(bytes.size(), seenby::kTallyMagic.size() + kWord));
  while (bytes.size() >= 4 + kWord) {
    const auto* const name =
        std::find(seenby::kSectionNames.begin(), seenby::kSectionNames.end(), bytes.substr(0, 4));
    const std::uint64_t length = word_of(bytes.substr(4));
    bytes.remove_prefix(4 + kWord);
    const std::string_view content = bytes.substr(0, length);
    bytes.remove_prefix(std::min(bytes.size(), content.size() + kWord));
    if (name == seenby::kSectionNames.end()) continue;
    out.section(static_cast<seenby::SectionKind>(name - seenby::kSectionNames.begin()), content);
  }
  return file;
}

void compare(const std::string& file) {
  for (const std::optional<unsigned> lg_k :
       {std::optional<unsigned>(), std::optional<unsigned>(4)}) {
    const std::string again = saved_again(file, lg_k);
    if (!again.empty()) check(saved_again(again, lg_k) == again);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = seenby::text_of(data, size);
  compare(std::string(bytes));
  compare(repaired(bytes));
  return 0;
}
