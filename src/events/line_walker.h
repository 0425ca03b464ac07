// Walks the tokens of one line, checks all of it against RFC 8259's grammar, and keeps the values
// that the plan wants. Keys are expected in the order that the last line had them, which makes
// finding one a single compare; any order is right, only slower.
// Rules: a duplicate key's last value wins; depth over 1024 is malformed; a line is one object; a
// string that is stepped into and is no JSON holds nothing, and the line stays good.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/known_keys.h"
#include "events/line_values.h"
#include "events/plan.h"
#include "events/structure.h"
#include "seenby/accounting.h"

namespace seenby {

class LineWalker {
 public:
  explicit LineWalker(const Plan& plan);
  LineWalker(const LineWalker&) = delete;
  LineWalker& operator=(const LineWalker&) = delete;
  ~LineWalker() = default;

  /// Starts on a piece of text whose tokens were indexed: `tokens[count]` is the text's size.
  void begin(const char* text, std::size_t size, const std::uint32_t* tokens, std::size_t count);

  [[nodiscard]] bool at_end() const { return at_.token == at_.count; }
  /// The next token, or the end of the text.
  [[nodiscard]] const char* next_token() const { return at_.text + at_.tokens[at_.token]; }
  /// Passes over tokens that start before `to`.
  void skip_to(const char* to);

  /// Walks the object that starts at the next token and must end on the same line. On success the
  /// values are set and `end` is behind its last brace; otherwise `bad` says what is wrong.
  bool walk(const char*& end, BadKind& bad);

  /// Of the last line walked; valid while its text lives and until the next one is walked.
  [[nodiscard]] const LineValues& values() const { return values_; }

 private:
  static constexpr std::size_t kMostDepth = 1024;

  /// Where in which text the walk is.
  struct Cursor {
    const char* text = nullptr;
    const char* text_end = nullptr;
    const std::uint32_t* tokens = nullptr;
    std::size_t count = 0;
    std::size_t token = 0;
    const char* next_backslash = nullptr;
    std::size_t depth = 0;
  };

  [[gnu::always_inline]] inline bool common_value(const KnownKeys::Key& key);

  bool object(int node);
  bool wanted_value(int node);
  bool value_at(int node);
  bool array_at(const PlanNode& node);
  bool elements(int scope);
  bool entries(const PlanNode& node);
  bool entry(const PlanNode& node, std::uint64_t visit);
  void embedded(int node, const Value& string);
  bool skip_value();
  bool skip_container();
  bool any_key(Value& inside);
  bool new_key(int node, std::size_t place, int& child);
  bool scalar(Value& value);
  bool string(Value& value);
  bool step_over_mark();
  bool fail(BadKind kind) {
    bad_ = kind;
    return false;
  }
  Value*& row() { return rows_[1]; }
  [[nodiscard]] char mark() const { return at_.text[at_.tokens[at_.token]]; }
  bool has_backslash(const char* begin, const char* end);
  bool is_met_again(int node) {
    return std::exchange(met_[static_cast<std::size_t>(node)], row_visit_) == row_visit_;
  }
  void store(int slot, const Value& value);
  void forget(std::uint32_t slot);
  void forget_below(const PlanNode& node);
  void remove_rows(int scope, std::uint32_t first_parent);

  const Plan& plan_;
  Cursor at_;
  BadKind bad_ = BadKind::kStructure;
  std::vector<KnownKeys> known_keys_;  ///< by node
  LineValues values_;
  std::size_t event_width_ = 0;
  Value unwanted_;
  /// By Key::is_wanted(): where common_value() puts what no slot is for, and the row of the scope
  /// that the walk is in.
  std::array<Value*, 2> rows_{&unwanted_, nullptr};

  /// By node, the visit (of a row, or of a key/value array) in which its key was last met.
  std::vector<std::uint64_t> met_;
  std::uint64_t visits_ = 0;
  std::uint64_t row_visit_ = 0;
  std::deque<std::string> embedded_;  ///< texts of this line's first `embedded_count_` strings
  std::size_t embedded_count_ = 0;
  std::size_t embedded_depth_ = 0;
  std::vector<std::unique_ptr<StructuralIndexer>> indexers_;  ///< by depth of strings in strings
  std::array<bool, kMostDepth + 1> in_object_{};
};

}  // namespace seenby
