// SPDX-License-Identifier: MIT
#include <loopscope/qt/bind.h>

#include <string>

#include <loopscope/errors.h>
#include <loopscope/qt/detail/link.h>

namespace loopscope::qt::detail {
namespace {

std::string destroyed_message(const QObject& object) {
  std::string text = object.metaObject()->className();
  if (!object.objectName().isEmpty()) text += " '" + object.objectName().toStdString() + "'";
  return text + " was destroyed";
}

}  // namespace

void bind(QObject* object, loopscope::detail::FutureState& future) {
  if (!object) throw ValueError("bind_to() needs an object");
  if (future.done()) return;
  const auto link = std::make_shared<Link>(future);
  AnyFuture::share(future).add_done_callback(named("unbind the object", LetGo(link)));
  const std::string message = destroyed_message(*object);
  link->add(QObject::connect(object, &QObject::destroyed, [link, message] {
    link->deliver([message](loopscope::detail::FutureState& state) { state.cancel(message); });
  }));
}

}  // namespace loopscope::qt::detail
