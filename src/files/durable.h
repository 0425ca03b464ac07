// What makes a file that was written and renamed last: all of its bytes, and its name.
#pragma once

#include <string_view>

namespace seenby {

/// Writes everything, waiting where it must. Returns false with errno when it cannot.
bool write_all(int descriptor, std::string_view bytes);

/// Makes renames in a folder durable. Returns 0 or the error number: some file systems cannot flush
/// a folder, and the rename is done all the same, so it is for the caller to say what matters.
int sync_folder(const char* folder);

}  // namespace seenby
