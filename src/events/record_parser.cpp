// Blocks are cut into chunks of lines. Lines of a known shape are taken by it; the others, in runs,
// are indexed together and walked. A run that stage 1 refuses has a bad line somewhere; it is taken
// line by line, so that the bad line costs only itself.
#include "seenby/record_parser.h"

#include <algorithm>
#include <cstring>

#include "events/byte_index.h"
#include "events/known_shapes.h"
#include "events/line_walker.h"
#include "events/plan.h"
#include "events/record_builder.h"
#include "events/structure.h"

namespace seenby {
namespace {

/// Small enough that a bad byte costs little, large enough that what is done for each is nothing.
constexpr std::size_t kChunkBytes = ByteIndex::kMostBytes;

const char* behind_newline(const char* begin, const char* end) {
  const void* const found = std::memchr(begin, '\n', static_cast<std::size_t>(end - begin));
  return found != nullptr ? static_cast<const char*>(found) + 1 : end;
}

const char* skip_spaces(const char* p) {
  while (*p == ' ' || *p == '\t' || *p == '\r') ++p;
  return p;
}

/// The end of a chunk of whole lines that starts at `begin`; `end` is behind a newline.
const char* chunk_end(const char* begin, const char* end) {
  if (static_cast<std::size_t>(end - begin) <= kChunkBytes) return end;
  const void* const last = memrchr(begin, '\n', kChunkBytes);
  if (last != nullptr) return static_cast<const char*>(last) + 1;
  return behind_newline(begin + kChunkBytes, end);
}

/// A line that starts near the middle of whole lines, or `begin` if there is only one.
const char* line_near_middle(const char* begin, const char* end) {
  const auto half = static_cast<std::size_t>(end - begin) / 2;
  const char* const behind = behind_newline(begin + half, end);
  if (behind != end) return behind;
  const void* const last = memrchr(begin, '\n', half);
  return last != nullptr ? static_cast<const char*>(last) + 1 : begin;
}

}  // namespace

MappingFindings& MappingFindings::operator+=(const MappingFindings& other) {
  matched.resize(std::max(matched.size(), other.matched.size()));
  for (std::size_t i = 0; i < other.matched.size(); ++i) matched[i] |= other.matched[i];
  has_elements |= other.has_elements;
  for (const auto& [name, count] : other.unmapped_names) unmapped_names[name] += count;
  return *this;
}

class RecordParser::Impl {
 public:
  Impl(const Plan& plan, const ParserOptions& options)
      : options_(options), walker_(plan), builder_(plan) {
    batch_.group_fields = plan.group_fields.size();
  }

  BlockResult parse(const Block& block, RecordSink& sink) {
    result_ = {};
    const std::string_view bytes = block.bytes();
    if (block.kind != Block::Kind::kLines) {
      oversized_piece(block.kind, bytes);
      return std::move(result_);
    }
    const char* const end = bytes.data() + bytes.size();
    readable_end_ = end + kBlockPadding;
    for (const char* begin = bytes.data(); begin < end;) {
      const char* const stop = chunk_end(begin, end);
      if (speculates()) {
        shaped(begin, stop);
        shapes_.end_chunk();
      } else {
        walked(begin, stop);
      }
      begin = stop;
      if (!batch_.records.empty()) sink.accept(batch_);
      batch_.clear();
    }
    return std::move(result_);
  }

  [[nodiscard]] const MappingFindings& findings() const { return builder_.findings(); }
  [[nodiscard]] std::uint64_t shaped_lines() const { return shapes_.matched(); }

 private:
  bool speculates() { return options_.speculation == Speculation::kOn && shapes_.wants_chunk(); }

  /// Whole lines, every one walked.
  void walked(const char* begin, const char* end) {
    if (!indexer_.index(begin, static_cast<std::size_t>(end - begin))) {
      whole_chunk(begin, end);
    } else {
      line_by_line(begin, end);
    }
  }

  /// Whole lines, by their shapes where they can be. Where one is not valid UTF-8, the others are
  /// found by halves.
  void shaped(const char* begin, const char* end) {
    if (matched(begin, end)) return;
    const char* const middle = line_near_middle(begin, end);
    if (middle == begin) {
      walked(begin, end);
      return;
    }
    shaped(begin, middle);
    shaped(middle, end);
  }

  /// Takes the lines that fit a known shape as they are, those of a shape together, and walks those
  /// that do not, in order. False when nothing is done, see KnownShapes::begin_lines().
  bool matched(const char* begin, const char* end) {
    const std::string_view lines_here(begin, static_cast<std::size_t>(end - begin));
    if (!shapes_.begin_lines(lines_here, readable_end_)) return false;
    const char* unfit = begin;  // lines from here to `line` fit no shape
    for (const char* line = begin; line < end;) {
      if (shapes_.has_learned()) {
        build_gathered();
        shapes_.adopt();
      }
      ShapedLines lines;
      KnownShapes::Known* const known = shapes_.match(line, lines);
      if (known == nullptr) {
        line = shapes_.skip_line(line);
        continue;
      }
      if (unfit != line) walked(unfit, line);
      line = unfit = accept(line, *known, lines);
    }
    if (unfit != end) walked(unfit, end);
    build_gathered();
    return true;
  }

  /// A chunk in which every string is closed on its line.
  void whole_chunk(const char* begin, const char* end) {
    walker_.begin(begin, static_cast<std::size_t>(end - begin), indexer_.tokens(),
                  indexer_.count());
    for (const char* line = begin; line < end;) {
      const char* const token = walker_.next_token();
      if (token != line) {
        const char* const next = behind_newline(line, end);
        if (next <= token) {
          blank(line, next);
          line = next;
          continue;
        }
      }
      const char* next = line;
      BadKind bad = BadKind::kStructure;
      if (walk_line(next, bad)) {
        accept(line, next);
      } else {
        next = behind_newline(line, end);
        walker_.skip_to(next);
        reject(line, next, bad);
      }
      line = next;
    }
  }

  void line_by_line(const char* begin, const char* end) {
    for (const char* line = begin; line < end;) {
      const char* next = behind_newline(line, end);
      const auto size = static_cast<std::size_t>(next - line - 1);
      if (skip_spaces(line) == next - 1) {
        blank(line, next);
      } else if (const auto bad_kind = indexer_.index(line, size)) {
        reject(line, next, *bad_kind);
      } else {
        walker_.begin(line, size, indexer_.tokens(), indexer_.count());
        BadKind bad = BadKind::kStructure;
        const char* behind = next;
        if (walk_line(behind, bad)) {
          accept(line, next);
        } else {
          reject(line, next, bad);
        }
      }
      line = next;
    }
  }

  /// Walks the line at the next token; `next` becomes the start of the line after it.
  bool walk_line(const char*& next, BadKind& bad) {
    const char* end = nullptr;
    if (!walker_.walk(end, bad)) return false;
    end = skip_spaces(end);
    if (*end != '\n') {
      bad = BadKind::kTrailing;
      return false;
    }
    next = end + 1;
    return true;
  }

  [[nodiscard]] bool is_oversized(const char* line, const char* next) const {
    const bool has_return = next - line > 1 && next[-2] == '\r';
    return static_cast<std::size_t>(next - line) - (has_return ? 2 : 1) > options_.max_line_bytes;
  }

  void blank(const char* line, const char* next) {
    if (is_oversized(line, next)) {
      oversized({line, static_cast<std::size_t>(next - line)});
      return;
    }
    ++result_.accounting.lines;
    ++result_.accounting.blank;
  }

  void accept(const char* line, const char* next) {
    if (!parsed(line, next)) return;
    if (options_.speculation == Speculation::kOn) {
      shapes_.offer({line, static_cast<std::size_t>(next - line)}, walker_.values(), builder_);
    }
    builder_.build(walker_.values(), batch_, result_.accounting);
  }

  /// Returns what is behind the lines.
  const char* accept(const char* line, KnownShapes::Known& known, const ShapedLines& lines) {
    const char* const end = lines.behind(lines.count - 1);
    if (static_cast<std::size_t>(end - line) <= options_.max_line_bytes) {
      result_.accounting.lines += lines.count;
      result_.accounting.parsed += lines.count;
      known.shape->gather(lines.count);
      if (known.shape->is_full()) build_gathered(known);
      return end;
    }
    for (std::size_t i = 0; i < lines.count; ++i) {
      const char* const next = lines.behind(i);
      if (parsed(line, next)) {
        builder_.build(known.shape->fill_in(lines.line(i)), batch_, result_.accounting);
      }
      line = next;
    }
    return end;
  }

  void build_gathered(KnownShapes::Known& known) {
    const ShapedLines lines = known.shape->take_gathered();
    if (known.plain) {
      builder_.build(*known.plain, lines, *known.shape, batch_, result_.accounting);
      return;
    }
    for (std::size_t i = 0; i < lines.count; ++i) {
      builder_.build(known.shape->fill_in(lines.line(i)), batch_, result_.accounting);
    }
  }
  /// Of all shapes: what they point at is about to change.
  void build_gathered() {
    for (KnownShapes::Known& known : shapes_.known()) build_gathered(known);
  }

  /// Counts a good line, unless it is too long.
  bool parsed(const char* line, const char* next) {
    if (is_oversized(line, next)) {
      oversized({line, static_cast<std::size_t>(next - line)});
      return false;
    }
    ++result_.accounting.lines;
    ++result_.accounting.parsed;
    return true;
  }

  void reject(const char* line, const char* next, BadKind bad) {
    const std::string_view bytes(line, static_cast<std::size_t>(next - line));
    if (is_oversized(line, next)) {
      oversized(bytes);
      return;
    }
    describe(bad_kind_text(bad));
    keep(bytes);
    ++result_.accounting.lines;
    ++result_.accounting.malformed;
    ++result_.accounting.malformed_by_kind[static_cast<std::size_t>(bad)];
  }

  void oversized(std::string_view bytes) {
    describe("line longer than --max-line");
    keep(bytes);
    ++result_.accounting.lines;
    ++result_.accounting.oversized;
  }

  void oversized_piece(Block::Kind kind, std::string_view bytes) {
    if (kind == Block::Kind::kOversizedStart) {
      oversized(bytes);
    } else {
      keep(bytes);
    }
  }

  void describe(std::string_view what) {
    if (result_.first_bad_lines.size() < kShownBadLines) {
      result_.first_bad_lines.push_back({result_.accounting.lines, std::string(what)});
    }
  }

  void keep(std::string_view bytes) {
    if (options_.rejects == Rejects::kKept) result_.rejected += bytes;
  }

  ParserOptions options_;
  const char* readable_end_ = nullptr;  ///< of the block
  KnownShapes shapes_;
  StructuralIndexer indexer_;
  LineWalker walker_;
  RecordBuilder builder_;
  RecordBatch batch_;
  BlockResult result_;
};

RecordParser::RecordParser(const Plan& plan, const ParserOptions& options)
    : impl_(std::make_unique<Impl>(plan, options)) {}
RecordParser::~RecordParser() = default;

BlockResult RecordParser::parse(const Block& block, RecordSink& sink) {
  return impl_->parse(block, sink);
}
const MappingFindings& RecordParser::findings() const { return impl_->findings(); }
std::uint64_t RecordParser::shaped_lines() const { return impl_->shaped_lines(); }

}  // namespace seenby
