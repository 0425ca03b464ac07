// Marks as bytes, how they are forgotten, and what a pen draws: the same whatever the pieces and
// runs, checked against a drawing from scratch.
#include "input/marks.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>

#include "checksum.h"
#include "input/mark_pen.h"
#include "input/mark_search.h"
#include "random_log.h"
#include "seenby/error.h"

namespace seenby {
namespace {

std::string text_of(Dice& dice, std::size_t lines, std::size_t longest) {
  std::string text;
  for (; lines > 0; --lines) {
    text.append(dice.below(longest), static_cast<char>('a' + dice.below(26))) += '\n';
  }
  return text;
}

Mark mark_of(std::string_view text, std::int64_t last_seen = 0) {
  MarkPen pen;
  pen.add(text);
  return pen.mark(last_seen);
}

/// By the definition: where a line ends that crossed a multiple, the first, and the ends of runs.
std::vector<MarkPoint> slow_points(std::string_view text, std::uint32_t spacing_log,
                                   const std::set<std::uint64_t>& ends = {}) {
  std::vector<MarkPoint> points;
  std::uint64_t before = 0;
  std::uint64_t lines = 0;
  for (std::size_t end = 1; end <= text.size(); ++end) {
    const bool line_end = text[end - 1] == '\n';
    lines += line_end ? 1 : 0;
    if (!line_end && end != text.size()) continue;
    const bool crosses = before >> spacing_log != end >> spacing_log;
    const bool is_end = ends.contains(end) || end == text.size();
    if ((line_end && (crosses || lines == 1)) || is_end) {
      points.push_back({end, lines, crc64(0, text.substr(0, end)), is_end});
    }
    before = end;
  }
  return points;
}

/// Drawn in one run or in some.
Mark mark_of_runs(Dice& dice, const std::string& text) {
  Mark mark = mark_of(text.substr(0, text.find('\n', dice.below(text.size())) + 1));
  while (mark.length() < text.size()) {
    MarkPen pen(mark, mark.points.size() - 1);
    const std::size_t end = text.find('\n', mark.length() + dice.below(text.size()));
    pen.add(text.substr(mark.length(), std::min(end, text.size()) + 1 - mark.length()));
    mark = pen.mark(0);
  }
  return mark;
}

bool same_place(const MarkPoint& a, const MarkPoint& b) {
  return a.length == b.length && a.checksum == b.checksum;
}

std::string failure_of(std::string_view bytes) {
  try {
    const Marks marks = Marks::parse(bytes);
    return marks.bytes() == bytes ? "read" : "read but written otherwise";
  } catch (const Error& error) {
    return error.code() == ExitCode::kIo ? error.what() : "wrong exit code";
  }
}

constexpr const char* kDamaged = "the list of counted inputs is damaged";

TEST(MarkPen, HasAPointAtEveryLineEndOfASmallLog) {
  const Mark mark = mark_of("a\nbb\n\nccc\n", 9);
  EXPECT_EQ(mark.points, (std::vector<MarkPoint>{{2, 1, crc64(0, "a\n")},
                                                 {5, 2, crc64(0, "a\nbb\n")},
                                                 {6, 3, crc64(0, "a\nbb\n\n")},
                                                 {10, 4, crc64(0, "a\nbb\n\nccc\n"), true}}));
  EXPECT_EQ(mark.last_seen, 9);
  EXPECT_EQ(mark.spacing_log, 0U);
}

TEST(MarkPen, HasOnePointInALineWithoutEnd) {
  const Mark mark = mark_of("abc");
  EXPECT_EQ(mark.points, (std::vector<MarkPoint>{{3, 0, crc64(0, "abc"), true}}));
}

TEST(MarkPen, DrawsTheSameInAnyPieces) {
  Dice dice(7);
  for (int round = 0; round < 60; ++round) {
    const std::string text = text_of(dice, 1 + dice.below(6000), 1 + dice.below(90));
    const Mark whole = mark_of(text);
    ASSERT_EQ(whole.points, slow_points(text, whole.spacing_log));
    MarkPen pen;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t size = 1 + dice.below(dice.percent(50) ? 20 : 20'000);
      pen.add(std::string_view(text).substr(at, size));
      at = std::min(at + size, text.size());
    }
    ASSERT_EQ(pen.mark(0), whole);
  }
}

TEST(MarkPen, KeepsWhereRunsHaveEnded) {
  Dice dice(12);
  for (int round = 0; round < 60; ++round) {
    const std::string text = text_of(dice, 1 + dice.below(9000), 1 + dice.below(90));
    const std::size_t longest_run =
        1 + dice.below(1 + text.size() / dice.one_of(std::vector<std::size_t>{2, 50, 1000}));
    std::set<std::uint64_t> ends;
    Mark mark;
    for (std::size_t at = 0; at < text.size();) {
      MarkPen pen = at == 0 ? MarkPen() : MarkPen(mark, mark.points.size() - 1);
      const std::size_t end = text.find('\n', at + dice.below(longest_run));
      const std::size_t size = std::min(end, text.size() - 1) + 1 - at;
      pen.add(std::string_view(text).substr(at, size));
      at += size;
      mark = pen.mark(0);
      ends.insert(at);
      if (ends.size() > Mark::kMostEnds) ends.erase(ends.begin());
    }
    ASSERT_EQ(mark.points, slow_points(text, mark.spacing_log, ends));
    ASSERT_LE(mark.points.size(), Mark::kMostPoints);
  }
}

TEST(MarkPen, ThinsEvenlyAndNeverBelowHalf) {
  Dice dice(8);
  for (const std::size_t lines : {1022U, 1023U, 1024U, 1025U, 5000U, 100'000U}) {
    const std::string text = text_of(dice, lines, 100);
    const Mark mark = mark_of(text);
    EXPECT_LE(mark.points.size(), Mark::kMostPoints);
    EXPECT_GE(mark.points.size(), std::min(lines, Mark::kMostPoints / 2 - 1)) << lines;
    EXPECT_EQ(mark.points.front().lines, 1U);
    EXPECT_EQ(mark.points.back().lines, lines);
    std::uint64_t before = 0;
    for (const MarkPoint& point : mark.points) {
      EXPECT_LE(point.length - before, (std::uint64_t{2} << mark.spacing_log) + 100);
      before = point.length;
    }
  }
}

TEST(MarkPen, GoesOnFromAnyPoint) {
  Dice dice(9);
  const std::string text = text_of(dice, 3000, 60);
  const Mark mark = mark_of(text);
  for (std::size_t i = 0; i < mark.points.size(); i += 1 + dice.below(50)) {
    MarkPen pen(mark, i);
    EXPECT_EQ(pen.place(), mark.points[i]);
    pen.add(text.substr(mark.points[i].length));
    EXPECT_EQ(pen.mark(0), mark);
    MarkPen none(mark, i);
    EXPECT_EQ(none.mark(0).points.back().length, mark.points[i].length);
  }
}

TEST(MarkPen, KeepsALastPointWithinALine) {
  const Mark mark = mark_of("a\nbc");
  ASSERT_EQ(mark.points.size(), 2U);
  EXPECT_EQ(mark.points.back(), (MarkPoint{4, 1, crc64(0, "a\nbc"), true}));
  MarkPen pen;
  for (std::size_t i = 0; i < 3 * Mark::kMostPoints; ++i) {
    pen.add("x\n");
    pen.add("y");
    const Mark ends_inside = pen.mark(0);
    ASSERT_LE(ends_inside.points.size(), Mark::kMostPoints);
    pen = MarkPen(ends_inside, ends_inside.points.size() - 1);
  }
}

TEST(MarkSearch, FindsTheLongestPointThatAgrees) {
  Dice dice(10);
  for (int round = 0; round < 300; ++round) {
    // Contents that share starts with each other, each drawn at some length.
    std::vector<std::string> texts;
    Marks marks;
    for (int i = 0; i < 8; ++i) {
      std::string text = texts.empty() || dice.percent(20) ? "" : dice.one_of(texts);
      const std::size_t kept = text.find('\n', dice.below(text.size() + 1));
      text.resize(kept == std::string::npos ? 0 : kept + 1);
      texts.push_back(text + text_of(dice, 1 + dice.below(dice.percent(10) ? 3000 : 9), 30));
      marks.add(mark_of_runs(dice, texts.back()));
    }
    const std::string text = dice.one_of(texts).substr(0, dice.below(2000)) + text_of(dice, 4, 9);
    std::uint64_t longest = 0;
    for (const Mark& mark : marks.all()) {
      for (const MarkPoint& point : mark.points) {
        if (point.length > text.size()) break;
        if (crc64(0, text.substr(0, point.length)) != point.checksum) break;
        const bool nothing_behind = text.find('\n', point.length) == std::string::npos;
        if (point.lines >= kFewestLines || same_place(point, mark.points.back()) ||
            (point.is_end && nothing_behind)) {
          longest = std::max(longest, point.length);
        }
      }
    }
    MarkSearch search(marks);
    for (std::size_t at = 0; at < text.size() && !search.is_over();) {
      const std::size_t size = std::min(1 + dice.below(50), text.size() - at);
      search.feed(std::string_view(text).substr(at, size));
      at += size;
    }
    if (!search.is_over()) search.end();
    const auto found = search.found();
    ASSERT_EQ(found.has_value(), longest > 0);
    if (!found) continue;
    const Mark& mark = marks.all()[found->mark];
    EXPECT_EQ(mark.points[found->point].length, longest);
    // One that ends there is told from one that went another way.
    const bool any_whole = std::any_of(marks.all().begin(), marks.all().end(), [&](const Mark& m) {
      return same_place(m.points.back(), mark.points[found->point]);
    });
    EXPECT_EQ(found->point + 1 == mark.points.size(), any_whole);
  }
}

/// What is found of `text` among marks that came in this order.
std::optional<Mark> found_in(const std::vector<Mark>& list, std::string_view text) {
  Marks marks;
  for (const Mark& mark : list) marks.add(mark);
  MarkSearch search(marks);
  search.feed(text);
  if (!search.is_over()) search.end();
  if (!search.found()) return std::nullopt;
  Mark found = marks.all()[search.found()->mark];
  found.points.resize(search.found()->point + 1);
  return found;
}

TEST(MarkSearch, PrefersAmongEqualsTheMarkThatEndsThereThenTheOneOfMostPoints) {
  std::string lines;
  for (int i = 0; i < 9; ++i) lines += std::to_string(i) + "\n";
  const Mark longer = mark_of(lines + "9\n");
  const Mark whole = mark_of(lines);
  Mark ends = whole;
  ends.points.erase(ends.points.begin() + 1, ends.points.end() - 1);
  for (const auto& list : {std::vector{longer, whole, ends},
                           {longer, ends, whole},
                           {whole, longer, ends},
                           {whole, ends, longer},
                           {ends, longer, whole},
                           {ends, whole, longer}}) {
    EXPECT_EQ(found_in(list, lines + "x\n"), whole);
  }
  EXPECT_EQ(found_in({longer, ends}, lines + "x\n"), ends);
  EXPECT_EQ(found_in({longer, whole}, lines + "x\n"), whole);
  Mark early = whole;
  early.points.erase(early.points.begin() + 4, early.points.end() - 1);
  Mark late = whole;
  late.points.erase(late.points.begin() + 1, late.points.end() - 2);
  EXPECT_EQ(found_in({late, early}, lines + "x\n"), early);
}

TEST(MarkSearch, FindsAtTheEndWhatARunHadLeftOfFewLines) {
  const Mark one = mark_of("a\n");
  const Mark two = mark_of("a\nb\n");
  MarkPen pen(two, 1);
  pen.add("c\n");
  const Mark three = pen.mark(0);
  EXPECT_EQ(found_in({one, three}, "a\nb\n"), two) << "longer than the one found";
  EXPECT_EQ(found_in({three, one}, "a\nb\n"), two);
  EXPECT_EQ(found_in({three}, "a\nb\nx"), two) << "a line without end is none";
  EXPECT_EQ(found_in({one, three}, "a\nb\nx\n"), one);
  Mark seen_later = two;
  seen_later.last_seen = 7;
  EXPECT_EQ(found_in({three, seen_later}, "a\nb\n"), seen_later) << "as long, and it can grow";
}

TEST(MarkSearch, IsOverAfterALineThatNobodyBeganWith) {
  Marks marks;
  marks.add(mark_of("a long first line\nb\n"));
  marks.add(mark_of("c\n"));
  MarkSearch search(marks);
  EXPECT_FALSE(search.is_over());
  search.feed("d\n");
  EXPECT_TRUE(search.is_over());
  EXPECT_FALSE(search.found());
}

TEST(Marks, ComeBackFromTheirBytesInAnyOrder) {
  Dice dice(11);
  std::vector<Mark> list;
  for (int i = 0; i < 30; ++i) {
    list.push_back(mark_of(text_of(dice, 1 + dice.below(2000), 40),
                           static_cast<std::int64_t>(dice.below(1'800'000'000))));
  }
  std::string first_bytes;
  for (int round = 0; round < 5; ++round) {
    Marks marks;
    for (const Mark& mark : list) marks.add(mark);
    const std::string bytes = marks.bytes();
    if (round == 0) first_bytes = bytes;
    EXPECT_EQ(bytes, first_bytes);
    const Marks read = Marks::parse(bytes);
    EXPECT_EQ(read.bytes(), bytes);
    EXPECT_EQ(read.all().size(), list.size());
    EXPECT_FALSE(read.changed());
    std::swap(list[dice.below(list.size())], list[dice.below(list.size())]);
  }
  EXPECT_EQ(Marks().bytes(), std::string(1, '\0'));
}

TEST(Marks, RefuseEveryTruncationAndSurviveEveryBitFlip) {
  Marks marks;
  marks.add(mark_of("a\nb\nc\n", 1'700'000'000));
  marks.add(mark_of("another\n" + std::string(300, 'x') + "\n", 1'800'000'000));
  const std::string bytes = marks.bytes();
  EXPECT_EQ(failure_of(bytes), "read");
  EXPECT_EQ(failure_of(bytes + '\0'), kDamaged);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(failure_of(bytes.substr(0, size)), kDamaged) << size;
  }
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const std::string outcome = failure_of(flipped);
    EXPECT_TRUE(outcome == "read" || outcome == kDamaged) << bit << ' ' << outcome;
  }
}

TEST(Marks, RefuseNonsense) {
  const std::string sum(8, 's');
  const auto mark = [&](const std::string& numbers) { return "\1" + numbers + sum; };
  EXPECT_EQ(failure_of(mark({1, 0, 1, 5, 3})), "read");
  const std::vector<std::string> nonsense = {
      mark({1, 0, 1, 0, 1}),          // a point at the start
      mark({1, 0, 1, 5, 13}),         // more lines than bytes
      mark({1, 63, 1, 5, 3}),         // a spacing past all lengths
      mark({1, 0, 0, 5, 3}),          // no point
      mark({1, 0, 1, 5, 2}),          // no run ended at the last point
      mark({1, 0, 1, '\x85', 0, 3}),  // a number longer than need be
      std::string(1, '\2') + std::string({1, 0, 1, 5, 3}) + sum + std::string({1, 0, 1, 5, 3}) +
          sum,                  // a mark twice
      std::string(11, '\xff'),  // a number past 64 bits
      std::string(9, '\xff') + '\2',
      std::string("\1\1\0\1", 4) + std::string(9, '\xff') + '\1' + '\3' + sum + "\1\3" + sum,
      std::string("\1", 1) + std::string(9, '\xff') + '\1' + std::string({0, 1, 5, 3}) + sum,
  };
  for (std::size_t i = 0; i < nonsense.size(); ++i)
    EXPECT_EQ(failure_of(nonsense[i]), kDamaged) << i;
  // Lengths that sum past 64 bits.
  const std::string most = std::string(9, '\xff') + '\1';
  EXPECT_EQ(failure_of(std::string({1, 1, 0, 2}) + most + '\2' + sum + '\1' + '\3' + sum),
            kDamaged);
}

TEST(Marks, AreForgottenWhenNotSeen) {
  Marks marks;
  marks.add(mark_of("a\n", 100'000));
  marks.add(mark_of("b\n", 200'000));
  Marks read = Marks::parse(marks.bytes());
  read.forget(100'000);
  EXPECT_FALSE(read.changed());
  read.forget(100'001);
  EXPECT_TRUE(read.changed());
  ASSERT_EQ(read.all().size(), 1U);
  EXPECT_EQ(read.all()[0], mark_of("b\n", 200'000));
}

TEST(Marks, AreOneForOneContent) {
  Marks marks;
  marks.add(mark_of("a\n", 200'000));
  marks.add(mark_of("a\n", 300'000));
  marks.add(mark_of("a\n", 100'000));
  ASSERT_EQ(marks.all().size(), 1U);
  EXPECT_EQ(marks.all()[0].last_seen, 300'000);
  EXPECT_EQ(failure_of(marks.bytes()), "read");
}

TEST(Marks, ChangeByBeingSeenOnlyAfterAWhile) {
  Marks marks;
  marks.add(mark_of("a\n", 100'000));
  Marks read = Marks::parse(marks.bytes());
  read.saw(0, 0, 99'000);
  read.saw(0, 0, 100'000 + Marks::kSeenGrain - 1);
  EXPECT_FALSE(read.changed());
  EXPECT_EQ(read.bytes(), marks.bytes());
  read.saw(0, 0, 100'000 + Marks::kSeenGrain);
  EXPECT_TRUE(read.changed());
  read.forget(100'000 + Marks::kSeenGrain);
  EXPECT_EQ(read.all().size(), 1U);
}

}  // namespace
}  // namespace seenby
