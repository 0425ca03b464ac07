#include "events/key_tree.h"

namespace seenby {

KeyTree::KeyTree(Plan& plan) : plan_(plan) {
  plan.nodes.emplace_back();
  plan.scopes.emplace_back();
}

std::uint32_t KeyTree::slot(int scope, const Path& path) {
  const Place found = place(scope, path);
  if (node(found.node).slot == kNone) {
    const std::uint32_t slot = plan_.scopes[static_cast<std::size_t>(scope)].width++;
    node(found.node).slot = static_cast<int>(slot);
    for (const int above : found.above) node(above).slots_below.push_back(slot);
  }
  return static_cast<std::uint32_t>(node(found.node).slot);
}

int KeyTree::elements(int scope, const Path& path) {
  const Place array = place(scope, path);
  if (node(array.node).scope == kNone) {
    const int elements = static_cast<int>(plan_.scopes.size());
    const int element_node = static_cast<int>(plan_.nodes.size());
    plan_.nodes.emplace_back();
    plan_.scopes.push_back({scope, element_node, 0, {}});
    plan_.scopes[static_cast<std::size_t>(scope)].inside.push_back(elements);
    node(array.node).scope = elements;
    node(array.node).scopes_below.push_back(elements);
    for (const int above : array.above) node(above).scopes_below.push_back(elements);
  }
  return node(array.node).scope;
}

KeyTree::Place KeyTree::place(int scope, const Path& path) {
  Place place{plan_.scopes[static_cast<std::size_t>(scope)].node, {}};
  for (const PathStep& step : path.steps) {
    place.above.push_back(place.node);
    place.node = child(place.node, step.key);
    if (!step.entry) continue;
    place.above.push_back(place.node);
    place.node = entry(place.node, *step.entry);
  }
  return place;
}

int KeyTree::child(int parent, const std::string& key) {
  const int next = static_cast<int>(plan_.nodes.size());
  const auto [found, is_new] = node(parent).children.try_emplace(key, next);
  const int child = found->second;
  if (is_new) plan_.nodes.emplace_back();
  return child;
}

int KeyTree::entry(int parent, const std::string& key) {
  if (plan_.entry_node == kNone) add_entry_node();
  const int next = static_cast<int>(plan_.nodes.size());
  const auto [found, is_new] = node(parent).entries.try_emplace(key, next);
  const int entry = found->second;
  if (is_new) plan_.nodes.emplace_back();
  return entry;
}

/// `{"key": …, "value": …}`: the key's slot is the first, a plain value's the last.
void KeyTree::add_entry_node() {
  plan_.entry_node = static_cast<int>(plan_.nodes.size());
  plan_.nodes.emplace_back();
  node(child(plan_.entry_node, "key")).slot = 0;
  const int value = child(plan_.entry_node, "value");
  int slot = 0;
  for (const std::string_view name : kEntryValues) {
    node(child(value, std::string(name))).slot = ++slot;
    node(value).slots_below.push_back(static_cast<std::uint32_t>(slot));
  }
  node(value).slot = ++slot;
  node(value).reads_strings = false;
}

}  // namespace seenby
