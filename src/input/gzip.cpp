// A gzip stream as its bytes, with ISA-L: every member, each with its header, checksum and length
// verified. ISA-L decodes straight into the caller's buffer, which keeps it several times faster
// than zlib; checksums may be left to other threads. Zero padding after the last member (tapes,
// some object stores) is skipped; anything else there is an error, since ignoring it would hide a
// damaged member.
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "input/codec.h"
#include "input/compressed_bytes.h"
#include "input/member_check.h"
#include "word.h"

namespace seenby {
namespace {

constexpr std::string_view kCodec = "gzip";
constexpr std::uint8_t kFirstMagicByte = 0x1f;
constexpr std::uint32_t kReservedFlags = 0xe0;
constexpr std::string_view kNoMatch = "checksum or length does not match";
constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;  // ISA-L counts in 32 bits

std::string_view reason(int code) {
  switch (code) {
    case ISAL_INVALID_BLOCK:
      return "invalid block";
    case ISAL_INVALID_SYMBOL:
      return "invalid symbol";
    case ISAL_INVALID_LOOKBACK:
      return "distance too far back";
    case ISAL_INVALID_WRAPPER:
      return "invalid header";
    case ISAL_UNSUPPORTED_METHOD:
      return "unknown compression method";
    default:
      return "cannot be decoded";
  }
}

class Gzip final : public ByteSource {
 public:
  Gzip(std::unique_ptr<ByteSource> raw, std::string input_name)
      : input_(std::move(raw), std::move(input_name), kCodec),
        state_(std::make_unique<inflate_state>()),
        check_(std::make_shared<MemberCheck>(
            [name = input_.input_name()](const MemberCheck::Trailer& trailer) {
              return corrupt_at(trailer.position, name, kCodec, kNoMatch);
            })) {
    isal_inflate_init(state_.get());
  }

  std::size_t read(char* out, std::size_t size) override {
    const std::uint64_t offset = offset_;
    const std::size_t got = decode(out, size);
    if (!is_check_left_) check_->check(offset, {out, got});
    return got;
  }

  LeftCheck leave_check() override {
    is_check_left_ = true;
    return {check_, offset_};
  }

  [[nodiscard]] std::uint64_t raw_bytes_read() const override { return input_.raw_bytes_read(); }
  [[nodiscard]] bool is_decoded() const override { return true; }

 private:
  enum class Place : std::uint8_t {
    kFirstMember,
    kHeader,
    kBody,
    kTrailer,
    kAfterMember,
    kPadding,
    kEnd
  };

  std::size_t decode(char* out, std::size_t size) {
    const auto room = static_cast<std::uint32_t>(std::min(size, kMostAtOnce));
    state_->next_out = reinterpret_cast<std::uint8_t*>(out);
    state_->avail_out = room;
    while (state_->avail_out == room && room != 0 && place_ != Place::kEnd) {
      switch (place_) {
        case Place::kFirstMember:
          start_member();
          break;
        case Place::kHeader:
          read_header();
          break;
        case Place::kBody:
          inflate(room);
          break;
        case Place::kTrailer:
          read_trailer();
          break;
        case Place::kAfterMember:
        case Place::kPadding:
          look_for_member();
          break;
        case Place::kEnd:
          break;
      }
    }
    return room - state_->avail_out;
  }

  bool refill() {
    const std::span<char> bytes = input_.next();
    state_->next_in = reinterpret_cast<std::uint8_t*>(bytes.data());
    state_->avail_in = static_cast<std::uint32_t>(bytes.size());
    return !bytes.empty();
  }

  void refill_inside_member() {
    if (!refill()) {
      throw input_.truncated();
    }
  }

  [[noreturn]] void fail(std::string_view why) const {
    // Whole bytes that ISA-L holds in its bit buffer were read but not decoded.
    const int held = std::max(state_->read_in_length, 0) / 8;
    throw input_.corrupt(state_->avail_in + static_cast<std::size_t>(held), why);
  }

  void start_member() {
    isal_inflate_reset(state_.get());
    state_->crc_flag = ISAL_DEFLATE;  // what is around the content is read here
    trailer_size_ = 0;
    isal_gzip_header_init(&header_);
    place_ = Place::kHeader;
  }

  // ISA-L would read the header by itself, but forgets its flags when the input ends inside it.
  void read_header() {
    if (state_->avail_in == 0) {
      refill_inside_member();
    }
    const int code = isal_read_gzip_header(state_.get(), &header_);
    if (code < 0) {
      fail(code == ISAL_INCORRECT_CHECKSUM ? "header checksum does not match" : reason(code));
    }
    if (code == ISAL_DECOMP_OK) {
      if ((header_.flags & kReservedFlags) != 0) {
        fail("unknown header flags");
      }
      place_ = Place::kBody;
    }
  }

  void inflate(std::uint32_t room) {
    const std::uint32_t room_before = state_->avail_out;
    const int code = isal_inflate(state_.get());
    offset_ += room_before - state_->avail_out;
    if (code < 0 || code == ISAL_NEED_DICT) {
      fail(reason(code));
    }
    if (state_->block_state == ISAL_BLOCK_FINISH) {
      take_held();
      place_ = Place::kTrailer;
    } else if (state_->avail_in == 0 && state_->avail_out == room) {
      refill_inside_member();
    }
  }

  /// The trailer begins with the whole bytes in ISA-L's bit buffer. Versions from 2.31.1 have given
  /// them back, to before `next_in`, which may be among those kept before the input.
  void take_held() {
    const int bits = std::max(state_->read_in_length, 0);
    std::uint64_t held = state_->read_in >> (static_cast<unsigned>(bits) % 8U);
    for (; trailer_size_ < static_cast<unsigned>(bits) / 8U; held >>= 8U) {
      trailer_[trailer_size_++] = static_cast<char>(held);
    }
    state_->read_in_length = 0;
    state_->read_in = 0;
  }

  void read_trailer() {
    while (trailer_size_ < trailer_.size()) {
      if (state_->avail_in == 0) {
        refill_inside_member();
      }
      const auto count =
          std::min(trailer_.size() - trailer_size_, static_cast<std::size_t>(state_->avail_in));
      std::copy_n(state_->next_in, count, trailer_.begin() + trailer_size_);
      trailer_size_ += count;
      state_->next_in += count;
      state_->avail_in -= static_cast<std::uint32_t>(count);
    }
    const auto words = load_as<std::uint64_t>(trailer_.data());
    check_->end_member(offset_,
                       {static_cast<std::uint32_t>(words), static_cast<std::uint32_t>(words >> 32U),
                        input_.position() - state_->avail_in});
    place_ = Place::kAfterMember;
  }

  void look_for_member() {
    if (state_->avail_in == 0 && !refill()) {
      place_ = Place::kEnd;
      return;
    }
    const std::uint8_t* const begin = state_->next_in;
    const std::uint8_t* const end = begin + state_->avail_in;
    const std::uint8_t* const data =
        std::find_if(begin, end, [](std::uint8_t byte) { return byte != 0; });
    if (data != begin) {
      place_ = Place::kPadding;
      state_->next_in += data - begin;
      state_->avail_in -= static_cast<std::uint32_t>(data - begin);
    }
    if (data == end) {
      return;
    }
    if (*data != kFirstMagicByte || place_ == Place::kPadding) {
      fail("trailing garbage");
    }
    start_member();
  }

  CompressedBytes input_;
  std::unique_ptr<inflate_state> state_;  // tens of kilobytes
  isal_gzip_header header_{};
  std::array<char, 8> trailer_{};
  std::size_t trailer_size_ = 0;  // as far as it is read
  std::shared_ptr<MemberCheck> check_;
  bool is_check_left_ = false;
  std::uint64_t offset_ = 0;  // in the content of all members
  Place place_ = Place::kFirstMember;
};

}  // namespace

std::unique_ptr<ByteSource> open_gzip(std::unique_ptr<ByteSource> raw, std::string input_name) {
  return std::make_unique<Gzip>(std::move(raw), std::move(input_name));
}

}  // namespace seenby
