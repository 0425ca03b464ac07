// What the plan wants below a value: the elements of an exploded array, the entries of a key/value
// array, JSON in a string; and forgetting it all when a key comes again.
#include <algorithm>
#include <utility>

#include "events/line_walker.h"
#include "events/text.h"
#include "seenby/input.h"

namespace seenby {

void LineWalker::store(int slot, const Value& value) {
  Value& place = row()[slot];
  if (place.data != nullptr || value.has_escapes) values_.is_irregular = true;
  place = value;
}

void LineWalker::forget(std::uint32_t slot) {
  Value& place = row()[slot];
  if (place.data != nullptr) values_.is_irregular = true;
  place = {};
}

void LineWalker::forget_below(const PlanNode& node) {
  for (const std::uint32_t slot : node.slots_below) forget(slot);
  for (const int scope : node.scopes_below) {
    const auto parent =
        static_cast<std::size_t>(plan_.scopes[static_cast<std::size_t>(scope)].parent);
    const std::uint32_t this_row = values_.scopes[parent].count() - 1;
    const ValueRows& rows = values_.scopes[static_cast<std::size_t>(scope)];
    if (rows.parents.empty() || rows.parents.back() < this_row) continue;
    values_.is_irregular = true;
    remove_rows(scope, this_row);
  }
}

/// Of the scope and those in it, the rows of parents from `first_parent` on.
void LineWalker::remove_rows(int scope, std::uint32_t first_parent) {
  ValueRows& rows = values_.scopes[static_cast<std::size_t>(scope)];
  while (!rows.parents.empty() && rows.parents.back() >= first_parent) rows.parents.pop_back();
  rows.values.resize(rows.parents.size() * rows.width);
  for (const int inside : plan_.scopes[static_cast<std::size_t>(scope)].inside) {
    remove_rows(inside, rows.count());
  }
}

bool LineWalker::array_at(const PlanNode& node) {
  if (!node.entries.empty()) {
    const Cursor start = at_;
    if (!entries(node)) return false;
    if (node.scope == kNone) return true;
    at_ = start;
  }
  return node.scope == kNone ? skip_container() : elements(node.scope);
}

/// From an opening bracket to behind its closing one: a row for each element.
bool LineWalker::elements(int scope) {
  const PlanScope& wanted = plan_.scopes[static_cast<std::size_t>(scope)];
  ValueRows& rows = values_.scopes[static_cast<std::size_t>(scope)];
  const std::uint32_t parent = values_.scopes[static_cast<std::size_t>(wanted.parent)].count() - 1;
  Value* const outer_row = row();
  const std::uint64_t outer_visit = row_visit_;
  if (++at_.depth > kMostDepth) return fail(BadKind::kDepth);
  if (!step_over_mark()) return false;
  while (mark() != ']') {
    rows.parents.push_back(parent);
    rows.values.resize(rows.values.size() + rows.width);
    row() = rows.values.data() + rows.values.size() - rows.width;
    row_visit_ = ++visits_;
    if (!value_at(wanted.node)) return false;
    if (mark() == ']') break;
    if (mark() != ',') return fail(BadKind::kStructure);
    if (!step_over_mark()) return false;
    if (mark() == ']') return fail(BadKind::kStructure);
  }
  row() = outer_row;
  row_visit_ = outer_visit;
  --at_.depth;
  return step_over_mark();
}

/// Likewise: the wanted entries are taken by their keys.
bool LineWalker::entries(const PlanNode& node) {
  const std::uint64_t visit = ++visits_;
  if (++at_.depth > kMostDepth) return fail(BadKind::kDepth);
  if (!step_over_mark()) return false;
  while (mark() != ']') {
    if (!(mark() == '{' ? entry(node, visit) : skip_value())) return false;
    if (mark() == ']') break;
    if (mark() != ',') return fail(BadKind::kStructure);
    if (!step_over_mark()) return false;
    if (mark() == ']') return fail(BadKind::kStructure);
  }
  --at_.depth;
  return step_over_mark();
}

bool LineWalker::entry(const PlanNode& node, std::uint64_t visit) {
  std::array<Value, kEntryWidth> parts{};
  Value* const outer_row = row();
  const std::uint64_t outer_visit = row_visit_;
  row() = parts.data();
  row_visit_ = ++visits_;
  const bool is_good = object(plan_.entry_node) && step_over_mark();
  row() = outer_row;
  row_visit_ = outer_visit;
  if (!is_good) return false;
  const Value& key = parts.front();
  if (!key.is_string) return true;
  values_.entry_keys.push_back(key.text());
  const auto found =
      key.has_escapes ? node.entries.find(unescape(key.text())) : node.entries.find(key.text());
  if (found == node.entries.end()) return true;
  const int index = found->second;
  if (std::exchange(met_[static_cast<std::size_t>(index)], visit) == visit) return true;
  const auto value = std::find_if(parts.begin() + 1, parts.end(),
                                  [this](const Value& part) { return holds(part, plan_.missing); });
  const auto scalars = std::count_if(parts.begin() + 1, parts.end(),
                                     [](const Value& part) { return part.data != nullptr; });
  // Which of several it is, or that it is none, depends on what they are.
  if (value == parts.end() || scalars > 1) values_.is_irregular = true;
  if (value == parts.end()) return true;
  const PlanNode& wanted = plan_.nodes[static_cast<std::size_t>(index)];
  if (wanted.slot != kNone) store(wanted.slot, *value);
  if (value->is_string && !wanted.is_leaf()) embedded(index, *value);
  return true;
}

/// JSON in a string, walked like the line; where it is none, nothing below the node is kept.
void LineWalker::embedded(int node, const Value& string) {
  values_.is_irregular = true;
  if (embedded_count_ == embedded_.size()) embedded_.emplace_back();
  std::string& text = embedded_[embedded_count_++];
  text = string.has_escapes ? unescape(string.text()) : std::string(string.text());
  const std::size_t size = text.size();
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || (text[first] != '{' && text[first] != '[')) return;
  text.resize(size + kBlockPadding);
  if (indexers_.size() == embedded_depth_) {
    indexers_.push_back(std::make_unique<StructuralIndexer>());
  }
  StructuralIndexer& indexer = *indexers_[embedded_depth_];
  if (indexer.index(text.data(), size)) return;
  // Stage 1 has refused newlines in strings; between tokens they are white space here.
  std::replace(text.begin(), text.end(), '\n', ' ');

  const Cursor outer = at_;
  Value* const outer_row = row();
  const std::uint64_t outer_visit = row_visit_;
  ++embedded_depth_;
  begin(text.data(), size, indexer.tokens(), indexer.count());
  at_.depth = 0;
  const PlanNode& wanted = plan_.nodes[static_cast<std::size_t>(node)];
  const bool is_object = mark() == '{';
  bool is_good = !is_object                ? array_at(wanted)
                 : wanted.children.empty() ? skip_container()
                                           : object(node) && step_over_mark();
  is_good = is_good && at_end();
  --embedded_depth_;
  at_ = outer;
  row() = outer_row;
  row_visit_ = outer_visit;
  if (!is_good) forget_below(wanted);
}

}  // namespace seenby
