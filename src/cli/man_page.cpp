// The man page in the man(7) macros.
#include <fmt/format.h>

#include "cli/generate.h"
#include "cli/help.h"
#include "seenby/version.h"

namespace seenby {
namespace {

/// Text for roff: nothing of it is a request, an escape or a hyphen to be broken at.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool begins_line = escaped.empty() || escaped.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) escaped += "\\&";
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

void append_choices(std::string& text, std::string_view heading, const Choices& choices) {
  text += fmt::format(".SH {}\n", heading);
  for (const Choice& choice : choices) {
    text += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(choice.word), roff(choice.about));
  }
}

void append_flag(std::string& text, const Flag& flag) {
  std::string names;
  for (const std::string& name : dashed_names(flag)) {
    names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", roff(name));
  }
  if (flag.takes_value()) names += fmt::format(" \\fI{}\\fR", roff(flag.option->get_type_name()));
  std::string about = flag.option->get_description();
  if (!flag.option->get_default_str().empty()) {
    about += fmt::format(" (default: {})", flag.option->get_default_str());
  }
  text += fmt::format(".TP\n{}\n{}\n", names, roff(about));
}

}  // namespace

std::string man_page(const FlagTable& table) {
  std::string text = fmt::format(
      ".TH SEENBY 1 \"\" \"seenby {}\" \"User Commands\"\n"
      ".SH NAME\nseenby \\- who has seen what, from event logs\n"
      ".SH SYNOPSIS\n\\fBseenby\\fR [\\fIFLAG\\fR...] [\\fIINPUT\\fR...]\n"
      ".SH DESCRIPTION\n{}",
      kVersion, roff(kSummary));
  text += ".SH OPTIONS\n";
  std::string heading;
  for (const Flag& flag : table.flags) {
    const std::string& group = flag.option->get_group();
    if (flag.is_hidden()) continue;
    if (group != heading) text += fmt::format(".SS {}\n", roff(group));
    heading = group;
    append_flag(text, flag);
  }
  append_choices(text, "COLUMNS", metric_choices());
  append_choices(text, "FORMATS", format_choices());
  append_choices(text, "FIELDS", field_choices());
  text +=
      ".SH ENVIRONMENT\n.TP\n\\fBSEENBY_\\fIFLAG\\fR\n"
      "Sets a flag that is not given, in capitals and with _ for \\-, such as SEENBY_TOP=10 or\n"
      "SEENBY_NO_DEDUP=1. Beats what \\fB\\-\\-config\\fR sets.\n"
      ".TP\n\\fBNO_COLOR\\fR\nWhen not empty, no color is used on a terminal.\n";
  text += ".SH EXIT STATUS\n";
  for (const ExitCodeInfo& code : kExitCodes) {
    text += fmt::format(".TP\n\\fB{}\\fR\n{}\n", code.code, roff(code.about));
  }
  text += ".SH EXAMPLES\n";
  for (const Example& example : kExamples) {
    text += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(example.command), roff(example.about));
  }
  return text;
}

}  // namespace seenby
