// Every format in full on one sample. A format without a golden text here fails.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "render/sample_report.h"

namespace seenby {
namespace {

using test::report_of_names;
using test::sample_report;
using test::StringSink;
using test::with_sketches;

/// A golden text too long to stand here. UPDATE_GOLDEN=1 rewrites it.
std::string_view golden_file(const std::string& name, std::string_view format) {
  static std::map<std::string, std::string> texts;
  const std::string path = SEENBY_SOURCE_DIR "/tests/render/" + name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << test::rendered(format, sample_report());
  }
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return texts[name] = text.str();
}

const std::map<std::string_view, std::string_view>& golden_texts() {
  static const std::map<std::string_view, std::string_view> kTexts{
      {"table",
       "content               day         impressions  frequency    ctr  spend     cpm\n"
       "first                 2024-01-31          350     1.1667  2.00%   1.25  3.5714\n"
       "b                     –                     0          –      –   0.00       –\n"
       "TOTAL (deduplicated)  –                   350     1.1667  2.29%   1.25  3.5714\n"},
      {"csv",
       "content,day,impressions,frequency,ctr,spend,cpm\n"
       "first,2024-01-31,350,1.1666666666666667,0.02,1.25,3.5714285714285716\n"
       "b,,0,,,0,\n"},
      {"tsv",
       "content\tday\timpressions\tfrequency\tctr\tspend\tcpm\n"
       "first\t2024-01-31\t350\t1.1666666666666667\t0.02\t1.25\t3.5714285714285716\n"
       "b\t\t0\t\t\t0\t\n"},
      {"json",
       R"({"schema_version":1,"group_by":["content","day"],"time_zone":"UTC","reach":{"method":"exact"},"rows":[
{"content":"first","day":"2024-01-31","impressions":350,"frequency":1.1666666666666667,"ctr":0.02,"spend":1.25,"cpm":3.5714285714285716},
{"content":"b","day":null,"impressions":0,"frequency":null,"ctr":null,"spend":0,"cpm":null}
],"total":{"content":null,"day":null,"impressions":350,"frequency":1.1666666666666667,"ctr":0.022857142857142857,"spend":1.25,"cpm":3.5714285714285716},"accounting":{"lines":358,"blank":0,"malformed":0,"oversized":0,"parsed":358,"records":358,"counted":358,"duplicate":0,"filtered":0,"bot":0,"unmapped":0,"no_content":0,"inputs":[{"input":"log.jsonl","lines":358,"blank":0,"malformed":0,"oversized":0,"parsed":358,"records":358,"counted":358,"duplicate":0,"filtered":0,"bot":0,"unmapped":0,"no_content":0}]}}
)"},
      {"jsonl",
       R"({"content":"first","day":"2024-01-31","impressions":350,"frequency":1.1666666666666667,"ctr":0.02,"spend":1.25,"cpm":3.5714285714285716}
{"content":"b","day":null,"impressions":0,"frequency":null,"ctr":null,"spend":0,"cpm":null}
)"},
      {"markdown",
       "| content | day | impressions | frequency | ctr | spend | cpm |\n"
       "| --- | --- | ---: | ---: | ---: | ---: | ---: |\n"
       "| first | 2024-01-31 | 350 | 1.1667 | 2.00% | 1.25 | 3.5714 |\n"
       "| b | – | 0 | – | – | 0.00 | – |\n"
       "| **TOTAL (deduplicated)** | – | 350 | 1.1667 | 2.29% | 1.25 | 3.5714 |\n"},
      {"prometheus",
       "# HELP seenby_impressions \n"
       "# TYPE seenby_impressions gauge\n"
       "seenby_impressions{content=\"first\",day=\"2024-01-31\"} 350\n"
       "seenby_impressions{content=\"b\",day=\"\"} 0\n"
       "# HELP seenby_frequency \n"
       "# TYPE seenby_frequency gauge\n"
       "seenby_frequency{content=\"first\",day=\"2024-01-31\"} 1.1666666666666667\n"
       "# HELP seenby_ctr \n"
       "# TYPE seenby_ctr gauge\n"
       "seenby_ctr{content=\"first\",day=\"2024-01-31\"} 0.02\n"
       "# HELP seenby_spend \n"
       "# TYPE seenby_spend gauge\n"
       "seenby_spend{content=\"first\",day=\"2024-01-31\"} 1.25\n"
       "seenby_spend{content=\"b\",day=\"\"} 0\n"
       "# HELP seenby_cpm \n"
       "# TYPE seenby_cpm gauge\n"
       "seenby_cpm{content=\"first\",day=\"2024-01-31\"} 3.5714285714285716\n"
       "# HELP seenby_total_impressions  (all rows, deduplicated)\n"
       "# TYPE seenby_total_impressions gauge\n"
       "seenby_total_impressions 350\n"
       "# HELP seenby_total_frequency  (all rows, deduplicated)\n"
       "# TYPE seenby_total_frequency gauge\n"
       "seenby_total_frequency 1.1666666666666667\n"
       "# HELP seenby_total_ctr  (all rows, deduplicated)\n"
       "# TYPE seenby_total_ctr gauge\n"
       "seenby_total_ctr 0.022857142857142857\n"
       "# HELP seenby_total_spend  (all rows, deduplicated)\n"
       "# TYPE seenby_total_spend gauge\n"
       "seenby_total_spend 1.25\n"
       "# HELP seenby_total_cpm  (all rows, deduplicated)\n"
       "# TYPE seenby_total_cpm gauge\n"
       "seenby_total_cpm 3.5714285714285716\n"},
      {"sketches",
       R"({"seenby_sketches":{"version":1,"lg_k":12,"sample":false,"rows":2,"rows_left_out":0,"ids":4,"settings":[["by","content,day"]],"accounting":{"counted":358,"lines":358,"parsed":358,"records":358}},"content":"first","day":"2024-01-31","impressions":350,"frequency":1.1666666666666667,"ctr":0.02,"spend":1.25,"cpm":3.5714285714285716,"viewers":"AQMDAAAazJMHAAAAAAAAAA==","clickers":"AQMDAAAeAAA=","crc64":"e5ac19edd84e50b6"}
{"content":"b","day":null,"impressions":0,"frequency":null,"ctr":null,"spend":0,"cpm":null,"viewers":"AQMDAAAeAAA=","clickers":"AQMDAAAazJMHAAAAAAAAAA==","crc64":"bb9366124d417ccc"}
)"},
      {"html", golden_file("sample.html", "html")},
  };
  return kTexts;
}

class EveryFormat : public testing::TestWithParam<RenderFormat> {
 protected:
  static std::string rendered(const Report& report, const RenderOptions& options = {}) {
    StringSink sink;
    GetParam().render(with_sketches(report), options, sink);
    return sink.text();
  }
};

TEST_P(EveryFormat, RendersTheSampleExactly) {
  ASSERT_TRUE(golden_texts().contains(GetParam().name)) << "no golden text";
  EXPECT_EQ(rendered(sample_report()), golden_texts().at(GetParam().name));
}

TEST_P(EveryFormat, ShowsTheTotalByDefaultAsListed) {
  const TotalRow listed = GetParam().total_by_default ? TotalRow::kShow : TotalRow::kHide;
  const TotalRow other = GetParam().total_by_default ? TotalRow::kHide : TotalRow::kShow;
  EXPECT_EQ(rendered(sample_report()), rendered(sample_report(), {.total = listed}));
  EXPECT_NE(rendered(sample_report()), rendered(sample_report(), {.total = other}));
}

TEST_P(EveryFormat, IsFoundByItsNameAndSaysWhatItIs) {
  ASSERT_NE(find_render_format(GetParam().name), nullptr);
  EXPECT_EQ(find_render_format(GetParam().name)->render, GetParam().render);
  EXPECT_FALSE(GetParam().about.empty());
}

TEST_P(EveryFormat, WritesManyRowsInBoundedPieces) {
  Report report = sample_report();
  report.rows.resize(20'000, report.rows.front());
  StringSink sink;
  GetParam().render(with_sketches(report), {}, sink);
  EXPECT_GT(sink.text().size(), 500'000U);
  EXPECT_GE(sink.largest_write(), 64U * 1024);
  EXPECT_LT(sink.largest_write(), 68U * 1024);
}

// So many rows that every thread has some in some of the turns, and not in the last.
TEST_P(EveryFormat, WritesTheSameWithAnyNumberOfThreads) {
  std::vector<std::string> names;
  for (int i = 0; i < 30'000; ++i) names.push_back("name " + std::to_string(i));
  const Report report = with_sketches(report_of_names(names));
  const auto rendered_by = [&](std::size_t threads) {
    StringSink sink;
    GetParam().render(report, {.total = TotalRow::kShow, .threads = threads}, sink);
    return sink.text();
  };
  const std::string text = rendered_by(1);
  for (const std::size_t threads : {2U, 3U, 7U}) {
    ASSERT_TRUE(rendered_by(threads) == text) << threads;
  }
}

TEST_P(EveryFormat, EndsWithANewline) { EXPECT_EQ(rendered(sample_report()).back(), '\n'); }

TEST_P(EveryFormat, HasNoEscapeSequenceUnlessColorIsAskedFor) {
  for (const Medium medium : {Medium::kStream, Medium::kTerminal}) {
    EXPECT_EQ(rendered(sample_report(), {.medium = medium}).find('\x1b'), std::string::npos);
  }
}

std::vector<RenderFormat> report_formats() {
  std::vector<RenderFormat> formats;
  for (const RenderFormat& format : render_formats()) {
    if (format.writes == Writes::kReport) formats.push_back(format);
  }
  return formats;
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat, testing::ValuesIn(report_formats()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Formats, BeginWithTheTable) { EXPECT_EQ(render_formats().front().name, "table"); }

TEST(Formats, FindNothingUnderAnUnknownName) {
  EXPECT_EQ(find_render_format("xml"), nullptr);
  EXPECT_EQ(find_render_format(""), nullptr);
  EXPECT_EQ(find_render_format("CSV"), nullptr);
}

TEST(Formats, ShowTheTotalOnlyToReadersWhoExpectIt) {
  for (const std::string_view name : {"table", "json", "markdown"}) {
    EXPECT_TRUE(find_render_format(name)->total_by_default) << name;
  }
  for (const std::string_view name : {"csv", "tsv", "jsonl"}) {
    EXPECT_FALSE(find_render_format(name)->total_by_default) << name;
  }
}

}  // namespace
}  // namespace seenby
