// Vectors without a fixed size cannot be members of an array.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "events/line_tracer.cpp"
#include <hwy/foreach_target.h>
// Highway compiles what follows once for every target.
#include <hwy/highway.h>

#include "events/line_tracer.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

#include "events/structure.h"

HWY_BEFORE_NAMESPACE();
namespace seenby {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<std::uint8_t, ShapeStep::kBytes>;
using Bytes = hn::Vec<Tag>;
using Text = const std::uint8_t*;

/// Lines that may not fit besides one of each round.
constexpr std::size_t kMostMisfits = 64;

/// Where the line behind the next newline begins, which there is.
HWY_INLINE std::size_t behind_newline(Text text, std::size_t at) {
  return static_cast<std::size_t>(static_cast<Text>(rawmemchr(text + at, '\n')) - text) + 1;
}

/// What differs of the text at `from` from a step's literal, besides what did so far.
HWY_INLINE Bytes differences(Bytes so_far, const ShapeStep& step, Text from) {
  const Tag d;
  for (std::size_t i = 0; i < ShapeStep::kBytes; i += hn::Lanes(d)) {
    const auto bytes = hn::LoadU(d, step.bytes.data() + i);
    const auto mask = hn::LoadU(d, step.mask.data() + i);
    so_far = hn::OrAnd(so_far, hn::Xor(bytes, hn::LoadU(d, from + i)), mask);
  }
  return so_far;
}

HWY_INLINE bool any(Bytes differences) {
  return !hn::AllTrue(Tag(), hn::Eq(differences, hn::Zero(Tag())));
}

/// Which of some bytes end a gap: `stop`, and what no gap has.
HWY_INLINE hn::Mask<Tag> ends(Bytes bytes, Bytes stop) {
  const Tag d;
  const auto is_control = hn::Eq(hn::Min(bytes, hn::Set(d, 0x1F)), bytes);
  const auto is_backslash = hn::Eq(bytes, hn::Set(d, '\\'));
  return hn::Or(hn::Eq(bytes, stop), hn::Or(is_control, is_backslash));
}

HWY_INLINE bool is_ascii(Bytes seen) {
  return hn::AllTrue(Tag(), hn::Lt(seen, hn::Set(Tag(), 0x80)));
}

/// One line that begins at `at`. Returns what is behind it, or 0 where it lacks a literal.
std::size_t trace_line(const ShapeSteps& shape, Text text, std::size_t at, MarkPlace* marks,
                       bool& all_ascii) {
  const Tag d;
  auto seen = hn::Zero(d);
  for (const ShapeStep& step : shape.all()) {
    if (any(differences(hn::Zero(d), step, text + at))) return 0;
    at += step.size;
    if (step.stop == 0) continue;
    marks[step.mark_before] = static_cast<MarkPlace>(at - step.distance_before);
    const auto stop = hn::Set(d, step.stop);
    // The line's newline is an end, too.
    for (std::ptrdiff_t found = -1; found < 0;) {
      const auto bytes = hn::LoadU(d, text + at);
      seen = hn::Or(seen, bytes);
      found = hn::FindFirstTrue(d, ends(bytes, stop));
      at += found < 0 ? hn::Lanes(d) : static_cast<std::size_t>(found);
    }
    marks[step.mark_behind] = static_cast<MarkPlace>(at + step.distance_behind);
  }
  marks[shape.marks() - 1] = static_cast<MarkPlace>(at - 1);
  all_ascii = all_ascii && is_ascii(seen);
  return at;
}

/// The same as far as it is possible; returns what is behind the line in any case.
std::size_t trace_odd_line(const ShapeSteps& shape, Text text, std::size_t at, MarkPlace* marks,
                           bool& all_ascii, std::uint8_t& fits) {
  const std::size_t behind = trace_line(shape, text, at, marks, all_ascii);
  fits = behind != 0 ? 1 : 0;
  return behind != 0 ? behind : behind_newline(text, at);
}

/// The end of a gap that begins at `at` but is not in the bytes there; `at` where it does not end
/// before `limit`.
HWY_NOINLINE std::size_t find_far_end(const ShapeStep& step, Text text, std::size_t at,
                                      std::size_t limit, bool& all_ascii) {
  const Tag d;
  for (std::size_t from = at + hn::Lanes(d); from < limit; from += hn::Lanes(d)) {
    const auto bytes = hn::LoadU(d, text + from);
    all_ascii = all_ascii && is_ascii(bytes);
    const std::ptrdiff_t found = hn::FindFirstTrue(d, ends(bytes, hn::Set(d, step.stop)));
    if (found >= 0) return from + static_cast<std::size_t>(found);
  }
  return at;
}

template <typename Do, std::size_t... kNumbers>
HWY_INLINE void for_each(std::index_sequence<kNumbers...>, Do what) {
  (what(std::integral_constant<std::size_t, kNumbers>()), ...);
}

/// Lines side by side, again and again, while some lane has one; each has a first one. What belongs
/// to a lane is in a register, so what is done for each is written out for it.
void trace_lanes(const ShapeSteps& shape, LineTracer::Lanes& lanes) {
  constexpr std::size_t kLanes = LineTracer::kLanes;
  constexpr std::make_index_sequence<kLanes> kEach;
  const Tag d;
  const Text text = lanes.text;
  const std::size_t far = shape.far();
  MarkPlace* marks = lanes.marks;
  std::uint8_t* fits = lanes.fits;
  auto at = lanes.at;
  auto seen = hn::Zero(d);
  const auto set_marks = [&](std::size_t mark, std::size_t offset) HWY_ATTR {
    MarkPlace* const first = marks + mark;
    for_each(kEach, [&](auto lane) HWY_ATTR {
      first[lane * LineTracer::kMarksPerLane] = static_cast<MarkPlace>(at[lane] + offset);
    });
  };
  std::size_t busy = kLanes;
  std::size_t misfits = 0;
  std::size_t round = 0;
  // A line by itself is left where it differs, which costs less where many do.
  for (; busy > 0 && round < lanes.most_rounds && misfits <= round + kMostMisfits; ++round) {
    const auto line = at;
    bool is_unsure = false;
    std::array<Bytes, kLanes> differing;
    for_each(kEach, [&](auto lane) HWY_ATTR { differing[lane] = hn::Zero(d); });
    for (const ShapeStep& step : shape.all()) {
      for_each(kEach, [&](auto lane) HWY_ATTR {
        differing[lane] = differences(differing[lane], step, text + at[lane]);
        at[lane] += step.size;
      });
      if (step.stop == 0) continue;
      if (step.is_wanted) set_marks(step.mark_before, 0 - std::size_t{step.distance_before});
      const auto stop = hn::Set(d, step.stop);
      for_each(kEach, [&](auto lane) HWY_ATTR {
        const auto bytes = hn::LoadU(d, text + at[lane]);
        seen = hn::Or(seen, bytes);
        const std::ptrdiff_t found = hn::FindFirstTrue(d, ends(bytes, stop));
        if (found >= 0) [[likely]] {
          at[lane] += static_cast<std::size_t>(found);
          return;
        }
        const std::size_t end =
            find_far_end(step, text, at[lane], line[lane] + far, lanes.is_ascii);
        is_unsure = is_unsure || end == at[lane];
        at[lane] = end;
      });
      if (step.is_wanted) set_marks(step.mark_behind, step.distance_behind);
    }
    set_marks(shape.marks() - 1, 0 - std::size_t{1});
    for_each(kEach, [&](auto lane) HWY_ATTR {
      if (lanes.rounds[lane] != 0) [[unlikely]] {
        at[lane] = line[lane];
        return;
      }
      fits[lane] = any(differing[lane]) ? 0 : 1;
      if (fits[lane] == 0) [[unlikely]] {
        ++misfits;
        at[lane] = is_unsure ? trace_odd_line(shape, text, line[lane],
                                              marks + lane * LineTracer::kMarksPerLane,
                                              lanes.is_ascii, fits[lane])
                             : behind_newline(text, line[lane]);
      }
      if (at[lane] >= lanes.stop[lane]) [[unlikely]] {
        lanes.rounds[lane] = round + 1;
        lanes.at[lane] = at[lane];
        --busy;
        // The same line again and again, until the other lanes are done.
        at[lane] = line[lane];
      }
    });
    fits += kLanes;
    marks += shape.marks();
  }
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (lanes.rounds[lane] != 0) continue;
    lanes.rounds[lane] = round;
    lanes.at[lane] = at[lane];
  }
  lanes.is_ascii = lanes.is_ascii && is_ascii(seen);
}

}  // namespace HWY_NAMESPACE
}  // namespace seenby
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seenby {

HWY_EXPORT(trace_line);
HWY_EXPORT(trace_odd_line);
HWY_EXPORT(trace_lanes);

void LineTracer::begin(const ShapeSteps& steps, std::string_view chunk, std::size_t readable) {
  if (marks_ == nullptr) {
    marks_ = std::make_unique_for_overwrite<MarkPlace[]>(kLanes * kMarksPerLane);
    other_marks_ = std::make_unique_for_overwrite<MarkPlace[]>(kMarksPerLane + ByteIndex::kBeyond);
  }
  text_ = reinterpret_cast<const std::uint8_t*>(chunk.data());
  marks_per_line_ = steps.marks();
  lane_ = round_ = 0;
  const std::size_t most_rounds = kMarksPerLane / marks_per_line_;
  fits_.resize(std::max(fits_.size(), kLanes * most_rounds));
  // Side by side they look far ahead, so that the last lines of a block are gone along one by one,
  // as are those of a chunk of too few lines.
  const std::size_t side_by_side =
      std::min(chunk.size(), readable - std::min(readable, steps.reach()));
  Lanes lanes{text_, {}, {}, {}, most_rounds, marks_.get(), fits_.data(), true};
  bool has_each_lines = true;
  begins_.back() = chunk.size();
  for (std::size_t lane = kLanes; lane-- > 0;) {
    begins_[lane] = lane > 0 ? chunk.find('\n', side_by_side * lane / kLanes) + 1 : 0;
    lanes.at[lane] = begins_[lane];
    lanes.stop[lane] = std::min(begins_[lane + 1], side_by_side);
    has_each_lines = has_each_lines && lanes.at[lane] < lanes.stop[lane];
  }
  if (has_each_lines) HWY_DYNAMIC_DISPATCH(trace_lanes)(steps, lanes);
  rounds_ = lanes.rounds;
  is_ascii_ = lanes.is_ascii;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::size_t& round = rounds_[lane];
    for (std::size_t at = lanes.at[lane]; at < begins_[lane + 1] && round < most_rounds; ++round) {
      at = HWY_DYNAMIC_DISPATCH(trace_odd_line)(steps, text_, at, marks_of(lane, round), is_ascii_,
                                                fits_[round * kLanes + lane]);
    }
  }
}

LineTracer::Run LineTracer::run(std::size_t line, std::size_t most) {
  while (round_ == rounds_[lane_]) {
    if (lane_ + 1 == kLanes || line != begins_[lane_ + 1]) return {};
    ++lane_;
    round_ = 0;
  }
  Run run{marks_of(lane_, round_), 0};
  const std::size_t left = std::min(most, rounds_[lane_] - round_);
  const std::uint8_t* const fits = fits_.data() + round_ * kLanes + lane_;
  while (run.count < left && fits[run.count * kLanes] != 0) ++run.count;
  return run;
}

void LineTracer::skip(std::size_t count) { round_ = std::min(round_ + count, rounds_[lane_]); }

LineTracer::Run LineTracer::trace(const ShapeSteps& steps, std::size_t line) {
  bool is_ascii = true;
  MarkPlace* const marks = other_marks_.get() + line;
  const std::size_t behind = HWY_DYNAMIC_DISPATCH(trace_line)(steps, text_, line, marks, is_ascii);
  if (behind == 0) return {};
  const auto* const begin = reinterpret_cast<const char*>(text_ + line);
  if (!is_ascii && !is_valid_utf8(begin, behind - line)) return {};
  return {marks, 1};
}

}  // namespace seenby
#endif
