// SPDX-License-Identifier: MIT
#include <QApplication>
#include <QTimer>

#include <cstdio>

#include <loopscope/inspect/inspector.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/ui/session/live_session.h>
#include <loopscope/ui/views/inspector_window.h>

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  loopscope::Loop loop;
  loopscope::qt::QtBridge bridge(loop);
  loopscope::inspect::Inspector inspector(loop, {.loop_name = "consumer"});
  loopscope::ui::LiveSession session(inspector);
  loopscope::ui::InspectorWindow window(nullptr);
  window.inspector().setSession(&session);
  window.show();
  QTimer::singleShot(0, &application, &QApplication::quit);
  application.exec();
  window.inspector().setSession(nullptr);
  std::puts("shown");
}
