# Run by cpack on the installed files before they are packed: puts them where Debian's policy wants
# them, and compresses what it wants compressed. The date of the release is that of CHANGELOG.md.
set(share ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/command/usr/share)
set(doc ${share}/doc/seenby)

file(RENAME ${share}/zsh/site-functions ${share}/zsh/vendor-completions)

file(READ ${doc}/CHANGELOG.md changes)
if(NOT changes MATCHES "\n## ${CPACK_PACKAGE_VERSION} \\(([0-9]+-[0-9]+-[0-9]+)\\)")
  message(FATAL_ERROR "CHANGELOG.md has no '## ${CPACK_PACKAGE_VERSION} (YYYY-MM-DD)'")
endif()
execute_process(COMMAND date --utc --rfc-email --date ${CMAKE_MATCH_1} OUTPUT_VARIABLE date
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${doc}/CHANGELOG.md ${doc}/changelog)
file(WRITE ${doc}/changelog.Debian
"seenby (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) stable; urgency=medium

  * Release ${CPACK_PACKAGE_VERSION}; changelog.gz says what is in it.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
execute_process(
  COMMAND gzip -9 --no-name ${doc}/changelog ${doc}/changelog.Debian ${share}/man/man1/seenby.1
  COMMAND_ERROR_IS_FATAL ANY)
