// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include <loopscope/inspect/record.h>

namespace loopscope::detail {
class FutureState;
}

namespace loopscope::inspect {

/// The living futures and tasks by number. All O(1). Numbers are mostly consecutive, and what is made
/// together is mostly used together: they lie in pages of 64, of which one is the newest and one was
/// used last; only what is on another asks the table of pages. A page lives as long as an object on it.
class ObjectTable {
 public:
  /// Null for none.
  detail::FutureState* find(ObjectId id) const noexcept;
  void add(ObjectId id, detail::FutureState* state);
  void remove(ObjectId id) noexcept;
  void clear() noexcept;
  std::size_t size() const noexcept { return size_; }

  /// Calls visit(state) for each, in no order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const auto& [number, page] : pages_)
      for (detail::FutureState* state : page->states)
        if (state) visit(*state);
  }

 private:
  static constexpr std::size_t page_size = 64;
  struct Page {
    std::array<detail::FutureState*, page_size> states{};
    std::size_t used = 0;
  };
  struct FreePage {
    void operator()(Page* page) const noexcept;
  };
  struct Place {
    std::uint64_t number = ~std::uint64_t{0};  // no page has it
    Page* page = nullptr;
  };

  Page* page_of(std::uint64_t number) const noexcept;
  void turn_to_new_page(std::uint64_t number);
  void drop_if_unused(const Place& place) noexcept;

  std::unordered_map<std::uint64_t, std::unique_ptr<Page, FreePage>> pages_;
  Place newest_;  // may be unused: the next object comes here
  mutable Place last_;
  std::size_t size_ = 0;
};

}  // namespace loopscope::inspect
