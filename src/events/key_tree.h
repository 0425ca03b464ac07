// Grows a plan's tree of keys: every path gets the slot of its value, equal paths the same one.
#pragma once

#include "events/plan.h"

namespace seenby {

class KeyTree {
 public:
  explicit KeyTree(Plan& plan);

  /// The slot of the value at `path` in an element of `scope`.
  std::uint32_t slot(int scope, const Path& path);
  /// The scope of the elements of the array at `path` in an element of `scope`.
  int elements(int scope, const Path& path);

 private:
  struct Place {
    int node;
    std::vector<int> above;  ///< the nodes that are passed on the way
  };
  Place place(int scope, const Path& path);
  int child(int node, const std::string& key);
  int entry(int node, const std::string& key);
  void add_entry_node();
  PlanNode& node(int index) { return plan_.nodes[static_cast<std::size_t>(index)]; }

  Plan& plan_;
};

}  // namespace seenby
