// The rows of a report, in its order. Those of a tally are made when they are asked for, one at a
// time, from the counts they are rows of, so that in a report of millions a row costs four bytes.
// What is to change a row makes all of them, and holds them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "seenby/report_row.h"

namespace seenby {

/// Makes rows by their number. From any thread.
class RowSource {
 public:
  RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;
  virtual ~RowSource() = default;

  [[nodiscard]] virtual ReportRow row(std::uint32_t number) const = 0;
  /// The same as in the row.
  [[nodiscard]] virtual GroupValues group(std::uint32_t number) const = 0;
  /// Says that row `next` will be asked for soon, and row `later` some time after it.
  virtual void prefetch(std::uint32_t next, std::uint32_t later) const = 0;
};

/// Of a const one, rows are values, made or copied. Of another one they are references, for which
/// all of them are made and held: ask a const one where they are not to be changed.
class ReportRows {
 public:
  using Amend = std::function<void(ReportRow&)>;

  ReportRows() = default;
  explicit ReportRows(std::vector<ReportRow> rows) : held_(std::move(rows)) {}
  /// Those of these numbers, which the source must know. What it views into must outlive the rows.
  ReportRows(std::shared_ptr<const RowSource> source, std::vector<std::uint32_t> numbers)
      : source_(std::move(source)), numbers_(std::move(numbers)) {}

  [[nodiscard]] std::size_t size() const { return source_ ? numbers_.size() : held_.size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }

  [[nodiscard]] ReportRow operator[](std::size_t place) const {
    return source_ ? made(place) : held_[place];
  }
  /// The same as in the row.
  [[nodiscard]] std::uint32_t number(std::size_t place) const {
    return source_ ? numbers_[place] : held_[place].number;
  }
  [[nodiscard]] GroupValues group(std::size_t place) const {
    return source_ ? source_->group(numbers_[place]) : held_[place].group;
  }
  /// Says that rows behind this one are next: where there are millions, no cache has them.
  void prefetch_behind(std::size_t place) const {
    constexpr std::size_t kNext = 8;
    constexpr std::size_t kLater = 16;
    if (source_ && place + kLater < numbers_.size()) {
      source_->prefetch(numbers_[place + kNext], numbers_[place + kLater]);
    }
  }

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = ReportRow;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = ReportRow;

    Iterator() = default;
    Iterator(const ReportRows& rows, std::size_t place) : rows_(&rows), place_(place) {}
    ReportRow operator*() const {
      rows_->prefetch_behind(place_);
      return (*rows_)[place_];
    }
    Iterator& operator++() {
      ++place_;
      return *this;
    }
    Iterator operator++(int) { return {*rows_, place_++}; }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const ReportRows* rows_ = nullptr;
    std::size_t place_ = 0;
  };
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, size()}; }

  /// Changes every row before anyone sees it.
  void amend(Amend amend);
  /// Puts at each place the row that stands at `from[place]`, each once.
  void reorder(std::vector<std::uint32_t> from);
  /// At most so many.
  [[nodiscard]] ReportRows first(std::size_t count) const;
  void keep_first(std::size_t count) {
    if (count < size()) *this = first(count);
  }

  /// All of them, to be changed.
  std::vector<ReportRow>& held();
  ReportRow& operator[](std::size_t place) { return held()[place]; }
  auto begin() { return held().begin(); }
  auto end() { return held().end(); }
  ReportRow& front() { return held().front(); }
  ReportRow& back() { return held().back(); }
  void push_back(ReportRow row) { held().push_back(std::move(row)); }
  void resize(std::size_t size, const ReportRow& row) { held().resize(size, row); }

 private:
  [[nodiscard]] ReportRow made(std::size_t place) const {
    ReportRow row = source_->row(numbers_[place]);
    if (amend_) amend_(row);
    return row;
  }

  std::shared_ptr<const RowSource> source_;  ///< null: they are held
  std::vector<std::uint32_t> numbers_;       ///< of those of the source, in order
  Amend amend_;                              ///< of those of the source
  std::vector<ReportRow> held_;
};

}  // namespace seenby
