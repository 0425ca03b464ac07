# `cpack` in a build makes a Debian package of the command: its libraries are Debian's own, so that
# their security updates reach it, and what it needs of them is read from the command.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "seenby maintainers <maintainers@seenby.invalid>")
set(CPACK_PACKAGE_VENDOR "seenby contributors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "count impressions and who has seen what, from event logs")
set(CPACK_COMPONENTS_ALL command)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_COMMAND_PACKAGE_NAME seenby)
set(CPACK_DEBIAN_COMMAND_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMMAND_DESCRIPTION
"seenby reads exported event logs (JSON lines, plain, gzip or zstd) and
reports impressions, reach, frequency, CTR, engagement and cost for every
content item or any other grouping, with totals that count each viewer once.
It reads what Segment, Google Analytics 4, Snowplow, Kevel and others export,
and is made for shell scripts and cron.")
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS tzdata)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/debian_layout.cmake)
include(CPack)
