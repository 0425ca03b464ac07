// Counts logs with the library and prints impressions and reach of each content, and of all:
//   reach LOG...
// A mapping is built in by its name, as for --mapping; errors are worded for people.
#include <seenby/error.h>
#include <seenby/pipeline.h>
#include <seenby/version.h>

#include <cstdint>
#include <exception>
#include <iostream>

namespace {

void print(std::string_view content, const seenby::RowCounts& counts) {
  std::cout << content << '\t' << counts.impressions << '\t' << counts.reach << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  std::cerr << "counted by seenby " << seenby::kVersion << '\n';
  try {
    seenby::RunOptions options;
    options.input.inputs.assign(argv + 1, argv + argc);
    options.mapping = seenby::load_mapping("generic");
    const seenby::RunResult result = seenby::run(options);
    for (const seenby::ReportRow& row : result.report.rows) print(*row.group.front(), row.counts);
    print("TOTAL", result.report.total);
  } catch (const seenby::Error& error) {
    std::cerr << "reach: " << error.what() << '\n';
    return static_cast<int>(error.code());
  }
}
