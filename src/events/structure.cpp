// The only source of the library that names simdjson.
#include "events/structure.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>

#include "seenby/error.h"

namespace seenby {
namespace {
constexpr std::size_t kLeastCapacity = std::size_t{1} << 17;
constexpr std::size_t kDepth = 1024;
}  // namespace

bool is_valid_utf8(const char* text, std::size_t size) {
  return simdjson::validate_utf8(text, size);
}

struct StructuralIndexer::Impl {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
  std::size_t capacity = 0;
};

StructuralIndexer::StructuralIndexer() : impl_(std::make_unique<Impl>()) {}
StructuralIndexer::~StructuralIndexer() = default;

std::optional<BadKind> StructuralIndexer::index(const char* text, std::size_t size) {
  if (size > impl_->capacity) {
    impl_->capacity = std::max(kLeastCapacity, std::bit_ceil(size));
    const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
        impl_->capacity, kDepth, impl_->parser);
    if (error != simdjson::SUCCESS) throw std::bad_alloc();
  }
  const auto error = impl_->parser->stage1(reinterpret_cast<const std::uint8_t*>(text), size,
                                           simdjson::stage1_mode::regular);
  tokens_ = impl_->parser->structural_indexes.get();
  count_ = impl_->parser->n_structural_indexes;
  switch (error) {
    case simdjson::SUCCESS:
      return std::nullopt;
    case simdjson::EMPTY:
      count_ = 0;
      impl_->parser->structural_indexes[0] = static_cast<std::uint32_t>(size);
      return std::nullopt;
    case simdjson::UTF8_ERROR:
      return BadKind::kUtf8;
    case simdjson::UNESCAPED_CHARS:
      return BadKind::kControlCharacter;
    case simdjson::UNCLOSED_STRING:
      return BadKind::kUnclosedString;
    default:
      throw Error(ExitCode::kIo,
                  std::string("the JSON parser failed: ") + simdjson::error_message(error));
  }
}

}  // namespace seenby
