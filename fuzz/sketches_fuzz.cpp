// Any bytes as a Theta image, and as a file of sketches. An image that is taken is the same after
// it is written and read again; a file is refused with an Error, or its report can be made.
#include "check.h"
#include "input/memory_source.h"
#include "seenby/error.h"
#include "seenby/saved_sketches.h"

namespace {

using seenby::check;

void read_image(std::string_view bytes) {
  seenby::ThetaSketch sketch;
  try {
    sketch = seenby::parse_theta_image(bytes);
  } catch (const seenby::Error& error) {
    check(error.code() == seenby::ExitCode::kIo);
    return;
  }
  check(seenby::parse_theta_image(seenby::theta_image(sketch)) == sketch);
}

void read_file(std::string_view bytes) {
  try {
    seenby::SavedSketches saved(std::make_unique<seenby::MemorySource>(std::string(bytes)), "x");
    std::optional<unsigned> lg_k;
    if (saved.sketch_notes().is_sample) lg_k = saved.sketch_notes().lg_k;
    seenby::Tally tally(1, {}, lg_k);
    seenby::TallyWriter writer(tally);
    saved.add_to(writer, 0);
    writer.close();
    tally.settle(1);
    const auto summary = tally.summarize(1, std::nullopt, seenby::Frequencies::kSkipped);
    for (const seenby::ReportRow& row : summary.rows) check(!row.group.empty());
  } catch (const seenby::Error& error) {
    check(error.code() == seenby::ExitCode::kIo);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = seenby::text_of(data, size);
  read_image(bytes);
  read_file(bytes);
  return 0;
}
