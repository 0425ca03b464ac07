// Walks the mapping files, built in and examples: each is documented, reads, compiles, is called as
// its file is, and has a whole-program case of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "events/plan.h"
#include "seenby/mapping.h"

namespace seenby {
namespace {

namespace fs = std::filesystem;
const fs::path kSource = SEENBY_SOURCE_DIR;

std::vector<fs::path> mapping_files() {
  std::vector<fs::path> files;
  for (const char* const folder : {"mappings", "examples/mappings"}) {
    for (const auto& entry : fs::directory_iterator(kSource / folder)) {
      if (entry.path().extension() == ".toml") files.push_back(entry.path());
    }
  }
  return files;
}

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// A folder of tests/cases/mappings that is called after the mapping and counts with it.
bool has_case(const std::string& name) {
  const auto folders = fs::directory_iterator(kSource / "tests/cases/mappings");
  return std::any_of(begin(folders), end(folders), [&](const fs::directory_entry& entry) {
    const std::string folder = entry.path().filename();
    const bool is_its = folder == name || folder.starts_with(name + "_");
    return is_its && fs::exists(entry.path() / "cmd") && fs::exists(entry.path() / "stdout");
  });
}

TEST(MappingFiles, AreAllBuiltInOrExamples) {
  EXPECT_GT(mapping_files().size(), builtin_mappings().size());
  for (const BuiltinMapping& builtin : builtin_mappings()) {
    EXPECT_EQ(text_of(kSource / "mappings" / (std::string(builtin.name) + ".toml")), builtin.toml);
  }
}

TEST(MappingFiles, SayWhatTheyReadAndWhereTheNamesComeFrom) {
  for (const fs::path& file : mapping_files()) {
    const std::string text = text_of(file);
    EXPECT_TRUE(text.starts_with("# ")) << file;
    EXPECT_TRUE(text.find("\n# Names: ") != std::string::npos || file.stem() == "generic") << file;
  }
}

TEST(MappingFiles, ReadAndCompile) {
  for (const fs::path& file : mapping_files()) {
    Mapping mapping = load_mapping(file.string());
    EXPECT_EQ(mapping.name, file.stem()) << file;
    EXPECT_FALSE(mapping.about.empty()) << file;
    MappingOverrides user;
    user.fields[static_cast<std::size_t>(Field::kContent)] = parse_path_list("of_the_user");
    const bool needs_user =
        mapping.about.find("needs --impression and --content") != std::string::npos;
    if (needs_user) apply_overrides(mapping, user);
    EXPECT_NO_THROW(compile_plan(mapping, {}, parse_group_by("content"), IdUse::kDedup)) << file;
  }
}

TEST(MappingFiles, HaveAWholeProgramCaseEach) {
  for (const fs::path& file : mapping_files()) {
    EXPECT_TRUE(has_case(file.stem())) << "add tests/cases/mappings/" << file.stem();
  }
}

TEST(MappingFiles, OfProductsSayWhichLinesAreTheirs) {
  for (const BuiltinMapping& builtin : builtin_mappings()) {
    const Mapping mapping = load_mapping(builtin.name);
    EXPECT_EQ(mapping.detect.empty(), builtin.name == "generic") << builtin.name;
  }
}

}  // namespace
}  // namespace seenby
