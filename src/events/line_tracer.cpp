// Vectors without a fixed size cannot be members of an array.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "events/line_tracer.cpp"
#include <hwy/foreach_target.h>
// Highway compiles what follows once for every target.
#include <hwy/highway.h>

#include "events/line_tracer.h"

#include <algorithm>
#include <bit>
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

/// Whether bytes beyond ASCII end a gap, too, which takes less than to look for them.
enum class Others : bool { kTaken, kEnds };

/// Where the gap ends in some bytes: at `stop`, and at what no gap has; behind them all where it
/// does not.
template <Others kOthers>
HWY_INLINE std::size_t find_end(Bytes bytes, Bytes stop) {
  const Tag d;
  const auto is_backslash = hn::Eq(bytes, hn::Set(d, '\\'));
  auto is_end = hn::Or(hn::Eq(bytes, stop), is_backslash);
  if constexpr (kOthers == Others::kEnds) {
    const hn::RebindToSigned<Tag> s;
    is_end = hn::Or(is_end, hn::RebindMask(d, hn::Lt(hn::BitCast(s, bytes), hn::Set(s, 0x20))));
  } else {
    is_end = hn::Or(is_end, hn::Eq(hn::Min(bytes, hn::Set(d, 0x1F)), bytes));
  }
  std::uint32_t bits = 0;
  hn::StoreMaskBits(d, is_end, reinterpret_cast<std::uint8_t*>(&bits));
  if constexpr (hn::MaxLanes(d) < 32) bits |= std::uint32_t{1} << hn::MaxLanes(d);
  return static_cast<std::size_t>(std::countr_zero(bits));
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
    for (std::size_t looks = 1;; ++looks) {
      const auto bytes = hn::LoadU(d, text + at);
      seen = hn::Or(seen, bytes);
      const std::size_t found = find_end<Others::kTaken>(bytes, stop);
      at += found;
      if (found < hn::Lanes(d)) {
        step.note_looks(looks);
        break;
      }
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

/// The end of a gap from `at` on; `at` where it does not end before `limit`.
template <Others kOthers>
HWY_NOINLINE std::size_t find_far_end(const ShapeStep& step, Text text, std::size_t at,
                                      std::size_t limit, bool& all_ascii) {
  const Tag d;
  for (std::size_t from = at; from < limit; from += hn::Lanes(d)) {
    const auto bytes = hn::LoadU(d, text + from);
    all_ascii = all_ascii && is_ascii(bytes);
    const std::size_t found = find_end<kOthers>(bytes, hn::Set(d, step.stop));
    if (found < hn::Lanes(d)) return from + found;
  }
  return at;
}

template <typename Do, std::size_t... kNumbers>
HWY_INLINE void for_each(std::index_sequence<kNumbers...>, Do what) {
  (what(std::integral_constant<std::size_t, kNumbers>()), ...);
}

/// One line of each track, again and again.
struct Round {
  MarkPlace* marks;    ///< of the first track's line
  std::uint8_t* fits;  ///< of the lines
  std::size_t number = 0;
  std::size_t busy = LineTracer::kTracks;  ///< tracks that have lines
  std::size_t misfits = 0;                 ///< lines so far
};

/// What a track goes on with behind a line from `line` to `end`, unless that differs from the
/// shape: then it is gone along by itself, and left where it differs, which costs less where many
/// lines do.
HWY_INLINE std::size_t end_line(const ShapeSteps& shape, LineTracer::Tracks& tracks,
                                std::size_t track, std::size_t line, std::size_t end, bool differs,
                                Round& round) {
  if (tracks.rounds[track] != 0) [[unlikely]]
    return line;
  std::uint8_t& fits = round.fits[track];
  fits = 1;
  if (differs) [[unlikely]] {
    ++round.misfits;
    end = trace_odd_line(shape, tracks.text, line, round.marks + track * LineTracer::kMarksPerTrack,
                         tracks.is_ascii, fits);
  }
  if (end < tracks.stop[track]) [[likely]]
    return end;
  tracks.rounds[track] = round.number + 1;
  tracks.at[track] = end;
  --round.busy;
  // The same line again and again, until the other tracks are done.
  return line;
}

/// Lines side by side, one of each track, again and again while some track has one. What belongs
/// to a track is in a register, so what is done for each is written out for it.
template <Others kOthers>
HWY_INLINE void go_along(const ShapeSteps& shape, LineTracer::Tracks& tracks) {
  constexpr std::make_index_sequence<LineTracer::kTracks> kEach;
  const Tag d;
  const Text text = tracks.text;
  auto at = tracks.at;
  auto seen = hn::Zero(d);
  Round round{tracks.marks, tracks.fits};
  const auto set_marks = [&](std::size_t mark, std::size_t offset) HWY_ATTR {
    MarkPlace* const first = round.marks + mark;
    for_each(kEach, [&](auto track) HWY_ATTR {
      first[track * LineTracer::kMarksPerTrack] = static_cast<MarkPlace>(at[track] + offset);
    });
  };
  const auto look = [&](Bytes stop) HWY_ATTR {
    for_each(kEach, [&](auto track) HWY_ATTR {
      const auto bytes = hn::LoadU(d, text + at[track]);
      if constexpr (kOthers == Others::kTaken) seen = hn::Or(seen, bytes);
      at[track] += find_end<kOthers>(bytes, stop);
    });
  };
  while (round.busy > 0 && round.number < tracks.most_rounds &&
         round.misfits <= round.number + kMostMisfits) {
    const auto line = at;
    std::array<Bytes, LineTracer::kTracks> differing;
    for_each(kEach, [&](auto track) HWY_ATTR { differing[track] = hn::Zero(d); });
    for (const ShapeStep& step : shape.all()) {
      for_each(kEach, [&](auto track) HWY_ATTR {
        differing[track] = differences(differing[track], step, text + at[track]);
        at[track] += step.size;
      });
      if (step.stop == 0) continue;
      if (step.is_wanted) set_marks(step.mark_before, 0 - std::size_t{step.distance_before});
      const auto stop = hn::Set(d, step.stop);
      look(stop);
      for (std::size_t looks = 1; looks < step.looks; ++looks) look(stop);
      if (step.looks == ShapeStep::kMostLooks) {
        for_each(kEach, [&](auto track) HWY_ATTR {
          if (text[at[track]] == step.stop) return;
          at[track] = find_far_end<kOthers>(step, text, at[track], line[track] + shape.far(),
                                            tracks.is_ascii);
        });
      }
      if (step.is_wanted) set_marks(step.mark_behind, step.distance_behind);
    }
    set_marks(shape.marks() - 1, 0 - std::size_t{1});
    for_each(kEach, [&](auto track) HWY_ATTR {
      at[track] =
          end_line(shape, tracks, track, line[track], at[track], any(differing[track]), round);
    });
    ++round.number;
    round.fits += LineTracer::kTracks;
    round.marks += shape.marks();
  }
  for_each(kEach, [&](auto track) HWY_ATTR {
    if (tracks.rounds[track] != 0) return;
    tracks.rounds[track] = round.number;
    tracks.at[track] = at[track];
  });
  tracks.is_ascii = tracks.is_ascii && is_ascii(seen);
}

void trace_side_by_side(const ShapeSteps& shape, LineTracer::Tracks& tracks) {
  if (tracks.expects_ascii) {
    go_along<Others::kEnds>(shape, tracks);
  } else {
    go_along<Others::kTaken>(shape, tracks);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace seenby
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seenby {

HWY_EXPORT(trace_line);
HWY_EXPORT(trace_odd_line);
HWY_EXPORT(trace_side_by_side);

void LineTracer::begin(const ShapeSteps& steps, std::string_view chunk, std::size_t readable) {
  if (marks_ == nullptr) {
    marks_ = std::make_unique_for_overwrite<MarkPlace[]>(kTracks * kMarksPerTrack);
    other_marks_ = std::make_unique_for_overwrite<MarkPlace[]>(kMarksPerTrack + ByteIndex::kBeyond);
  }
  text_ = reinterpret_cast<const std::uint8_t*>(chunk.data());
  marks_per_line_ = steps.marks();
  track_ = round_ = 0;
  const std::size_t most_rounds = kMarksPerTrack / marks_per_line_;
  fits_.resize(std::max(fits_.size(), kTracks * most_rounds));
  // Side by side they look far ahead, so that the last lines of a block are gone along one by one,
  // as are those of a chunk of too few lines.
  const std::size_t side_by_side =
      std::min(chunk.size(), readable - std::min(readable, steps.reach()));
  Tracks tracks{text_, {}, {}, {}, most_rounds, marks_.get(), fits_.data(), is_ascii_, true};
  bool each_has_lines = true;
  begins_.back() = chunk.size();
  for (std::size_t track = kTracks; track-- > 0;) {
    begins_[track] = track > 0 ? chunk.find('\n', side_by_side * track / kTracks) + 1 : 0;
    tracks.at[track] = begins_[track];
    tracks.stop[track] = std::min(begins_[track + 1], side_by_side);
    each_has_lines = each_has_lines && tracks.at[track] < tracks.stop[track];
  }
  if (each_has_lines) HWY_DYNAMIC_DISPATCH(trace_side_by_side)(steps, tracks);
  rounds_ = tracks.rounds;
  is_ascii_ = tracks.is_ascii;
  std::size_t lines = 0;
  for (std::size_t track = 0; track < kTracks; ++track) {
    std::size_t& round = rounds_[track];
    for (std::size_t at = tracks.at[track]; at < begins_[track + 1] && round < most_rounds;
         ++round) {
      at = HWY_DYNAMIC_DISPATCH(trace_odd_line)(steps, text_, at, marks_of(track, round), is_ascii_,
                                                fits_[round * kTracks + track]);
    }
    lines += round;
  }
  steps.learn_looks(lines);
}

LineTracer::Run LineTracer::run(std::size_t line, std::size_t most) {
  while (round_ == rounds_[track_]) {
    if (track_ + 1 == kTracks || line != begins_[track_ + 1]) return {};
    ++track_;
    round_ = 0;
  }
  Run run{marks_of(track_, round_), 0};
  const std::size_t left = std::min(most, rounds_[track_] - round_);
  const std::uint8_t* const fits = fits_.data() + round_ * kTracks + track_;
  while (run.count < left && fits[run.count * kTracks] != 0) ++run.count;
  return run;
}

void LineTracer::skip(std::size_t count) { round_ = std::min(round_ + count, rounds_[track_]); }

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
