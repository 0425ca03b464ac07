// What a run that is killed leaves behind: nothing. SIGINT, SIGTERM and SIGHUP unlink the hidden
// files of outputs that are not yet in place, then end the process by that same signal, so that a
// shell sees 130, 143 or 129. Only calls that are safe in a signal handler are made. Limit: outputs
// are created and put in place while no other thread runs, as `main` does; SIGKILL is beyond us.
#pragma once

#include <sys/types.h>

#include <string>

namespace seenby {

/// Those of every TemporaryPath there is; for a process that ends at once. Async-signal-safe.
void remove_temporary_files() noexcept;

/// Installs the handler, but not for a signal that is ignored, as nohup and `&` in scripts ask for.
void clean_up_when_interrupted();

/// The path of a file that no failure or signal may leave behind.
class TemporaryPath {
 public:
  TemporaryPath() = default;
  /// Unlinks.
  ~TemporaryPath();
  TemporaryPath(const TemporaryPath&) = delete;
  TemporaryPath& operator=(const TemporaryPath&) = delete;

  /// Creates a new file for writing, with `mode` less the umask, and returns its descriptor; -1
  /// with errno when it cannot. No signal comes between the file and its being known to the
  /// handler.
  int create(const std::string& path, mode_t mode = 0666);
  /// Renames the file to its place. Returns false with errno when it cannot.
  bool put_in_place(const std::string& target);

 private:
  void forget();

  std::string path_;  ///< empty: there is none to remove
};

}  // namespace seenby
