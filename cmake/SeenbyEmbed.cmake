# Turns every mappings/*.toml into one generated source, so that adding a mapping is adding a file.
function(seenby_embed_mappings out)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/mappings/*.toml)
  list(SORT files)
  set(rows "")
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} text)
    string(APPEND rows "    {\"${name}\", R\"~toml~(${text})~toml~\"},\n")
  endforeach()
  list(LENGTH files count)
  set(source ${PROJECT_BINARY_DIR}/generated/builtin_mappings.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [=[
// Generated from mappings/*.toml; edit those.
#include <array>

#include "seenby/mapping.h"

namespace seenby {
namespace {
constexpr std::array<BuiltinMapping, @count@> kBuiltinMappings = {{
@rows@}};
}  // namespace

std::span<const BuiltinMapping> builtin_mappings() { return kBuiltinMappings; }
}  // namespace seenby
]=])
  set(${out} ${source} PARENT_SCOPE)
endfunction()

# Likewise bots/known.tsv, as one text.
function(seenby_embed_bots out)
  set(file ${PROJECT_SOURCE_DIR}/bots/known.tsv)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  set(source ${PROJECT_BINARY_DIR}/generated/bot_list.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [=[
// Generated from bots/known.tsv; edit that.
#include "events/bots.h"

namespace seenby {
std::string_view bot_list() { return R"~tsv~(@text@)~tsv~"; }
}  // namespace seenby
]=])
  set(${out} ${source} PARENT_SCOPE)
endfunction()

# Turns the style and the script of the HTML page into one generated source.
function(seenby_embed_page out)
  foreach(part style.css sort.js)
    set(file ${PROJECT_SOURCE_DIR}/src/render/page/${part})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${part} NAME_WE)
    file(READ ${file} ${name}_text)
    file(SHA256 ${file} ${name}_sha256)
  endforeach()
  set(source ${PROJECT_BINARY_DIR}/generated/page_assets.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [=[
// Generated from src/render/page/; edit that.
#include "render/page_assets.h"

namespace seenby {
const PageAsset kPageStyle{R"~page~(@style_text@)~page~", "@style_sha256@"};
const PageAsset kPageScript{R"~page~(@sort_text@)~page~", "@sort_sha256@"};
}  // namespace seenby
]=])
  set(${out} ${source} PARENT_SCOPE)
endfunction()
