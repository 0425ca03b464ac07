# SEENBY_STATIC: the command carries the libraries that Debian has archives or whole headers of.
# ISA-L, simdjson and Highway have none and stay shared; simdjson needs the shared libstdc++, of
# which a second copy would gain nothing. Limit: so it still needs these packages where it runs.

# Has an imported target linked from lib*.a where that lies beside its lib*.so.
function(seenby_prefer_archives)
  foreach(target IN LISTS ARGN)
    foreach(property IMPORTED_LOCATION IMPORTED_LOCATION_NONE IMPORTED_LOCATION_RELEASE
            INTERFACE_LINK_LIBRARIES)
      get_target_property(files ${target} ${property})
      if(NOT files)
        continue()
      endif()
      set(preferred "")
      foreach(file IN LISTS files)
        string(REGEX REPLACE "\\.so[.0-9]*$" ".a" archive "${file}")
        if(IS_ABSOLUTE "${archive}" AND EXISTS "${archive}")
          set(file "${archive}")
        endif()
        list(APPEND preferred "${file}")
      endforeach()
      set_target_properties(${target} PROPERTIES ${property} "${preferred}")
    endforeach()
  endforeach()
endfunction()

macro(seenby_link_archives)
  get_directory_property(seenby_imported IMPORTED_TARGETS)
  seenby_prefer_archives(${seenby_imported})
  set(seenby_fmt fmt::fmt-header-only)
  # toml++ is complete in its headers; the target would ask for the shared library.
  get_target_property(seenby_toml_headers tomlplusplus::tomlplusplus INTERFACE_INCLUDE_DIRECTORIES)
  include_directories(SYSTEM ${seenby_toml_headers})
  set(seenby_toml "")
endmacro()
