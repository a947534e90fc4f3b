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

/// The part of a gathering future that does not depend on types. The future owns its children; their
/// callbacks reach it through a link that it cuts when it goes, so that there is no ring of owners.
class Gathering {
 public:
  struct Link {
    Gathering* gathering;
  };

  Gathering(FutureState& outer, bool with_exceptions)
      : outer_(outer), with_exceptions_(with_exceptions) {}
  Gathering(const Gathering&) = delete;
  Gathering& operator=(const Gathering&) = delete;
  ~Gathering() { link_->gathering = nullptr; }

  /// Once all children are known: adds callbacks, then accounts for those that are done (G2).
  void watch(std::vector<AnyFuture> children);

  /// G8: true when at least one child accepted.
  bool cancel_children(const CancelMessage& message);

 protected:
  /// Every child is done, and none has failed unless exceptions are wanted: sets the results.
  virtual void deliver() = 0;

 private:
  static void child_done(const std::shared_ptr<Link>& link, const AnyFuture& child);
  void account_for(const AnyFuture& child);

  FutureState& outer_;
  bool with_exceptions_;
  bool cancel_requested_ = false;
  std::size_t finished_ = 0;
  std::size_t watched_ = 0;
  std::vector<AnyFuture> children_;
  std::shared_ptr<Link> link_ = std::make_shared<Link>(this);
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

template <bool WithExceptions, class... F>
auto gathered_results(const std::tuple<F...>& children) {
  return std::apply(
      [](const auto&... child) {
        return std::tuple<decltype(gathered_item<WithExceptions, typename F::Value>(child))...>(
            gathered_item<WithExceptions, typename F::Value>(child)...);
      },
      children);
}
template <bool WithExceptions, class F>
auto gathered_results(const std::vector<F>& children) {
  std::vector<decltype(gathered_item<WithExceptions, typename F::Value>(children.front()))> results;
  results.reserve(children.size());
  for (const F& child : children)
    results.push_back(gathered_item<WithExceptions, typename F::Value>(child));
  return results;
}

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
using Gathered = std::decay_t<std::invoke_result_t<Make&, decltype(gathered_results<WithExceptions>(
                                                              std::declval<const Futures&>()))>>;

/// `Futures` is a tuple or a vector of typed handles; `Make` makes the value of their results.
template <bool WithExceptions, class Futures, class Make>
class GatherState final : public FutureValue<Gathered<WithExceptions, Futures, Make>>,
                          public Gathering {
 public:
  using Results = Gathered<WithExceptions, Futures, Make>;

  GatherState(LoopCore& core, Futures futures, Make make)
      : FutureValue<Results>(core, &ops),
        Gathering(*this, WithExceptions),
        futures_(std::move(futures)),
        make_(std::move(make)) {}

  void begin() { watch(untyped(futures_)); }

 private:
  void deliver() override {
    this->value.emplace(make_(gathered_results<WithExceptions>(futures_)));
    this->settle_result();
  }

  static void destroy(FutureState* state) noexcept { delete static_cast<GatherState*>(state); }
  static bool cancel(FutureState& state, const CancelMessage& message) {
    return static_cast<GatherState&>(state).cancel_children(message);
  }
  static constexpr FutureOps ops{"_GatheringFuture", false, &value_ops<Results>, &destroy, &cancel};

  Futures futures_;
  Make make_;
};

/// The loop of the children; the running one when there are none. Throws ValueError when they differ.
LoopCore& common_loop(const std::vector<AnyFuture>& children);

/// Tells the observer of a future that is not made by Loop::create_future.
void introduce_future(FutureState& state, const char* name);

template <bool WithExceptions, class Futures, class Make = std::identity>
auto start_gathering(Futures futures, Make make = {}) {
  using State = GatherState<WithExceptions, Futures, Make>;
  LoopCore& core = common_loop(untyped(futures));
  auto* state = new State(core, std::move(futures), std::move(make));
  auto outer = Future<typename State::Results>::adopt(state);
  introduce_future(*state, "gather");
  state->begin();
  return outer;
}

template <class Range>
auto ensure_futures(Range&& awaitables) {
  using Element = std::ranges::range_value_t<Range>;
  std::vector<decltype(ensure_future(std::declval<Element>()))> futures;
  for (auto&& awaitable : awaitables) {
    if constexpr (std::copy_constructible<Element>)
      futures.push_back(ensure_future(Element(awaitable)));
    else
      futures.push_back(ensure_future(std::move(awaitable)));
  }
  return futures;
}

}  // namespace loopscope::detail
