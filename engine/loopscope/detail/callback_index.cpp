// SPDX-License-Identifier: MIT
#include <loopscope/detail/callback_index.h>

#include <loopscope/detail/callback.h>

namespace loopscope::detail {
namespace {

constexpr std::size_t longest_walk = 64;

}  // namespace

std::vector<Callback::Owner> CallbackIndexes::take(FutureState& future, std::uint64_t token) {
  std::vector<Callback::Owner> taken;
  const auto take_one = [&](Callback& callback) {
    taken.emplace_back(&callback);
    future.remove_waiter(callback);
  };
  if (future.indexed()) {
    Index& index = indexes_.at(&future);
    const auto [first, last] = index.equal_range(token);
    for (auto one = first; one != last; ++one) take_one(*one->second);
    index.erase(first, last);
    if (index.empty()) forget(future);
    return taken;
  }
  std::size_t walked = 0;
  for (Waiter* waiter = future.first_waiter(); waiter; ++walked) {
    Waiter* next = waiter->next();
    if (waiter->is_callback())
      if (auto& callback = *static_cast<Callback*>(waiter); callback.number == token)
        take_one(callback);
    waiter = next;
  }
  if (walked > longest_walk && !closed_)
    if (Index index = make_index(future); !index.empty()) {
      indexes_.emplace(&future, std::move(index));
      future.set_indexed(true);
    }
  return taken;
}

CallbackIndexes::Index CallbackIndexes::make_index(const FutureState& future) {
  Index index;
  for (Waiter* waiter = future.first_waiter(); waiter; waiter = waiter->next())
    if (waiter->is_callback()) {
      auto* callback = static_cast<Callback*>(waiter);
      index.emplace(callback->number, callback);
    }
  return index;
}

void CallbackIndexes::add(FutureState& future, Callback& callback) {
  indexes_.at(&future).emplace(callback.number, &callback);
}

void CallbackIndexes::forget(FutureState& future) noexcept {
  indexes_.erase(&future);
  future.set_indexed(false);
}

void CallbackIndexes::close() noexcept {
  closed_ = true;
  for (auto& [future, index] : indexes_) future->set_indexed(false);
  indexes_.clear();
}

}  // namespace loopscope::detail
