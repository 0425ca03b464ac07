# What `cmake --install` puts where: the command and what comes with it (component command), and
# the library for find_package(seenby) in other CMake projects (component development).
include(CMakePackageConfigHelpers)

install(TARGETS seenby RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT command)
install(DIRECTORY mappings DESTINATION ${CMAKE_INSTALL_DATADIR}/seenby COMPONENT command)
install(FILES packaging/copyright CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR}
        COMPONENT command)
if(NOT CMAKE_CROSSCOMPILING)
  seenby_generate(man ${CMAKE_INSTALL_MANDIR}/man1 seenby.1)
  seenby_generate(complete-bash ${CMAKE_INSTALL_DATADIR}/bash-completion/completions seenby)
  seenby_generate(complete-zsh ${CMAKE_INSTALL_DATADIR}/zsh/site-functions _seenby)
  seenby_generate(complete-fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d seenby.fish)
endif()

set(seenby_cmake_folder ${CMAKE_INSTALL_LIBDIR}/cmake/seenby)
install(TARGETS seenby_core EXPORT seenby
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/seenby ${PROJECT_BINARY_DIR}/generated/seenby
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development FILES_MATCHING PATTERN *.h)
install(EXPORT seenby NAMESPACE seenby:: FILE seenby-targets.cmake
        DESTINATION ${seenby_cmake_folder} COMPONENT development)
configure_package_config_file(cmake/seenby-config.cmake.in seenby-config.cmake
                              INSTALL_DESTINATION ${seenby_cmake_folder}
                              NO_CHECK_REQUIRED_COMPONENTS_MACRO)
# Before 1.0 a minor version may change the library's interface.
write_basic_package_version_file(seenby-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/seenby-config.cmake
              ${PROJECT_BINARY_DIR}/seenby-config-version.cmake cmake/SeenbyDependencies.cmake
        DESTINATION ${seenby_cmake_folder} COMPONENT development)
