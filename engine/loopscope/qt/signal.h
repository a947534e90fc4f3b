// SPDX-License-Identifier: MIT
#pragma once

#include <QMetaMethod>
#include <QObject>

#include <concepts>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include <loopscope/loop.h>
#include <loopscope/qt/detail/link.h>
#include <loopscope/qt/detail/no_coroutine_slots.h>
#include <loopscope/qt/detail/signal_value.h>

namespace loopscope::qt {

/// The object whose signal was awaited is gone.
class SenderDestroyedError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

namespace detail {

std::string signal_name(const QMetaMethod& signal);
void fail_when_destroyed(const std::shared_ptr<Link>& link, QObject* sender,
                         const QMetaMethod& signal);
void fail_after(Loop& loop, const std::shared_ptr<Link>& link, Duration timeout);
[[noreturn]] void throw_no_sender();

}  // namespace detail

/// The next emission of a signal, as a future of its arguments by value: Future<void> for none,
/// Future<T> for one, Future<std::tuple<...>> for more. Connected when it is called, so nothing that
/// is emitted later is missed:
///
///     const auto [code, status] = co_await signal(process, &QProcess::finished);
///
/// The sender may live on any thread. Who awaits always goes on in a call of its own loop, never
/// inside of the emission. The future fails with SenderDestroyedError when the sender is destroyed
/// before, and with TimeoutError when `timeout` of loop time passes. When it is done, also by cancel(),
/// or when its last handle is dropped, it is disconnected.
template <class Sender, class Class, class... Args>
  requires std::derived_from<Sender, Class>
Future<detail::SignalValue<Args...>> signal(Loop& loop, Sender* sender,
                                            void (Class::*member)(Args...),
                                            std::optional<AnyDuration> timeout = std::nullopt) {
  using Value = detail::SignalValue<Args...>;
  if (!sender) detail::throw_no_sender();
  const QMetaMethod method = QMetaMethod::fromSignal(member);
  // A name costs: only when somebody looks.
  Future<Value> future = loop.create_future<Value>(
      loop.core().observer() ? detail::signal_name(method) : std::string());
  const auto link = std::make_shared<detail::Link>(future.state());
  future.add_done_callback(named("disconnect the signal", detail::LetGo(link)));
  link->add(QObject::connect(sender, member, [link](const std::decay_t<Args>&... args) {
    link->deliver([values = detail::public_arguments(args...)](auto& state) mutable {
      detail::set_signal_result(Future<Value>::share(state), std::move(values));
    });
  }));
  detail::fail_when_destroyed(link, sender, method);
  if (timeout) detail::fail_after(loop, link, *timeout);
  return future;
}

/// For the loop whose call is running.
template <class Sender, class Class, class... Args>
  requires std::derived_from<Sender, Class>
Future<detail::SignalValue<Args...>> signal(Sender* sender, void (Class::*member)(Args...),
                                            std::optional<AnyDuration> timeout = std::nullopt) {
  return signal(get_running_loop(), sender, member, timeout);
}

}  // namespace loopscope::qt
