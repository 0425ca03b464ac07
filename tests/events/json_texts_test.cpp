// Every text of json_texts.tsv is a line with one verdict, whatever stands around it, however the
// input is cut up, and whether or not lines are read by the shape of earlier ones. The tests' own
// slow reader has the same verdicts, and tests/json_texts_test holds them against Python's.
#include <gtest/gtest.h>

#include <charconv>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "events/plan.h"
#include "input/memory_source.h"
#include "parse_outcome.h"
#include "random_log.h"
#include "slow_json.h"

namespace seenby {
namespace {

struct JsonText {
  std::string name;
  std::string line;
  bool accepted = false;
};

std::size_t number_of(std::string_view digits, int base) {
  std::size_t number = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  EXPECT_EQ(end.ptr, digits.data() + digits.size()) << digits;
  return number;
}

/// %HH is a byte; %(N:UNIT%) is UNIT, N times.
std::string bytes_of(std::string_view field) {
  std::string bytes;
  while (!field.empty()) {
    if (field.starts_with("%(")) {
      const std::size_t colon = field.find(':');
      const std::size_t end = field.find("%)");
      const std::string unit = bytes_of(field.substr(colon + 1, end - colon - 1));
      for (std::size_t left = number_of(field.substr(2, colon - 2), 10); left > 0; --left) {
        bytes += unit;
      }
      field.remove_prefix(end + 2);
    } else if (field.front() == '%') {
      bytes += static_cast<char>(number_of(field.substr(1, 2), 16));
      field.remove_prefix(3);
    } else {
      bytes += field.front();
      field.remove_prefix(1);
    }
  }
  return bytes;
}

std::vector<JsonText> read_texts() {
  std::ifstream file(SEENBY_SOURCE_DIR "/tests/events/json_texts.tsv");
  std::vector<JsonText> texts;
  for (std::string row; std::getline(file, row);) {
    if (row.starts_with('#')) continue;
    std::vector<std::string> fields;
    for (std::size_t begin = 0; begin <= row.size();) {
      const std::size_t end = std::min(row.find('\t', begin), row.size());
      fields.push_back(row.substr(begin, end - begin));
      begin = end + 1;
    }
    const bool grey = fields.size() == 4;
    const std::string verdict = fields.at(1).substr(grey ? std::string_view("grey:").size() : 0);
    EXPECT_TRUE(verdict == "accept" || verdict == "reject") << row;
    texts.push_back({fields[0], bytes_of(fields.at(2)), verdict == "accept"});
  }
  return texts;
}

const std::vector<JsonText>& texts() {
  static const std::vector<JsonText> texts = read_texts();
  return texts;
}

const Plan& plan() {
  static const Plan plan =
      compile_plan(random_log_mapping(), {}, parse_group_by("content"), IdUse::kDedup);
  return plan;
}

struct Dropped : RecordSink {
  void accept(const RecordBatch& /*batch*/) override {}
};

/// The lines of a block that were refused, each with its newline.
std::string refused(RecordParser& parser, std::string_view lines) {
  Block block;
  block.reserve(lines.size(), 0);
  std::copy(lines.begin(), lines.end(), block.data());
  block.resize(lines.size());
  Dropped sink;
  return parser.parse(block, sink).rejected;
}

std::string all_lines() {
  std::string lines;
  for (const JsonText& text : texts()) lines += text.line + '\n';
  return lines;
}

std::string rejected_lines() {
  std::string lines;
  for (const JsonText& text : texts()) {
    if (!text.accepted) lines += text.line + '\n';
  }
  return lines;
}

ParserOptions keeping(Speculation speculation) {
  return {std::size_t{1} << 24, Rejects::kKept, speculation};
}

constexpr Speculation kBoth[] = {Speculation::kOn, Speculation::kOff};

TEST(JsonTexts, HaveTheVerdictOfTheSlowReader) {
  ASSERT_GT(texts().size(), 400U);
  for (const JsonText& text : texts()) {
    EXPECT_EQ(read_slowly(text.line).has_value(), text.accepted) << text.name;
  }
}

TEST(JsonTexts, HaveOneVerdictAlone) {
  for (const Speculation speculation : kBoth) {
    for (const JsonText& text : texts()) {
      RecordParser parser(plan(), keeping(speculation));
      const std::string line = text.line + '\n';
      for (int pass = 0; pass < 3; ++pass) {
        EXPECT_EQ(refused(parser, line), text.accepted ? "" : line) << text.name;
      }
    }
  }
}

TEST(JsonTexts, HaveOneVerdictBehindAnyOtherWhoseShapeIsKnown) {
  std::uint64_t shaped = 0;
  for (const Speculation speculation : kBoth) {
    RecordParser parser(plan(), keeping(speculation));
    for (const JsonText& known : texts()) {
      if (!known.accepted || known.line.size() > 2'000) continue;
      const std::string before = known.line + '\n' + known.line + '\n';
      for (const JsonText& text : texts()) {
        if (text.line.size() > 2'000) continue;
        const std::string line = text.line + '\n';
        ASSERT_EQ(refused(parser, before + line), text.accepted ? "" : line)
            << text.name << " behind " << known.name;
      }
    }
    shaped += parser.shaped_lines();
  }
  // Otherwise two equal ways were compared.
  EXPECT_GT(shaped, texts().size() * 10);
}

TEST(JsonTexts, HaveOneVerdictHoweverTheInputIsCutUp) {
  const std::string lines = all_lines();
  const std::string expected = rejected_lines();
  for (const Speculation speculation : kBoth) {
    for (const std::size_t block_bytes : {1U, 64U, 1'000U, 4'096U, 1U << 20U}) {
      for (const std::size_t most_at_once : {1U, 63U, 4'096U}) {
        InputOptions options = reading({{"log", lines}}, most_at_once);
        options.block_bytes = block_bytes;
        BlockStream stream(std::move(options));
        RecordParser parser(plan(), keeping(speculation));
        Dropped sink;
        Accounting accounting;
        std::string rejected;
        for (Block block; stream.next(block);) {
          const BlockResult result = parser.parse(block, sink);
          accounting += result.accounting;
          rejected += result.rejected;
        }
        EXPECT_EQ(accounting.lines, texts().size());
        EXPECT_EQ(rejected, expected) << block_bytes << ' ' << most_at_once;
      }
    }
  }
}

}  // namespace
}  // namespace seenby
