// What --generate writes: the man page and the completions of three shells, each from the flag
// table alone, so that a new flag, format or metric is in them without a change. One source file
// and one row in generate.cpp for each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"

namespace seenby {

struct Generator {
  std::string_view name;
  std::string_view about;
  std::string (*text)(const FlagTable& table);
};

std::span<const Generator> generators();

std::string man_page(const FlagTable& table);
std::string bash_completion(const FlagTable& table);
std::string zsh_completion(const FlagTable& table);
std::string fish_completion(const FlagTable& table);

/// `-f`, `--format`: all names of a flag.
std::vector<std::string> dashed_names(const Flag& flag);

/// `text` for a shell, between single quotes where it has to be.
std::string shell_quoted(std::string_view text);

}  // namespace seenby
