// SPDX-License-Identifier: MIT
#include <loopscope/app/display.h>

#include <cstdio>
#include <cstdlib>

#include <QString>
#include <QtGlobal>

namespace loopscope::app {
namespace {

QtMessageHandler previous = nullptr;

bool isNoise(const QString& text) {
  return text.contains(QLatin1String("platform plugin")) ||
         text.contains(QLatin1String("could not connect to display")) ||
         text.contains(QLatin1String("propagateSizeHints")) ||
         text.contains(QLatin1String("XDG_RUNTIME_DIR not set"));
}

/// Qt warns about each platform that it tries, and then gives up with a fatal message.
void onMessage(QtMsgType type, const QMessageLogContext& context, const QString& text) {
  if (type == QtFatalMsg && isNoise(text)) {
    std::fputs(noDisplayText(), stderr);
    std::_Exit(3);
  }
  if (!isNoise(text)) previous(type, context, text);
}

}  // namespace

bool hasDisplay() {
  return !qEnvironmentVariableIsEmpty("DISPLAY") ||
         !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
         !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

const char* noDisplayText() {
  return "loopscope: no display for the window; use --screenshot FILE.png for a picture, "
         "xvfb-run loopscope for a virtual display, or set DISPLAY\n";
}

PlatformGuard::PlatformGuard() { previous = qInstallMessageHandler(onMessage); }

PlatformGuard::~PlatformGuard() { qInstallMessageHandler(previous); }

}  // namespace loopscope::app
