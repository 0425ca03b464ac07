// The table of reports: --report, its help and completions, and "did you mean" read it.
#include <array>

#include "seenby/report.h"

namespace seenby {
namespace {

constexpr std::array<ReportKindInfo, 4> kKinds = {{
    {ReportKind::kItems, "items", "a row for each item, or what --by names"},
    {ReportKind::kFrequency, "frequency", "viewers by how often they saw each row"},
    {ReportKind::kOverlap, "overlap", "viewers that each two of the top rows share"},
    {ReportKind::kCurve, "curve", "new and cumulative reach as time goes on"},
}};

}  // namespace

std::span<const ReportKindInfo> report_kinds() { return kKinds; }

}  // namespace seenby
