#include "tally/tally_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "checksum.h"
#include "coded_bytes.h"
#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::size_t kNameBytes = 4;
constexpr std::size_t kWordBytes = 8;
/// Read at once, so that a length that lies costs no memory.
constexpr std::uint64_t kPiece = std::uint64_t{1} << 20;

std::string word(std::uint64_t value) {
  ByteWriter bytes;
  bytes.word(value);
  return bytes.bytes();
}

std::uint64_t word_in(std::string_view bytes) { return ByteReader(bytes).word(); }

}  // namespace

SectionWriter::SectionWriter(Write write) : write_(std::move(write)) {
  put(kTallyMagic);
  put(word(kTallyVersion));
}

void SectionWriter::put(std::string_view bytes) {
  checksum_ = crc64(checksum_, bytes);
  write_(bytes);
}

void SectionWriter::section(SectionKind kind, std::string_view bytes) {
  put(kSectionNames[static_cast<std::size_t>(kind)]);
  put(word(bytes.size()));
  put(bytes);
  write_(word(checksum_));
}

SectionReader::SectionReader(TallyFile file) : file_(std::move(file)) {
  read(kTallyMagic.size() + kWordBytes);
  if (!bytes_.starts_with(kTallyMagic)) fail_damaged();
  const std::uint64_t version = word_in(std::string_view(bytes_).substr(kTallyMagic.size()));
  if (version != kTallyVersion) {
    throw Error(ExitCode::kIo,
                fmt::format("{}: a tally of format version {}, and this seenby reads version {}; "
                            "{}, or count the logs again",
                            file_.name, version, kTallyVersion,
                            version > kTallyVersion ? "use the newer seenby that wrote it"
                                                    : "use the older seenby that wrote it"));
  }
  checksum_ = crc64(0, bytes_);
}

void SectionReader::fail_damaged() const {
  throw Error(ExitCode::kIo, fmt::format("{}: damaged tally, found before byte {}; {}", file_.name,
                                         offset_, file_.if_damaged));
}

void SectionReader::read(std::uint64_t size) {
  while (size > 0) {
    const std::size_t before = bytes_.size();
    const std::size_t wanted = std::min(size, kPiece);
    bytes_.resize(before + wanted);
    const std::size_t got = file_.bytes->read(bytes_.data() + before, wanted);
    bytes_.resize(before + got);
    offset_ += got;
    size -= got;
    if (got == 0) {
      throw Error(ExitCode::kIo, fmt::format("{}: truncated tally, it ends at byte {}; take a copy "
                                             "of it or count the logs again",
                                             file_.name, offset_));
    }
  }
}

SectionKind SectionReader::kind_named(std::string_view name) const {
  const auto* const found = std::find(kSectionNames.begin(), kSectionNames.end(), name);
  if (found == kSectionNames.end()) fail_damaged();
  return static_cast<SectionKind>(found - kSectionNames.begin());
}

const SectionReader::Section& SectionReader::next() {
  constexpr std::size_t kHead = kNameBytes + kWordBytes;
  bytes_.clear();
  read(kHead);
  const SectionKind kind = kind_named(std::string_view(bytes_).substr(0, kNameBytes));
  const std::uint64_t size = word_in(std::string_view(bytes_).substr(kNameBytes));
  if (kind < section_.kind) fail_damaged();
  read(size);
  checksum_ = crc64(checksum_, bytes_);
  read(kWordBytes);
  const std::string_view all = bytes_;
  if (word_in(all.substr(kHead + size)) != checksum_) fail_damaged();
  section_ = {kind, all.substr(kHead, size)};
  if (kind == SectionKind::kEnd) {
    char more = 0;
    if (file_.bytes->read(&more, 1) != 0) fail_damaged();
  }
  return section_;
}

}  // namespace seenby
