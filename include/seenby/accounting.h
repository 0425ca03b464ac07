// Where every line went. The two sums
//   lines   = blank + malformed + oversized + parsed
//   records = counted + duplicate + filtered + bot + unmapped + no_content
// hold for every input and for the run; `kAccountingTerms` is the one table that prints, sums and
// checks them, so a new term is one row.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seenby {

/// What is wrong with a malformed line.
enum class BadKind : std::uint8_t {
  kNotObject,
  kStructure,
  kUnclosedString,
  kControlCharacter,
  kUtf8,
  kEscape,
  kNumber,
  kLiteral,
  kDepth,
  kTrailing,
};
inline constexpr std::size_t kBadKindCount = 10;

/// The words for a kind, as printed after `file:line: `.
std::string_view bad_kind_text(BadKind kind);

struct Accounting {
  std::uint64_t lines = 0;
  std::uint64_t blank = 0;
  std::uint64_t malformed = 0;
  std::uint64_t oversized = 0;
  std::uint64_t parsed = 0;
  std::uint64_t records = 0;
  std::uint64_t counted = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t filtered = 0;
  std::uint64_t bot = 0;
  std::uint64_t unmapped = 0;
  std::uint64_t no_content = 0;

  /// Not terms of the sums: malformed lines by kind, and values that were there but unreadable.
  std::array<std::uint64_t, kBadKindCount> malformed_by_kind{};
  std::uint64_t unreadable_cost = 0;
  std::uint64_t unreadable_time = 0;
  std::uint64_t unreadable_weight = 0;
  /// `bot` by number in bot_names(); empty where there were none.
  std::vector<std::uint64_t> bot_by_name{};

  Accounting& operator+=(const Accounting& other);
  /// Records that would count, bots and all, and those without bots.
  [[nodiscard]] std::uint64_t gross() const { return net() + bot; }
  [[nodiscard]] std::uint64_t net() const { return counted + duplicate; }
  /// True when both sums hold; false is a bug of ours.
  [[nodiscard]] bool balanced() const;
};

struct AccountingTerm {
  std::string_view key;   ///< JSON key
  std::string_view text;  ///< the word in prose
  std::uint64_t Accounting::*value;
};

/// In printing order: `lines` and its four terms, then `records` and its six.
extern const std::array<AccountingTerm, 12> kAccountingTerms;

/// One bad line that is shown to the user.
struct BadLine {
  std::uint64_t line = 0;  ///< 1-based, in the decompressed input
  std::string text;        ///< what is wrong
};

/// What happened to one input.
struct InputAccounting {
  std::string name;  ///< as given on the command line; `-` is standard input
  Accounting accounting{};
  std::vector<BadLine> first_bad_lines{};       ///< the first few, in line order
  std::string mapping{};                        ///< the name of the mapping it was read with
  std::string mapping_reason{};                 ///< why that one; empty where the user named it
  std::optional<std::uint64_t> lines_before{};  ///< that earlier runs counted; only with a state
  std::uint64_t bytes_waiting = 0;              ///< of a last line that waits for its newline
};

/// The accounting as one JSON object without a final newline: the keys of kAccountingTerms for the
/// run, then `inputs`, one object per input with its name and the same keys. Serves both
/// `-f json` and `--summary`.
std::string accounting_json(const Accounting& total, const std::vector<InputAccounting>& inputs);

}  // namespace seenby
