// What a call complains about: the message of the Error(kUsage) it throws.
#pragma once

#include <string>

#include "seenby/error.h"

namespace seenby {

/// `no error` when `call` throws none, so that a comparison with a message fails readably.
template <typename Call>
std::string usage_error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code() == ExitCode::kUsage ? error.what() : "not a usage error";
  }
  return "no error";
}

}  // namespace seenby
