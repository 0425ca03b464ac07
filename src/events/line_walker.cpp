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
    : plan_(plan), known_keys_(plan.nodes.size()), met_(plan.nodes.size()) {
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
  row() = values_.scopes.front().values.data();
  for (std::size_t slot = 0; slot < event_width_; ++slot) row()[slot].data = nullptr;
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

/// What a known key is followed by in most lines, in one go: no white space, a number or a string
/// without escapes. Takes key and value or nothing; whatever is unusual is left to the general way.
bool LineWalker::common_value(const KnownKeys::Key& key) {
  const char* const colon = at_.text + at_.tokens[at_.token + 1];
  const char* const begin = at_.text + at_.tokens[at_.token + 2];
  if (!key.is_simple() || begin != colon + 1) return false;
  const bool is_string = *begin == '"';
  if (!is_string && !is_number_start(*begin)) return false;
  const char* const end = at_.text + at_.tokens[at_.token + 3];
  std::string_view value(begin, static_cast<std::size_t>(end - begin));
  if (is_string) {
    const bool is_plain = end[-1] == '"' && at_.next_backslash >= end;
    if (!is_plain) return false;
    value = {begin + 1, value.size() - 2};
  } else if (!is_json_number(value)) {
    return false;
  }
  at_.token += 3;
  // Wanted keys come in any order among others, so that a branch would be guessed wrong.
  Value& place = rows_[key.is_wanted()][key.slot()];
  values_.is_irregular |= key.is_wanted() & (place.data != nullptr);
  place.data = value.data();
  place.size = static_cast<std::uint32_t>(value.size());
  place.is_string = is_string;
  place.has_escapes = false;
  place.is_embedded = embedded_depth_ != 0;
  return true;
}

/// From an opening brace to its closing one, which stays the current token.
bool LineWalker::object(int node) {
  if (++at_.depth > kMostDepth) return fail(BadKind::kDepth);
  bad_ = BadKind::kStructure;
  if (!step_over_mark()) return false;
  if (mark() != '}') {
    KnownKeys& known = known_keys_[static_cast<std::size_t>(node)];
    for (std::size_t place = 0;; ++place) {
      const char* const colon = at_.text + at_.tokens[at_.token + 1];
      const KnownKeys::Key* const key = known.find(place, next_token(), colon);
      if (key == nullptr || !common_value(*key)) {
        int child = kNone;
        if (key != nullptr) {
          child = key->child();
          ++at_.token;
          if (!step_over_mark()) return false;
        } else if (!new_key(node, place, child)) {
          return false;
        }
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

/// A key and its colon.
bool LineWalker::any_key(Value& inside) {
  if (mark() != '"') return fail(BadKind::kStructure);
  if (!string(inside)) return false;
  if (mark() != ':') return fail(BadKind::kStructure);
  return step_over_mark();
}

/// One that is not known, or not as it stands; `child` is the plan's node for it, if it has one.
bool LineWalker::new_key(int node, std::size_t place, int& child) {
  Value inside;
  if (!any_key(inside)) return false;
  const std::string_view text = inside.text();
  const auto& children = plan_.nodes[static_cast<std::size_t>(node)].children;
  const auto found = inside.has_escapes ? children.find(unescape(text)) : children.find(text);
  child = found == children.end() ? kNone : found->second;
  if (!inside.has_escapes) {
    const PlanNode* const wanted =
        child == kNone ? nullptr : &plan_.nodes[static_cast<std::size_t>(child)];
    known_keys_[static_cast<std::size_t>(node)].add(place, text, child, wanted);
  }
  return true;
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

/// From an opening brace or bracket to behind its closing one, without recursion.
bool LineWalker::skip_container() {
  const std::size_t outer = at_.depth;
  bool expects_value = true;
  while (true) {
    Value value;
    const char c = mark();
    if (expects_value && (c == '{' || c == '[')) {
      if (++at_.depth > kMostDepth) return fail(BadKind::kDepth);
      in_object_[at_.depth] = c == '{';
      if (!step_over_mark()) return false;
      if (mark() != (c == '{' ? '}' : ']')) {
        if (c == '{' && !any_key(value)) return false;
        continue;
      }
    } else if (expects_value) {
      if (!scalar(value)) return false;
      expects_value = false;
      continue;
    } else if (c == ',') {
      if (!step_over_mark()) return false;
      if (in_object_[at_.depth] && !any_key(value)) return false;
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
