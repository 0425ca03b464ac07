// A reader of the Prometheus text exposition format that takes nothing for granted: the grammar as
// the documentation of the format states it, and what node_exporter asks of a text file (no
// timestamps, one HELP and one TYPE before a family, its samples together, no series twice).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seenby::test {

struct ExpositionSample {
  std::string name;
  std::vector<std::pair<std::string, std::string>> labels;
  double value = 0;
};

struct ReadExposition {
  std::vector<ExpositionSample> samples;
  std::map<std::string, std::string> types;
  std::map<std::string, std::string> helps;
  std::string error;  ///< empty: the text is well-formed; else the first mistake
};

ReadExposition read_exposition(std::string_view text);

}  // namespace seenby::test
