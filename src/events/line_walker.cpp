// Token starts come from stage 1, which has already refused unclosed strings, raw control
// characters in strings and invalid UTF-8. What is left to check here: the order of tokens, that
// no token gap holds a newline, and that every scalar is a proper number, literal or string.
#include "events/line_walker.h"

#include <algorithm>
#include <cstring>

#include "events/text.h"
#include "word.h"

namespace seenby {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

const char* find(const char* begin, const char* end, char c) {
  const void* const found = std::memchr(begin, c, static_cast<std::size_t>(end - begin));
  return found != nullptr ? static_cast<const char*>(found) : end;
}

/// The end of a token that starts at `begin`, when the next one starts at `next`. False in `same`
/// when they stand on different lines.
const char* token_end(const char* begin, const char* next, bool& same) {
  const char* end = next;
  same = true;
  while (end > begin + 1 && is_space(end[-1])) {
    same &= end[-1] != '\n';
    --end;
  }
  return end;
}

bool is_number_start(char c) { return c == '-' || (c >= '0' && c <= '9'); }

}  // namespace

LineWalker::LineWalker(const Plan& plan)
    : plan_(plan), expected_(plan.nodes.size()), met_(plan.nodes.size()) {
  for (const PlanScope& scope : plan.scopes) {
    values_.scopes.push_back({scope.width, {}, {}});
  }
  ValueRows& event = values_.scopes.front();
  event.values.resize(event.width);
  event_width_ = event.width;
  event.parents.push_back(0);
}

void LineWalker::begin(const char* text, std::size_t size, const std::uint32_t* tokens,
                       std::size_t count) {
  at_.text = text;
  at_.text_end = text + size;
  at_.tokens = tokens;
  at_.count = count;
  at_.token = 0;
  at_.next_backslash = find(text, at_.text_end, '\\');
}

void LineWalker::skip_to(const char* to) {
  while (at_.token < at_.count && next_token() < to) ++at_.token;
}

bool LineWalker::walk(const char*& end, BadKind& bad) {
  values_.is_irregular = false;
  values_.entry_keys.clear();
  row_ = values_.scopes.front().values.data();
  for (std::size_t slot = 0; slot < event_width_; ++slot) row_[slot].data = nullptr;
  for (std::size_t scope = 1; scope < values_.scopes.size(); ++scope) {
    values_.scopes[scope].values.clear();
    values_.scopes[scope].parents.clear();
  }
  row_visit_ = ++visits_;
  embedded_count_ = 0;
  at_.depth = 0;
  bad_ = BadKind::kNotObject;
  const bool ok = mark() == '{' && object(0);
  if (ok) {
    end = next_token() + 1;
    ++at_.token;
  }
  bad = bad_;
  return ok;
}

/// From an opening brace to its closing one, which stays the current token.
bool LineWalker::object(int node) {
  if (++at_.depth > kMostDepth) return fail(BadKind::kDepth);
  bad_ = BadKind::kStructure;
  if (!step_over_mark()) return false;
  if (mark() != '}') {
    const auto& expected = expected_[static_cast<std::size_t>(node)];
    for (std::size_t place = 0;; ++place) {
      if (place >= expected.size() || expected_member(expected[place]) == Fast::kNotTaken) {
        int child = kNone;
        if (!key(node, place, child)) return false;
        if (!(child == kNone ? skip_value() : wanted_value(child))) return false;
      }
      if (mark() == '}') break;
      if (mark() != ',') return fail(BadKind::kStructure);
      if (!step_over_mark()) return false;
    }
  }
  --at_.depth;
  return true;
}

/// Whether the key between `quote` and `colon` is the expected one.
bool LineWalker::is_key(const ExpectedKey& expected, const char* quote, const char* colon) {
  if (colon != quote + 2 + expected.size || *colon != ':' || expected.size == 0) return false;
  std::uint64_t difference = 0;
  for (std::size_t word = 0; word * 8 <= expected.size; ++word) {
    difference |= (load_as<std::uint64_t>(quote + 1 + word * 8) ^ expected.words[word]) &
                  expected.masks[word];
  }
  return difference == 0;
}

/// The common member in one go: the expected key, no white space, a number or a string without
/// escapes. Takes all of it or nothing; whatever is unusual is left to the general way.
LineWalker::Fast LineWalker::expected_member(const ExpectedKey& expected) {
  const char* const quote = next_token();
  const char* const colon = at_.text + at_.tokens[at_.token + 1];
  if (!expected.is_simple || *quote != '"' || !is_key(expected, quote, colon)) {
    return Fast::kNotTaken;
  }
  const char* const begin = at_.text + at_.tokens[at_.token + 2];
  if (begin != colon + 1) return Fast::kNotTaken;
  const bool is_string = *begin == '"';
  if (!is_string && !is_number_start(*begin)) return Fast::kNotTaken;
  const char* const end = at_.text + at_.tokens[at_.token + 3];
  std::string_view value(begin, static_cast<std::size_t>(end - begin));
  if (is_string) {
    const bool is_plain = end[-1] == '"' && at_.next_backslash >= end;
    if (!is_plain) return Fast::kNotTaken;
    value = value.substr(1, value.size() - 2);
  } else if (!is_json_number(value)) {
    return Fast::kNotTaken;
  }
  at_.token += 3;
  if (expected.slot != kNone) {
    Value& place = row_[expected.slot];
    if (place.data != nullptr) values_.is_irregular = true;
    place.data = value.data();
    place.size = static_cast<std::uint32_t>(value.size());
    place.is_string = is_string;
    place.has_escapes = false;
    place.is_embedded = embedded_depth_ != 0;
  }
  return Fast::kTaken;
}

/// Passes a brace, bracket, colon or comma.
bool LineWalker::step_over_mark() {
  const char* const behind = next_token() + 1;
  ++at_.token;
  const char* const next = next_token();
  if (next != behind && std::memchr(behind, '\n', static_cast<std::size_t>(next - behind))) {
    return fail(BadKind::kStructure);
  }
  return true;
}

/// A key and its colon; `child` is the plan's node for it, if it has one.
bool LineWalker::key(int node, std::size_t place, int& child) {
  const char* const quote = next_token();
  if (*quote != '"') return fail(BadKind::kStructure);
  const char* const colon = at_.text + at_.tokens[at_.token + 1];
  const auto& expected = expected_[static_cast<std::size_t>(node)];
  if (place < expected.size() && is_key(expected[place], quote, colon)) {
    child = expected[place].child;
    ++at_.token;
    return step_over_mark();
  }
  Value inside;
  if (!string(inside)) return false;
  if (mark() != ':') return fail(BadKind::kStructure);
  child = find_child(node, place, inside.text(), inside.has_escapes);
  return step_over_mark();
}

/// Looks a key up and expects it at this place from now on.
int LineWalker::find_child(int node, std::size_t place, std::string_view inside, bool has_escapes) {
  const auto& children = plan_.nodes[static_cast<std::size_t>(node)].children;
  const auto found = has_escapes ? children.find(unescape(inside)) : children.find(inside);
  const int child = found == children.end() ? kNone : found->second;
  constexpr std::size_t kMostPlaces = 256;
  if (has_escapes || inside.empty() || inside.size() >= kKeyWords * 8 || place >= kMostPlaces) {
    return child;
  }
  auto& expected = expected_[static_cast<std::size_t>(node)];
  if (place >= expected.size()) expected.resize(place + 1);
  ExpectedKey& key = expected[place];
  key = {};
  std::array<char, kKeyWords * 8> bytes{};
  std::array<char, kKeyWords * 8> mask{};
  std::memcpy(bytes.data(), inside.data(), inside.size());
  bytes[inside.size()] = '"';
  std::memset(mask.data(), 0xFF, inside.size() + 1);
  std::memcpy(key.words.data(), bytes.data(), bytes.size());
  std::memcpy(key.masks.data(), mask.data(), mask.size());
  key.size = static_cast<std::uint32_t>(inside.size());
  key.child = child;
  const PlanNode* const wanted =
      child == kNone ? nullptr : &plan_.nodes[static_cast<std::size_t>(child)];
  key.is_simple = wanted == nullptr || wanted->is_leaf();
  key.slot = wanted == nullptr ? kNone : wanted->slot;
  return child;
}

bool LineWalker::wanted_value(int node) {
  if (is_met_again(node)) forget_below(plan_.nodes[static_cast<std::size_t>(node)]);
  return value_at(node);
}

/// The value at a node below which nothing is kept yet.
bool LineWalker::value_at(int index) {
  const PlanNode& node = plan_.nodes[static_cast<std::size_t>(index)];
  const char first = mark();
  if (first == '{' || first == '[') {
    if (node.slot != kNone) forget(static_cast<std::uint32_t>(node.slot));
    if (first == '[') return array_at(node);
    return node.children.empty() ? skip_container() : object(index) && step_over_mark();
  }
  Value value;
  if (!scalar(value)) return false;
  value.is_embedded = embedded_depth_ != 0;
  if (node.slot != kNone) store(node.slot, value);
  if (value.is_string && node.reads_strings && !node.is_leaf()) embedded(index, value);
  return true;
}

bool LineWalker::skip_value() {
  const char first = mark();
  if (first == '{' || first == '[') return skip_container();
  Value value;
  return scalar(value);
}

bool LineWalker::skip_key() {
  Value inside;
  if (mark() != '"') return fail(BadKind::kStructure);
  if (!string(inside)) return false;
  if (mark() != ':') return fail(BadKind::kStructure);
  return step_over_mark();
}

/// From an opening brace or bracket to behind its closing one, without recursion.
bool LineWalker::skip_container() {
  const std::size_t outer = at_.depth;
  bool expects_value = true;
  while (true) {
    const char c = mark();
    if (expects_value && (c == '{' || c == '[')) {
      if (++at_.depth > kMostDepth) return fail(BadKind::kDepth);
      in_object_[at_.depth] = c == '{';
      if (!step_over_mark()) return false;
      if (mark() != (c == '{' ? '}' : ']')) {
        if (c == '{' && !skip_key()) return false;
        continue;
      }
    } else if (expects_value) {
      Value value;
      if (!scalar(value)) return false;
      expects_value = false;
      continue;
    } else if (c == ',') {
      if (!step_over_mark()) return false;
      if (in_object_[at_.depth] && !skip_key()) return false;
      expects_value = true;
      continue;
    } else if (c != (in_object_[at_.depth] ? '}' : ']')) {
      return fail(BadKind::kStructure);
    }
    // The current token closes the innermost container.
    if (!step_over_mark()) return false;
    if (--at_.depth == outer) return true;
    expects_value = false;
  }
}

/// A number, string or literal.
bool LineWalker::scalar(Value& value) {
  const char* const begin = next_token();
  if (*begin == '"') return string(value);
  ++at_.token;
  bool same_line = true;
  const char* const end = token_end(begin, next_token(), same_line);
  const std::string_view text(begin, static_cast<std::size_t>(end - begin));
  if (is_number_start(*begin)) {
    if (!is_json_number(text)) return fail(BadKind::kNumber);
  } else if (text != "null" && text != "true" && text != "false") {
    const bool is_mark = std::strchr("{}[]:,", *begin) != nullptr;
    return fail(is_mark || *begin == '\n' ? BadKind::kStructure : BadKind::kLiteral);
  }
  if (!same_line) return fail(BadKind::kStructure);
  value.data = text.data();
  value.size = static_cast<std::uint32_t>(text.size());
  return true;
}

bool LineWalker::string(Value& value) {
  const char* const begin = next_token();
  ++at_.token;
  bool same_line = true;
  const char* const end = token_end(begin, next_token(), same_line);
  if (end < begin + 2 || end[-1] != '"') return fail(BadKind::kStructure);
  value.data = begin + 1;
  value.size = static_cast<std::uint32_t>(end - begin - 2);
  value.is_string = true;
  if (has_backslash(begin, end)) {
    value.has_escapes = true;
    if (!has_valid_escapes(value.text())) return fail(BadKind::kEscape);
  }
  // Last, because a line that is walked alone has nothing behind it.
  return same_line || fail(BadKind::kStructure);
}

bool LineWalker::has_backslash(const char* begin, const char* end) {
  if (at_.next_backslash < begin) at_.next_backslash = find(begin, at_.text_end, '\\');
  return at_.next_backslash < end;
}

}  // namespace seenby
