// gzip members from ISA-L's deflate and zstd frames from libzstd's streaming encoder. Errors of the
// encoders cannot happen on valid arguments, so they throw and fail the test that asked.
#include "input/compress.h"

#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <vector>

namespace seenby {
namespace {

void require(bool holds, const char* what) {
  if (!holds) {
    throw std::logic_error(what);
  }
}

void append_header(isal_zstream& stream, const GzipHeader& header, std::string& out) {
  std::string extra = header.extra;
  std::string name = header.name;
  std::string comment = header.comment;
  isal_gzip_header fields{};
  isal_gzip_header_init(&fields);
  fields.os = 3;
  if (!extra.empty()) {
    fields.extra = reinterpret_cast<std::uint8_t*>(extra.data());
    fields.extra_len = fields.extra_buf_len = static_cast<std::uint32_t>(extra.size());
  }
  if (!name.empty()) {
    fields.name = name.data();
    fields.name_buf_len = static_cast<std::uint32_t>(name.size() + 1);
  }
  if (!comment.empty()) {
    fields.comment = comment.data();
    fields.comment_buf_len = static_cast<std::uint32_t>(comment.size() + 1);
  }
  fields.hcrc = header.checksum == GzipHeader::Checksum::kPresent ? 1 : 0;
  std::vector<std::uint8_t> bytes(64 + extra.size() + name.size() + comment.size());
  stream.next_out = bytes.data();
  stream.avail_out = static_cast<std::uint32_t>(bytes.size());
  require(isal_write_gzip_header(&stream, &fields) == 0, "gzip header");
  out.append(bytes.begin(), bytes.end() - stream.avail_out);
}

}  // namespace

std::string gzip(std::string_view text, std::size_t repeat, const GzipHeader& header) {
  auto stream = std::make_unique<isal_zstream>();
  isal_deflate_init(stream.get());
  std::vector<std::uint8_t> level_buffer(ISAL_DEF_LVL1_DEFAULT);
  stream->level = 1;
  stream->level_buf = level_buffer.data();
  stream->level_buf_size = static_cast<std::uint32_t>(level_buffer.size());
  stream->gzip_flag = IGZIP_GZIP_NO_HDR;
  std::string out;
  append_header(*stream, header, out);
  std::vector<std::uint8_t> bytes(std::size_t{64} << 10);
  std::string input(text);
  for (std::size_t copy = 0; copy < repeat; ++copy) {
    stream->next_in = reinterpret_cast<std::uint8_t*>(input.data());
    stream->avail_in = static_cast<std::uint32_t>(input.size());
    stream->end_of_stream = copy + 1 == repeat ? 1 : 0;
    do {
      stream->next_out = bytes.data();
      stream->avail_out = static_cast<std::uint32_t>(bytes.size());
      require(isal_deflate(stream.get()) == COMP_OK, "isal_deflate");
      out.append(bytes.begin(), bytes.end() - stream->avail_out);
    } while (stream->avail_out == 0);
  }
  require(stream->internal_state.state == ZSTATE_END, "unfinished gzip member");
  return out;
}

std::string zstd(std::string_view text, int window_log) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window_log);
  std::string out;
  std::vector<char> bytes(ZSTD_CStreamOutSize());
  // Two calls: told the whole size at once, the encoder would shrink the window to it.
  ZSTD_inBuffer input{text.data(), text.size(), 0};
  std::size_t left = 1;
  for (const ZSTD_EndDirective step : {ZSTD_e_continue, ZSTD_e_end}) {
    do {
      ZSTD_outBuffer target{bytes.data(), bytes.size(), 0};
      left = ZSTD_compressStream2(context.get(), &target, &input, step);
      require(ZSTD_isError(left) == 0, "ZSTD_compressStream2");
      out.append(bytes.data(), target.pos);
    } while (step == ZSTD_e_end ? left != 0 : input.pos < input.size);
  }
  return out;
}

std::string zstd_skippable(std::string_view content) {
  std::string frame("\x50\x2a\x4d\x18", 4);
  for (int shift = 0; shift < 32; shift += 8) {
    frame.push_back(static_cast<char>((content.size() >> shift) & 0xff));
  }
  return frame.append(content);
}

}  // namespace seenby
