// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <new>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <loopscope/detail/block_cache.h>
#include <loopscope/detail/coroutine_block.h>
#include <loopscope/detail/future_state.h>
#include <loopscope/detail/stored.h>
#include <loopscope/detail/task_state.h>
#include <loopscope/detail/type_name.h>
#include <loopscope/inspect/text_form.h>

namespace loopscope::detail {

/// A Future<T> can be resolved with these: arguments of a constructor, or an object that outlives
/// it.
template <class T, class... U>
struct CanSetFrom
    : std::bool_constant<!std::is_reference_v<T> && std::constructible_from<Stored<T>, U...>> {};
template <class T, class U>
struct CanSetFrom<T&, U>
    : std::bool_constant<std::is_lvalue_reference_v<U> &&
                         std::convertible_to<std::remove_reference_t<U>*, T*>> {};
template <class T, class... U>
concept CanSet = CanSetFrom<T, U...>::value;

/// The state of a Future<T>. That of a Task<T> has its value in front of it: see CoroutineBlock.
template <class T>
class FutureValue : public FutureState {
 public:
  static_assert(!std::is_rvalue_reference_v<T> && !std::is_const_v<T>);
  static_assert(alignof(Stored<T>) <= 16,
                "a value of more than 16 bytes alignment has no place in a future: hold it in a "
                "std::unique_ptr, which allocates it aligned");

  FutureValue(LoopCore& core, const FutureOps* ops) noexcept : FutureState(core, ops) {}
  ~FutureValue() {
    if (status() == Status::result && has_value_here()) std::destroy_at(std::addressof(value_));
  }

  /// While it is pending; to be settled at once.
  template <class... U>
  void emplace(U&&... value) {
    std::construct_at(std::addressof(value_), std::forward<U>(value)...);
  }
  /// Once there is a result, until it is taken.
  Stored<T>& value() noexcept { return value_; }
  void drop_value() noexcept {
    std::destroy_at(std::addressof(value_));
    value_place_ = taken;
  }

 private:
  union {
    Stored<T> value_;
  };
};
template <>
class FutureValue<void> : public FutureState {
 public:
  using FutureState::FutureState;
  ~FutureValue() = default;

  void emplace() noexcept {}
};

// The next two once there is a result. A task keeps its value in another place.

/// Null once it was taken.
template <class T>
Stored<T>* find_value(FutureState& state) noexcept {
  if (state.has_value_here()) return std::addressof(static_cast<FutureValue<T>&>(state).value());
  if (!state.is_task()) return nullptr;
  auto& value = CoroutineBlock<T>::value_of(static_cast<TaskState&>(state));
  return value ? std::addressof(*value) : nullptr;
}

/// Of one that is there.
template <class T>
void drop_value(FutureState& state) noexcept {
  if (state.is_task())
    CoroutineBlock<T>::value_of(static_cast<TaskState&>(state)).reset();
  else
    static_cast<FutureValue<T>&>(state).drop_value();
}

template <class T>
concept HasStoredTextForm = std::is_void_v<T> || (!std::is_reference_v<T> && HasTextForm<T>);

template <class T>
const std::string& value_type_name() {
  static const std::string name = [] {
    if constexpr (!std::is_void_v<T> && HasStoredTextForm<T>)
      return std::string(TextForm<T>::type_name());
    else
      return type_name(typeid(T)) + (std::is_reference_v<T> ? "&" : "");
  }();
  return name;
}

template <class T>
std::optional<std::string> value_to_text(const FutureState& state) {
  if constexpr (std::is_void_v<T>) {
    return std::string();
  } else if constexpr (HasStoredTextForm<T>) {
    const Stored<T>* value = find_value<T>(const_cast<FutureState&>(state));
    if (!value) return "(taken)";
    if constexpr (TextValue<T>) return detail::quoted(TextForm<T>::to_text(*value));
    return TextForm<T>::to_text(*value);
  } else {
    return std::nullopt;
  }
}

template <class T>
void set_value_from_text(FutureState& state, [[maybe_unused]] std::string_view text) {
  state.require_settable("set_result");
  if constexpr (std::is_void_v<T>) {
    if (!text.empty()) throw ValueError("a future without a value takes no text");
  } else if constexpr (HasStoredTextForm<T>) {
    static_cast<FutureValue<T>&>(state).emplace(TextForm<T>::from_text(text));
  } else {
    throw ValueError("values of type " + value_type_name<T>() +
                     " cannot be written as text: there is no TextForm for it");
  }
  state.settle_result();
}

template <class T>
constexpr ValueOps value_ops{&value_type_name<T>, &value_to_text<T>, &set_value_from_text<T>,
                             HasStoredTextForm<T>};

template <class T>
void destroy_future(FutureState* state) noexcept {
  auto* future = static_cast<FutureValue<T>*>(state);
  std::destroy_at(future);
  free_block(future, sizeof(FutureValue<T>));
}

template <class T>
void free_future(FutureState* state) noexcept {
  state->core().state_freed();
  free_block(state, sizeof(FutureValue<T>));
}

template <class T>
constexpr FutureOps future_ops{
    "Future", &value_ops<T>, &destroy_future<T>, nullptr,
    std::is_trivially_destructible_v<Stored<T>> ? &free_future<T> : &release_last_reference};

/// A new pending future with one reference, owned by the caller.
template <class T>
FutureState* make_future(LoopCore& core) {
  return new (allocate_block(sizeof(FutureValue<T>))) FutureValue<T>(core, &future_ops<T>);
}

static_assert(sizeof(FutureValue<void>) <= 40);
static_assert(sizeof(FutureValue<int>) <= 48);

}  // namespace loopscope::detail
