#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "events/literals.cpp"
#include <hwy/foreach_target.h>
// Highway compiles what follows once for every target.
#include <hwy/highway.h>

#include "events/literals.h"

#include <algorithm>
#include <cassert>
#include <span>

HWY_BEFORE_NAMESPACE();
namespace seenby {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<std::uint8_t, LiteralBlock::kBytes>;
using Lanes = hn::Vec<Tag>;

/// What differs of the text at `from` from some of a block, besides what did so far.
HWY_INLINE Lanes differences(Lanes so_far, Lanes bytes, Lanes mask, const std::uint8_t* from) {
  return hn::OrAnd(so_far, hn::Xor(bytes, hn::LoadU(Tag(), from)), mask);
}

HWY_INLINE std::uint32_t any(Lanes differences) {
  return hn::AllTrue(Tag(), hn::Eq(differences, hn::Zero(Tag()))) ? 0 : 1;
}

/// Four lines at a time share the loads of a block, and what they differ in stays in registers.
std::uint32_t differing_lines(std::span<const LiteralBlock> blocks, const std::uint8_t* text,
                              const MarkPlace* marks, std::size_t stride, std::size_t lines) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  std::uint32_t differing = 0;
  std::size_t line = 0;
  for (; line + 4 <= lines; line += 4, marks += 4 * stride) {
    auto first = hn::Zero(d);
    auto second = hn::Zero(d);
    auto third = hn::Zero(d);
    auto fourth = hn::Zero(d);
    for (const LiteralBlock& block : blocks) {
      const MarkPlace* const mark = marks + block.mark;
      const std::uint8_t* const from = text + block.offset;
      for (std::size_t i = 0; i < LiteralBlock::kBytes; i += lanes) {
        const auto bytes = hn::LoadU(d, block.bytes.data() + i);
        const auto mask = hn::LoadU(d, block.mask.data() + i);
        first = differences(first, bytes, mask, from + i + mark[0]);
        second = differences(second, bytes, mask, from + i + mark[stride]);
        third = differences(third, bytes, mask, from + i + mark[2 * stride]);
        fourth = differences(fourth, bytes, mask, from + i + mark[3 * stride]);
      }
    }
    differing |= (any(first) | any(second) << 1 | any(third) << 2 | any(fourth) << 3) << line;
  }
  for (; line < lines; ++line, marks += stride) {
    auto all = hn::Zero(d);
    for (const LiteralBlock& block : blocks) {
      const std::uint8_t* const from = text + block.offset + marks[block.mark];
      for (std::size_t i = 0; i < LiteralBlock::kBytes; i += lanes) {
        all = differences(all, hn::LoadU(d, block.bytes.data() + i),
                          hn::LoadU(d, block.mask.data() + i), from + i);
      }
    }
    differing |= any(all) << line;
  }
  return differing;
}

}  // namespace HWY_NAMESPACE
}  // namespace seenby
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seenby {

HWY_EXPORT(differing_lines);

void Literals::add(std::string_view text, std::size_t mark, std::ptrdiff_t offset) {
  LiteralBlock& block = blocks_.emplace_back();
  std::copy(text.begin(), text.end(), block.bytes.begin());
  std::fill_n(block.mask.begin(), text.size(), std::uint8_t{0xFF});
  block.mark = static_cast<std::uint32_t>(mark);
  block.offset = static_cast<std::int32_t>(offset);
}

std::uint32_t Literals::differing_lines(const char* text, const MarkPlace* marks,
                                        std::size_t marks_per_line, std::size_t lines) const {
  return HWY_DYNAMIC_DISPATCH(differing_lines)(blocks_, reinterpret_cast<const std::uint8_t*>(text),
                                               marks, marks_per_line, lines);
}

void Literals::suspect(const char* text, const MarkPlace* marks) {
  const auto differs = [&](const LiteralBlock& block) {
    return block.differs(text + marks[block.mark]);
  };
  const auto found = std::find_if(blocks_.begin(), blocks_.end(), differs);
  assert(found != blocks_.end());
  suspect_ = static_cast<std::size_t>(found - blocks_.begin());
}

}  // namespace seenby
#endif
