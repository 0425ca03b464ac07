# Has the built seenby write one of its own files (seenby --generate WHAT), and installs it.
function(seenby_generate what destination name)
  set(file ${PROJECT_BINARY_DIR}/generated/${what}/${name})
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated/${what})
  add_custom_command(OUTPUT ${file} COMMAND $<TARGET_FILE:seenby> --generate ${what} > ${file}
                     DEPENDS seenby VERBATIM)
  add_custom_target(seenby_${what} ALL DEPENDS ${file})
  install(FILES ${file} DESTINATION ${destination} COMPONENT command)
endfunction()
