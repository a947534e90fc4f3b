// SPDX-License-Identifier: MIT
#include <loopscope/qt/signal.h>

#include <loopscope/errors.h>

namespace loopscope::qt::detail {

using loopscope::detail::FutureState;

std::string signal_name(const QMetaMethod& signal) {
  const QMetaObject* declares = signal.enclosingMetaObject();
  if (!declares) return "signal";
  return declares->className() + ("::" + signal.name().toStdString());
}

void fail_when_destroyed(const std::shared_ptr<Link>& link, QObject* sender,
                         const QMetaMethod& signal) {
  link->add(QObject::connect(sender, &QObject::destroyed, [link, signal] {
    link->deliver([signal](FutureState& state) {
      state.settle_error(std::make_exception_ptr(
          SenderDestroyedError("the sender of " + signal_name(signal) + " was destroyed")));
    });
  }));
}

void fail_after(Loop& loop, const std::shared_ptr<Link>& link, Duration timeout) {
  link->add(loop.call_later(timeout, named("signal timeout", [link] {
                              link->deliver([](FutureState& state) {
                                state.settle_error(std::make_exception_ptr(TimeoutError()));
                              });
                            })));
}

void throw_no_sender() { throw ValueError("signal() needs an object"); }

}  // namespace loopscope::qt::detail
