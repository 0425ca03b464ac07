// Recursive descent, a character at a time. UTF-8 is checked by utf8proc, once for the whole line.
#include "slow_json.h"

#include <utf8proc.h>

#include <algorithm>

namespace seenby {
namespace {

constexpr int kMostDepth = 1024;

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    utf8proc_int32_t code_point = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    if (size <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void append_code_point(std::int32_t code_point, std::string& out) {
  utf8proc_uint8_t bytes[4];
  const auto size = utf8proc_encode_char(code_point, bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

class Reader {
 public:
  enum class Newlines : std::uint8_t { kRefused, kSpace };
  Reader(std::string_view text, Newlines newlines) : text_(text), newlines_(newlines) {}

  bool any(SlowJson& out) {
    space();
    if (!value(out, 1)) return false;
    space();
    return at_ == text_.size();
  }

  bool line(SlowJson& out) {
    space();
    return peek() == '{' && any(out);
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void space() {
    while (take(' ') || take('\t') || take('\r') || (newlines_ == Newlines::kSpace && take('\n'))) {
    }
  }

  bool value(SlowJson& out, int depth) {
    switch (peek()) {
      case '{':
        return depth <= kMostDepth && object(out, depth);
      case '[':
        return depth <= kMostDepth && array(out, depth);
      case '"':
        out.kind = SlowJson::Kind::kText;
        return string(out.text);
      case 'n':
        out.kind = SlowJson::Kind::kNull;
        return word("null");
      case 't':
      case 'f':
        out.kind = SlowJson::Kind::kPlain;
        out.text = peek() == 't' ? "true" : "false";
        return word(out.text);
      default:
        out.kind = SlowJson::Kind::kPlain;
        return number(out.text);
    }
  }

  bool object(SlowJson& out, int depth) {
    out.kind = SlowJson::Kind::kObject;
    ++at_;
    space();
    if (take('}')) return true;
    do {
      space();
      std::string key;
      if (peek() != '"' || !string(key)) return false;
      space();
      if (!take(':')) return false;
      space();
      SlowJson member;
      if (!value(member, depth + 1)) return false;
      const auto same = std::find(out.keys.begin(), out.keys.end(), key);
      if (same != out.keys.end()) {
        out.values[static_cast<std::size_t>(same - out.keys.begin())] = std::move(member);
      } else {
        out.keys.push_back(std::move(key));
        out.values.push_back(std::move(member));
      }
      space();
    } while (take(','));
    return take('}');
  }

  bool array(SlowJson& out, int depth) {
    out.kind = SlowJson::Kind::kArray;
    ++at_;
    space();
    if (take(']')) return true;
    do {
      space();
      SlowJson item;
      if (!value(item, depth + 1)) return false;
      out.values.push_back(std::move(item));
      space();
    } while (take(','));
    return take(']');
  }

  bool word(std::string_view wanted) {
    if (text_.substr(at_, wanted.size()) != wanted) return false;
    at_ += wanted.size();
    return true;
  }

  bool digits() {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }

  bool number(std::string& out) {
    const std::size_t begin = at_;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    out = text_.substr(begin, at_ - begin);
    return true;
  }

  bool string(std::string& out) {
    for (++at_; at_ < text_.size();) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        out.push_back(c);
      } else if (!escape(out)) {
        return false;
      }
    }
    return false;
  }

  bool escape(std::string& out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeaning = "\"\\/\b\f\n\r\t";
    if (at_ == text_.size()) return false;
    const std::size_t known = kLetters.find(text_[at_]);
    if (known != std::string_view::npos) {
      ++at_;
      out.push_back(kMeaning[known]);
      return true;
    }
    std::int32_t first = 0;
    if (!unit(first)) return false;
    if (first >= 0xD800 && first <= 0xDFFF) {
      std::int32_t second = 0;
      if (first > 0xDBFF || !take('\\') || !unit(second)) return false;
      if (second < 0xDC00 || second > 0xDFFF) return false;
      first = 0x10000 + (first - 0xD800) * 0x400 + (second - 0xDC00);
    }
    append_code_point(first, out);
    return true;
  }

  bool unit(std::int32_t& out) {
    if (!take('u')) return false;
    for (int i = 0; i < 4; ++i) {
      const std::size_t digit = std::string_view("0123456789abcdefABCDEF").find(peek());
      if (digit == std::string_view::npos) return false;
      out = out * 16 + static_cast<std::int32_t>(digit > 15 ? digit - 6 : digit);
      ++at_;
    }
    return true;
  }

  std::string_view text_;
  Newlines newlines_;
  std::size_t at_ = 0;
};

}  // namespace

const SlowJson* SlowJson::find(const std::vector<PathStep>& path) const {
  const SlowJson* here = this;
  for (const PathStep& step : path) {
    const auto found = std::find(here->keys.begin(), here->keys.end(), step.key);
    if (found == here->keys.end()) return nullptr;
    here = &here->values[static_cast<std::size_t>(found - here->keys.begin())];
  }
  return here;
}

std::optional<SlowJson> read_any_slowly(std::string_view text) {
  SlowJson out;
  if (!is_utf8(text) || !Reader(text, Reader::Newlines::kSpace).any(out)) return std::nullopt;
  return out;
}

std::optional<SlowJson> read_slowly(std::string_view line) {
  SlowJson out;
  if (!is_utf8(line) || !Reader(line, Reader::Newlines::kRefused).line(out)) return std::nullopt;
  return out;
}

}  // namespace seenby
