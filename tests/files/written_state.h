// A state written in one go, and what a run of it is told where that cannot be done.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "files/state_file.h"
#include "seenby/error.h"

namespace seenby {

inline void put(const std::string& path, std::string_view bytes) {
  StateFile file(path, Waits::kNo);
  file.write(bytes);
  file.commit();
}

/// The message of the Error of that code.
inline std::string failure_of(const std::function<void()>& action, ExitCode code = ExitCode::kIo) {
  try {
    action();
    return "no failure";
  } catch (const Error& error) {
    return error.code() == code ? error.what() : "wrong exit code";
  }
}

}  // namespace seenby
