#include "render/exposition.h"

#include <charconv>
#include <cmath>
#include <regex>
#include <set>

namespace seenby::test {
namespace {

const char* const kMetricName = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const char* const kLabelName = "[a-zA-Z_][a-zA-Z0-9_]*";

/// Thrown with the reason; ends the reading.
struct Mistake {
  std::string reason;
};

class Reader {
 public:
  ReadExposition read(std::string_view text) {
    std::size_t number = 0;
    while (!text.empty()) {
      ++number;
      const std::size_t end = text.find('\n');
      try {
        if (end == std::string_view::npos) throw Mistake{"the last line does not end"};
        read_line(std::string(text.substr(0, end)));
      } catch (const Mistake& mistake) {
        result_.error = "line " + std::to_string(number) + ": " + mistake.reason;
        return result_;
      }
      text.remove_prefix(end + 1);
    }
    return result_;
  }

 private:
  void read_line(const std::string& line) {
    if (line.empty()) return;
    if (line.front() == '#') {
      read_comment(line);
    } else {
      read_sample(line);
    }
  }

  void read_comment(const std::string& line) {
    static const std::regex kHelp("# HELP (" + std::string(kMetricName) + ") (.*)");
    static const std::regex kType("# TYPE (" + std::string(kMetricName) +
                                  ") (counter|gauge|histogram|summary|untyped)");
    std::smatch parts;
    if (std::regex_match(line, parts, kHelp)) {
      if (!result_.helps.emplace(parts[1], unescaped(parts[2], false)).second) {
        throw Mistake{"a second HELP"};
      }
    } else if (std::regex_match(line, parts, kType)) {
      if (!result_.types.emplace(parts[1], parts[2]).second) throw Mistake{"a second TYPE"};
    } else {
      throw Mistake{"a comment that is neither HELP nor TYPE"};
    }
    enter_family(parts[1]);
  }

  /// Lines of one family stand together.
  void enter_family(const std::string& name) {
    if (name == family_) return;
    if (!families_.insert(name).second) throw Mistake{"the family " + name + " is in two places"};
    family_ = name;
  }

  void read_sample(const std::string& line) {
    static const std::regex kName(std::string("^") + kMetricName);
    std::smatch part;
    if (!std::regex_search(line, part, kName)) throw Mistake{"no metric name"};
    ExpositionSample sample;
    sample.name = part[0];
    enter_family(sample.name);
    if (result_.types.count(sample.name) == 0) throw Mistake{"a sample before its TYPE"};
    std::size_t at = sample.name.size();
    if (at < line.size() && line[at] == '{') at = read_labels(line, at + 1, sample);
    if (at >= line.size() || line[at] != ' ') throw Mistake{"no blank before the value"};
    const char* const begin = line.data() + at + 1;
    const char* const end = line.data() + line.size();
    const auto [stop, failure] = std::from_chars(begin, end, sample.value);
    if (failure != std::errc() || stop != end || !std::isfinite(sample.value)) {
      throw Mistake{"no number at the end: " + std::string(begin, end)};
    }
    auto labels = sample.labels;
    std::erase_if(labels, [](const auto& label) { return label.second.empty(); });
    if (!series_.insert({sample.name, {labels.begin(), labels.end()}}).second) {
      throw Mistake{"the same series twice"};
    }
    result_.samples.push_back(std::move(sample));
  }

  /// `at` is after the brace. Returns the place after the closing one.
  std::size_t read_labels(const std::string& line, std::size_t at, ExpositionSample& sample) {
    static const std::regex kLabel("(" + std::string(kLabelName) + ")=\"((?:[^\"\\\\]|\\\\.)*)\"");
    std::set<std::string> names;
    while (true) {
      std::smatch parts;
      if (!std::regex_search(line.begin() + static_cast<std::ptrdiff_t>(at), line.end(), parts,
                             kLabel, std::regex_constants::match_continuous)) {
        throw Mistake{"no label at column " + std::to_string(at + 1)};
      }
      if (!names.insert(parts[1]).second) throw Mistake{"a label twice"};
      if (parts[1].str().starts_with("__")) throw Mistake{"a reserved label"};
      sample.labels.emplace_back(parts[1], unescaped(parts[2], true));
      at += static_cast<std::size_t>(parts.length());
      if (at < line.size() && line[at] == '}') return at + 1;
      if (at >= line.size() || line[at] != ',') throw Mistake{"neither , nor } after a label"};
      ++at;
    }
  }

  static std::string unescaped(const std::string& text, bool quotes) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\\') {
        plain += text[i];
        continue;
      }
      const char next = ++i < text.size() ? text[i] : '\0';
      if (next != '\\' && next != 'n' && (next != '"' || !quotes)) throw Mistake{"a bad escape"};
      plain += next == 'n' ? '\n' : next;
    }
    return plain;
  }

  ReadExposition result_;
  std::string family_;
  std::set<std::string> families_;
  std::set<std::pair<std::string, std::map<std::string, std::string>>> series_;
};

}  // namespace

ReadExposition read_exposition(std::string_view text) { return Reader().read(text); }

}  // namespace seenby::test
