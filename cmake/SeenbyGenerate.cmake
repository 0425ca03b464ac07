# Has the built seenby write one of its own files (seenby --generate WHAT), and installs it. It is
# part of building seenby, so that what is built can be installed.
function(seenby_generate what destination name)
  set(file ${PROJECT_BINARY_DIR}/generated/${what}/${name})
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated/${what})
  add_custom_command(TARGET seenby POST_BUILD BYPRODUCTS ${file}
                     COMMAND $<TARGET_FILE:seenby> --generate ${what} > ${file} VERBATIM)
  install(FILES ${file} DESTINATION ${destination} COMPONENT command)
endfunction()
