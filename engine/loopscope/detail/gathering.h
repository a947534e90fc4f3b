// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <loopscope/combine/ensure_future.h>

namespace loopscope::detail {

/// The part of a gathering future that does not depend on types.
///
///     handles ──▶ outer ──▶ children ──▶ their callbacks ──▶ link ─ ─▶ outer      while anybody holds it
///                 outer ◀── link ◀── callbacks of those children that are pending  once nobody does
///
/// In asyncio each owns the other and garbage collection finds the rings. Here the outer future lives
/// on without handles for as long as a pending child lives, which it then no longer owns.
class Gathering {
 public:
  Gathering(FutureState& outer, bool with_exceptions)
      : outer_(outer), with_exceptions_(with_exceptions) {}
  Gathering(const Gathering&) = delete;
  Gathering& operator=(const Gathering&) = delete;
  ~Gathering() {
    if (link_) link_->gathering = nullptr;
  }

  /// Once all children are known: adds callbacks, then accounts for those that are done (G2).
  void watch(const std::vector<AnyFuture>& children);

  /// The children in the order of the arguments, repeated ones as often; null for one that is gone.
  std::size_t size() const noexcept { return places_.size(); }
  FutureState* child(std::size_t place) const noexcept { return members_[places_[place]].state; }

  /// G9: at least one child has accepted a cancellation.
  void remember_cancel() noexcept { cancel_requested_ = true; }

  /// The last handle is gone: true when pending children own the future from now on. The loop's
  /// thread.
  bool lives_on();

 protected:
  /// Every child is done, and none has failed unless exceptions are wanted: sets the results.
  virtual void deliver() = 0;

 private:
  struct Link {
    Gathering* gathering;
    Ref<FutureState> outer;  // once nobody else holds it
  };
  class Watch;

  /// A child once, however often it is given.
  struct Member {
    FutureState* state;
    AnyFuture owned;  // empty while the outer future lives on without handles and this is pending
  };

  void child_done(std::size_t member, const AnyFuture& child);
  void forget(std::size_t member) noexcept;
  void account_for(const AnyFuture& child);

  FutureState& outer_;
  bool with_exceptions_;
  bool cancel_requested_ = false;
  std::size_t finished_ = 0;
  std::vector<Member> members_;
  std::vector<std::size_t> places_;
  std::shared_ptr<Link> link_ = std::make_shared<Link>(this, nullptr);
};

/// The CancelledError of a done future, as one exception among results (G6).
std::exception_ptr cancellation_as_value(const AnyFuture& child);

template <bool WithExceptions, class T>
auto gathered_item(const Future<T>& child) {
  if constexpr (!WithExceptions) {
    return fetch_item(child);
  } else {
    using Outcome = std::variant<Item<T>, std::exception_ptr>;
    if (child.cancelled()) return Outcome(std::in_place_index<1>, cancellation_as_value(child));
    if (auto error = child.exception()) return Outcome(std::in_place_index<1>, std::move(error));
    return Outcome(std::in_place_index<0>, fetch_item(child));
  }
}

/// The results of children that are all done. `Futures` is a tuple or a vector of typed handles.
template <bool WithExceptions, class Futures>
struct GatheredResults;

template <bool WithExceptions, class... F>
struct GatheredResults<WithExceptions, std::tuple<F...>> {
  using Results = std::tuple<decltype(gathered_item<WithExceptions, typename F::Value>(
      std::declval<const F&>()))...>;

  static Results of(const Gathering& gathering) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      // In braces: from the first to the last.
      return Results{
          gathered_item<WithExceptions, typename F::Value>(F::share(*gathering.child(I)))...};
    }(std::index_sequence_for<F...>());
  }
};
template <bool WithExceptions, class F>
struct GatheredResults<WithExceptions, std::vector<F>> {
  static auto of(const Gathering& gathering) {
    using T = typename F::Value;
    std::vector<decltype(gathered_item<WithExceptions, T>(std::declval<const F&>()))> results;
    results.reserve(gathering.size());
    for (std::size_t i = 0; i < gathering.size(); ++i)
      results.push_back(gathered_item<WithExceptions, T>(F::share(*gathering.child(i))));
    return results;
  }
};

template <class... F>
std::vector<AnyFuture> untyped(const std::tuple<F...>& children) {
  return std::apply([](const auto&... child) { return std::vector<AnyFuture>{child...}; },
                    children);
}
template <class F>
std::vector<AnyFuture> untyped(const std::vector<F>& children) {
  return {children.begin(), children.end()};
}

template <bool WithExceptions, class Futures, class Make>
using Gathered =
    std::decay_t<std::invoke_result_t<Make&, decltype(GatheredResults<WithExceptions, Futures>::of(
                                                 std::declval<const Gathering&>()))>>;

/// `Make` makes the value of the children's results.
template <bool WithExceptions, class Futures, class Make>
class GatherState final : public FutureValue<Gathered<WithExceptions, Futures, Make>>,
                          public Gathering {
 public:
  using Results = Gathered<WithExceptions, Futures, Make>;

  GatherState(LoopCore& core, Make make)
      : FutureValue<Results>(core, &ops),
        Gathering(*this, WithExceptions),
        make_(std::move(make)) {}

 private:
  void deliver() override {
    try {
      this->emplace(make_(GatheredResults<WithExceptions, Futures>::of(*this)));
    } catch (...) {
      return this->settle_error(std::current_exception());  // to copy a value, or make() has failed
    }
    this->settle_result();
  }

  static void destroy(FutureState* state) noexcept { delete static_cast<GatherState*>(state); }
  static Gathering& gathering(FutureState& state) noexcept {
    return static_cast<GatherState&>(state);
  }
  static constexpr FutureOps ops{"_GatheringFuture", &value_ops<Results>, &destroy, &gathering};

  Make make_;
};

/// The loop of the children; the running one when there are none. Throws ValueError when they differ.
LoopCore& common_loop(const std::vector<AnyFuture>& children);

/// Throws ValueError when another loop than this runs.
void require_loop(const LoopCore& core);

/// Tells the observer of a future that is not made by Loop::create_future.
void introduce_future(FutureState& state, const char* name);

template <bool WithExceptions, class Futures, class Make = std::identity>
auto start_gathering(const Futures& futures, Make make = {}) {
  using State = GatherState<WithExceptions, Futures, Make>;
  const std::vector<AnyFuture> children = untyped(futures);
  auto* state = new State(common_loop(children), std::move(make));
  auto outer = Future<typename State::Results>::adopt(state);
  introduce_future(*state, "gather");
  state->watch(children);
  return outer;
}

template <class Range>
auto ensure_futures(Range&& awaitables) {
  using Element = std::ranges::range_value_t<Range>;
  std::vector<decltype(ensure_future(std::declval<Element>()))> futures;
  for (auto&& awaitable : awaitables) {
    if constexpr (std::copy_constructible<Element>)
      futures.push_back(as_future(Element(awaitable)));
    else
      futures.push_back(as_future(std::move(awaitable)));
  }
  return futures;
}

}  // namespace loopscope::detail
