// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include <loopscope/combine/ensure_future.h>
#include <loopscope/qt/detail/coroutine_slot.h>
#include <loopscope/qt/detail/signal_value.h>

namespace loopscope::qt {

/// What an emission does for which there is no room.
enum class WhenFull {
  drop_oldest,  ///< it takes the place of the one that has waited longest
  drop_newest,  ///< it is lost
  fail,         ///< next() throws EmissionsLostError, once what came before has been taken
};

/// WhenFull::fail: more emissions came than there was room for.
class EmissionsLostError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct EmissionsOptions {
  std::size_t capacity = 1024;  ///< emissions that nobody has taken yet; at least 1
  WhenFull when_full = WhenFull::drop_oldest;
};

namespace detail {

/// What an Emissions and its connections share. On the loop's thread, but for the door.
template <class Value>
struct EmissionsState {
  EmissionsState(Loop& loop, EmissionsOptions chosen) : door(loop.door()), options(chosen) {}

  void add(Value value) {
    if (over) return;
    if (values.size() >= options.capacity && !make_room()) return;
    values.push_back(std::move(value));
    wake();
  }
  bool make_room() {
    ++dropped;
    if (options.when_full == WhenFull::drop_oldest) {
      values.pop_front();
      return true;
    }
    over = over || options.when_full == WhenFull::fail;
    return false;
  }
  void end() {
    over = true;
    wake();
  }
  void wake() {
    if (waiter && !waiter.done()) waiter.set_result();
  }

  LoopDoor door;
  EmissionsOptions options;
  std::deque<Value> values;
  std::uint64_t dropped = 0;
  Future<void> waiter;
  bool over = false;  ///< the sender is gone, or what came has been lost
  QMetaObject::Connection emitted;
  QMetaObject::Connection destroyed;
};

[[noreturn]] void throw_emissions_lost(std::uint64_t lost);
void require_emissions(const QObject* sender, const EmissionsOptions& options);
Future<void> make_emission_waiter(const LoopDoor& door);

template <class Value>
Coro<std::optional<Value>> next_emission(std::shared_ptr<EmissionsState<Value>> state) {
  while (state->values.empty()) {
    if (state->over) {
      if (state->options.when_full == WhenFull::fail && state->dropped > 0)
        throw_emissions_lost(state->dropped);
      co_return std::nullopt;
    }
    state->waiter = make_emission_waiter(state->door);
    co_await state->waiter;
  }
  std::optional<Value> value(std::move(state->values.front()));
  state->values.pop_front();
  co_return value;
}

}  // namespace detail

/// All emissions of a signal from now on, one after the other, none lost between two awaits:
///
///     qt::Emissions values(slider, &QSlider::valueChanged);
///     while (const std::optional<int> value = co_await values.next()) show(*value);
///
/// The value of an emission is that of qt::signal(): its argument, a tuple of several, std::monostate for none.
/// What nobody has taken is kept up to a capacity; see WhenFull. The range ends when the sender is destroyed. The
/// sender may live on any thread; everything here is for the loop's thread, and for one taker at a time.
template <class Value>
class Emissions {
 public:
  /// Throws ValueError for no sender or no capacity, RuntimeError when no loop is known here.
  template <class Sender, class Class, class... Args>
    requires std::derived_from<Sender, Class>
  Emissions(Sender* sender, void (Class::*signal)(Args...), EmissionsOptions options = {}) {
    detail::require_emissions(sender, options);
    state_ = std::make_shared<State>(get_running_loop(), options);
    const std::weak_ptr<State> weak = state_;
    const LoopDoor door = state_->door;
    state_->emitted =
        QObject::connect(sender, signal, [weak, door](const std::decay_t<Args>&... args) {
          detail::on_loop_thread(door, [weak, values = detail::public_arguments(args...)] {
            if (const auto state = weak.lock()) state->add(value_of(values));
          });
        });
    state_->destroyed = QObject::connect(sender, &QObject::destroyed, [weak, door] {
      detail::on_loop_thread(door, [weak] {
        if (const auto state = weak.lock()) state->end();
      });
    });
  }
  Emissions(const Emissions&) = delete;
  Emissions& operator=(const Emissions&) = delete;
  ~Emissions() {
    QObject::disconnect(state_->emitted);
    QObject::disconnect(state_->destroyed);
    state_->end();
  }

  /// The next one; nothing when the sender is gone and all has been taken.
  Coro<std::optional<Value>> next() const { return detail::next_emission(state_); }

  /// Those that came and have not been taken.
  std::size_t size() const noexcept { return state_->values.size(); }
  /// Those that there was no room for.
  std::uint64_t dropped() const noexcept { return state_->dropped; }

 private:
  using State = detail::EmissionsState<Value>;

  template <class... V>
  static Value value_of(const std::tuple<V...>& values) {
    if constexpr (sizeof...(V) == 0)
      return {};
    else if constexpr (sizeof...(V) == 1)
      return std::get<0>(values);
    else
      return values;
  }

  std::shared_ptr<State> state_;
};

template <class Sender, class Class, class... Args>
Emissions(Sender*, void (Class::*)(Args...), EmissionsOptions = {})
    -> Emissions<Item<detail::SignalValue<Args...>>>;

}  // namespace loopscope::qt
