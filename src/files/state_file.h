// The life of the one file that a state is: locked from the start of a run to its end, read, and
// replaced as a whole by commit(), the generation before kept as `.bak`. Whoever is killed at any
// moment leaves the old state or the new one. What is in it is not known here. Hidden files have
// fixed names, since the lock lets only one run write: one left by a SIGKILL is in the next one's
// way and removed. Limit: the folder's file system must know hard links and flock(2).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "files/interruption.h"
#include "seenby/input.h"
#include "seenby/render.h"

namespace seenby {

/// For another run to be done with the state.
enum class Waits : std::uint8_t { kNo, kYes };

class StateFile : public TextSink {
 public:
  /// Takes the lock, `PATH.lock`, which stays there. Throws Error(kLocked) when another run has it
  /// and we do not wait, Error(kIo) when there cannot be one.
  StateFile(std::string path, Waits waits);
  /// Without commit() the state stays as it was.
  ~StateFile() override;

  /// The state as it is, or null when there is none yet. Throws Error(kIo) when it is not a regular
  /// file that only its owner, who we are, may write to, or when it is missing and its `.bak` is
  /// not: a state never starts anew by accident.
  [[nodiscard]] std::unique_ptr<ByteSource> read() const;

  /// What its owner can do when its content turns out to be damaged.
  [[nodiscard]] std::string advice_if_damaged() const;

  /// The bytes of the next state. Throws Error(kIo) with the path and the reason.
  void write(std::string_view bytes) override;
  /// Puts what was written in the place of the state, durably. To be called once, at the end.
  void commit();

 private:
  void take_lock(Waits waits);
  void keep_backup() const;
  [[nodiscard]] std::string backup() const;
  [[nodiscard]] std::string beside(std::string_view suffix) const;
  [[noreturn]] void fail() const;

  std::string path_;
  int lock_ = -1;
  TemporaryPath temporary_;
  int descriptor_ = -1;  ///< of the next state
};

}  // namespace seenby
