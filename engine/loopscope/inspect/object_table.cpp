// SPDX-License-Identifier: MIT
#include <loopscope/inspect/object_table.h>

#include <new>
#include <utility>

#include <loopscope/detail/block_cache.h>

namespace loopscope::inspect {

void ObjectTable::FreePage::operator()(Page* page) const noexcept {
  std::destroy_at(page);
  detail::free_block(page, sizeof(Page));
}

ObjectTable::Page* ObjectTable::page_of(std::uint64_t number) const noexcept {
  if (number == newest_.number) return newest_.page;
  if (number == last_.number) return last_.page;
  const auto found = pages_.find(number);
  if (found == pages_.end()) return nullptr;
  last_ = {number, found->second.get()};
  return last_.page;
}

detail::FutureState* ObjectTable::find(ObjectId id) const noexcept {
  const Page* page = page_of(id / page_size);
  return page ? page->states[id % page_size] : nullptr;
}

void ObjectTable::add(ObjectId id, detail::FutureState* state) {
  const std::uint64_t number = id / page_size;
  Page* page = page_of(number);
  if (!page) [[unlikely]] {
    turn_to_new_page(number);
    page = newest_.page;
  }
  detail::FutureState*& place = page->states[id % page_size];
  if (std::exchange(place, state)) return;
  ++page->used;
  ++size_;
}

void ObjectTable::turn_to_new_page(std::uint64_t number) {
  std::unique_ptr<Page, FreePage> page(new (detail::allocate_block(sizeof(Page))) Page);
  const Place next{number, page.get()};
  pages_.emplace(number, std::move(page));
  drop_if_unused(std::exchange(newest_, next));
}

void ObjectTable::remove(ObjectId id) noexcept {
  const Place place{id / page_size, page_of(id / page_size)};
  if (!place.page || !std::exchange(place.page->states[id % page_size], nullptr)) return;
  --size_;
  --place.page->used;
  if (place.page != newest_.page) drop_if_unused(place);
}

void ObjectTable::drop_if_unused(const Place& place) noexcept {
  if (!place.page || place.page->used > 0) return;
  if (last_.page == place.page) last_ = {};
  pages_.erase(place.number);
}

void ObjectTable::clear() noexcept {
  pages_.clear();
  newest_ = last_ = {};
  size_ = 0;
}

}  // namespace loopscope::inspect
