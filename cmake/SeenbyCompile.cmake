# Warnings and sanitizers for our own targets; never for a library's headers.
function(seenby_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
  if(SEENBY_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(SEENBY_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=${SEENBY_SANITIZE} -fno-omit-frame-pointer
                                            -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${SEENBY_SANITIZE})
  endif()
endfunction()
