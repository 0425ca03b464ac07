// The page read back by a reader of tags that shares no code with the renderer: tags nest and
// close, attributes are quoted, and what the policy allows by hash is what stands in the page.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "render/sample_report.h"
#include "sha256.h"

namespace seenby {
namespace {

using test::rendered;
using test::report_of_names;
using test::sample_report;

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  ///< unescaped, that of children left out
};

/// Reads what the renderer writes, and no more of HTML. Sets `error` at the first oddity.
class Reader {
 public:
  explicit Reader(std::string_view html) : left_(html) {
    take("<!DOCTYPE html>\n");
    while (error.empty() && !left_.empty()) step();
    if (error.empty() && !open_.empty()) error = "unclosed " + elements[open_.back()].name;
  }

  std::string error;
  std::vector<Element> elements;

 private:
  void take(std::string_view expected) {
    if (left_.starts_with(expected)) {
      left_.remove_prefix(expected.size());
    } else if (error.empty()) {
      error = "expected " + std::string(expected) + " at " + std::string(left_.substr(0, 40));
    }
  }

  std::string_view until(std::string_view stops) {
    const std::string_view part = left_.substr(0, left_.find_first_of(stops));
    left_.remove_prefix(part.size());
    return part;
  }

  std::string unescaped(std::string_view text) {
    static const std::map<std::string_view, char> kNames = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"#39", '\''}};
    std::string plain;
    while (!text.empty()) {
      if (text.front() != '&') {
        plain += text.front();
        text.remove_prefix(1);
        continue;
      }
      const std::string_view name = text.substr(1, text.find(';') - 1);
      if (!kNames.contains(name)) {
        error = "odd escape at " + std::string(text.substr(0, 20));
        return plain;
      }
      plain += kNames.at(name);
      text.remove_prefix(name.size() + 2);
    }
    return plain;
  }

  void step() {
    if (left_.front() == '<') {
      left_.substr(1).starts_with('/') ? close() : open();
      return;
    }
    const std::string_view text = until("<");
    if (text.find('>') != std::string_view::npos) error = "a bare >";
    if (!open_.empty()) elements[open_.back()].text += unescaped(text);
  }

  void close() {
    take("</");
    const std::string_view name = until(">");
    take(">");
    if (open_.empty() || elements[open_.back()].name != name) {
      error = "closes " + std::string(name);
      return;
    }
    open_.pop_back();
  }

  void open() {
    static const std::set<std::string> kVoid = {"meta", "wbr"};
    take("<");
    Element element;
    element.name = until(" >/");
    while (error.empty() && left_.starts_with(' ')) {
      take(" ");
      const std::string name(until("= >"));
      std::string value;
      if (left_.starts_with('=')) {
        take("=\"");
        value = until("\"");
        take("\"");
      }
      if (name.starts_with("on") || name == "style" || name == "href" || name == "src") {
        error = "attribute " + name;
      }
      if (!element.attributes.emplace(name, unescaped(value)).second) error = "twice " + name;
    }
    const bool is_closed = left_.starts_with('/');
    take(is_closed ? "/>" : ">");
    const bool is_raw = element.name == "style" || element.name == "script";
    if (is_raw) {
      const std::string end = "</" + element.name + ">";
      element.text = left_.substr(0, left_.find(end));
      left_.remove_prefix(element.text.size());
    }
    const bool stays_open = !is_closed && !kVoid.contains(element.name);
    if (stays_open) open_.push_back(elements.size());
    elements.push_back(std::move(element));
  }

  std::string_view left_;
  std::vector<std::size_t> open_;
};

std::vector<std::string> texts_of(const Reader& page, std::string_view name) {
  std::vector<std::string> texts;
  for (const Element& element : page.elements) {
    if (element.name == name) texts.push_back(element.text);
  }
  return texts;
}

/// With every optional part.
Report whole_report(const FrequencyCounts& frequency, std::string_view name) {
  Report report = sample_report();
  for (ReportRow& row : report.rows) row.group[0] = name;
  report.sorted_by = "impressions";
  report.total.by_frequency = OptionalCounts(&frequency);
  report.overlap = Overlap{report.rows, {300, 20, 20, 40}};
  report.timeline = {{name, 10, 5, 5}, {"2", 20, 6, 9}, {"3", 12, 6, 10}};
  return report;
}

constexpr FrequencyCounts kFrequency = {5, 4, 0, 1, 0, 0, 0, 0, 0, 2};

TEST(Html, IsWellFormedWithEveryPart) {
  const Reader page(rendered("html", whole_report(kFrequency, "plain")));
  EXPECT_EQ(page.error, "");
  std::set<std::string> ids;
  std::size_t charts = 0;
  for (const Element& element : page.elements) {
    if (element.attributes.contains("id")) {
      EXPECT_TRUE(ids.insert(element.attributes.at("id")).second) << element.attributes.at("id");
    }
    charts += element.attributes.contains("role") && element.attributes.at("role") == "img";
  }
  EXPECT_EQ(charts, 5U) << "top rows, frequency, overlap, time and curve";
  EXPECT_EQ(texts_of(page, "script").size(), 1U);
}

TEST(Html, LeavesOutChartsWithoutData) {
  Report report = report_of_names({});
  const Reader page(rendered("html", report));
  EXPECT_EQ(page.error, "");
  EXPECT_TRUE(texts_of(page, "figure").empty());
}

TEST(Html, AllowsItsOwnStyleAndScriptAndNothingElse) {
  const Reader page(rendered("html", sample_report()));
  std::string policy;
  for (const Element& element : page.elements) {
    if (element.attributes.contains("http-equiv")) policy = element.attributes.at("content");
  }
  EXPECT_EQ(policy, "default-src 'none'; style-src 'sha256-" +
                        test::sha256_base64(texts_of(page, "style").at(0)) +
                        "'; script-src 'sha256-" +
                        test::sha256_base64(texts_of(page, "script").at(0)) +
                        "'; base-uri 'none'; form-action 'none'");
}

TEST(Html, TheTestsHashIsSha256) {
  EXPECT_EQ(test::sha256_base64("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  EXPECT_EQ(test::sha256_base64(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

TEST(Html, ShowsHostileNamesAsTextEverywhere) {
  static constexpr std::array<std::string_view, 18> kPieces{
      "<script>", "</script>", "\"", "'",           ">",        "<", "&",  "&lt;", "--",
      "]]>",      "</style>",  "=",  "javascript:", "</title>", "/", "on", " ",    "{"};
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    std::string name = "n";
    for (std::size_t k = random() % 9; k > 0; --k) name += kPieces[random() % kPieces.size()];
    Report report = whole_report(kFrequency, name);
    report.group_by[0] = name;
    report.columns[0].name = name;
    report.inputs[0].name = name;
    report.inputs[0].mapping = name;
    report.time_zone = name;
    const Reader page(rendered("html", report));
    ASSERT_EQ(page.error, "") << name;
    EXPECT_EQ(texts_of(page, "bdi").at(0), name);
    EXPECT_EQ(texts_of(page, "h1").at(0), "Impressions and reach by " + name + ", day");
    EXPECT_EQ(texts_of(page, "script").size(), 1U);
    EXPECT_EQ(texts_of(page, "style").size(), 1U);
  }
}

TEST(Html, SpellsOutWhatWouldTurnTheTextAround) {
  const std::string text = rendered("html", whole_report(kFrequency, "a\u202eb\x1b\u2066"));
  EXPECT_EQ(text.find("\u202e"), std::string::npos);
  EXPECT_EQ(text.find("\u2066"), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("<bdi>a\\u202eb\\x1b\\u2066</bdi>"), std::string::npos);
}

TEST(Html, GroupsDigitsAndMarksEmptyCells) {
  Report report = sample_report();
  report.rows[0].counts.impressions = 1'234'567;
  const std::string text = rendered("html", report);
  EXPECT_NE(text.find("<td>1,234,567</td>"), std::string::npos);
  EXPECT_NE(text.find("<td data-empty>\u2013</td>"), std::string::npos);
}

}  // namespace
}  // namespace seenby
