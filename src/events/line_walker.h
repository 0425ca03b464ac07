// Walks the tokens of one line, checks all of it against RFC 8259's grammar, and keeps the values
// that the plan wants. Keys are expected in the order that the last line had them, which makes
// finding one a single compare; any order is right, only slower.
// Rules: a duplicate key's last value wins; depth over 1024 is malformed; a line is one object.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/plan.h"
#include "seenby/accounting.h"

namespace seenby {

/// A wanted value as it stands in the line: a string's inside, a number, or true / false.
struct Value {
  std::string_view text;
  bool is_string = false;
  bool has_escapes = false;
};

class LineWalker {
 public:
  explicit LineWalker(const Plan& plan);

  /// Starts on a piece of text whose tokens were indexed: `tokens[count]` is the text's size.
  void begin(const char* text, std::size_t size, const std::uint32_t* tokens, std::size_t count);

  [[nodiscard]] bool at_end() const { return token_ == count_; }
  /// The next token, or the end of the text.
  [[nodiscard]] const char* next_token() const { return text_ + tokens_[token_]; }
  /// Passes over tokens that start before `to`.
  void skip_to(const char* to);

  /// Walks the object that starts at the next token and must end on the same line. On success the
  /// values are set and `end` is behind its last brace; otherwise `bad` says what is wrong.
  bool walk(const char*& end, BadKind& bad);

  /// Bit `rank` is set where the field's fallback list has a value in this line.
  [[nodiscard]] std::uint64_t present(int field) const {
    return present_[static_cast<std::size_t>(field)];
  }
  /// Valid while the text lives.
  [[nodiscard]] const Value& value(std::uint32_t slot) const { return values_[slot]; }

 private:
  static constexpr std::size_t kKeyWords = 4;
  static constexpr std::size_t kMostDepth = 1024;

  /// A key as the last line had it, with its closing quote, cut up in words to compare.
  struct ExpectedKey {
    std::array<std::uint64_t, kKeyWords> words{};
    std::array<std::uint64_t, kKeyWords> masks{};
    std::uint32_t size = 0;  ///< without the quote; 0 = nothing expected
    int child = kNoNode;
    bool is_simple = false;          ///< not wanted, or wanted in one place and not looked into
    const Target* target = nullptr;  ///< of a simple key that is wanted
  };

  enum class Fast : std::uint8_t { kNotTaken, kTaken };
  static bool is_key(const ExpectedKey& expected, const char* quote, const char* colon);
  Fast expected_member(const ExpectedKey& expected);

  bool object(int node);
  bool wanted_value(int node);
  bool skip_value();
  bool skip_container();
  bool skip_key();
  bool key(int node, std::size_t place, int& child);
  int find_child(int node, std::size_t place, std::string_view inside, bool has_escapes);
  bool scalar(Value& value, bool& is_null);
  bool string(Value& value);
  bool step_over_mark();
  bool fail(BadKind kind) {
    bad_ = kind;
    return false;
  }
  [[nodiscard]] char mark() const { return text_[tokens_[token_]]; }
  bool has_backslash(const char* begin, const char* end);
  void set(const std::vector<Target>& targets, const Value& value);
  void clear(const std::vector<Target>& targets);
  [[nodiscard]] bool is_missing(const Value& value) const;

  const Plan& plan_;
  const char* text_ = nullptr;
  const char* text_end_ = nullptr;
  const std::uint32_t* tokens_ = nullptr;
  std::size_t count_ = 0;
  std::size_t token_ = 0;
  const char* next_backslash_ = nullptr;
  std::size_t depth_ = 0;
  BadKind bad_ = BadKind::kStructure;
  std::vector<std::vector<ExpectedKey>> expected_;  ///< by node
  std::vector<std::uint64_t> present_;
  std::vector<Value> values_;
  std::array<bool, kMostDepth + 1> in_object_{};
};

}  // namespace seenby
