// SPDX-License-Identifier: MIT
// Qt 6 alone. A peer's label ends in the event dispatcher that is really in use: Debian's Qt takes
// GLib's, QT_NO_GLIB=1 gives Qt's own poll() one.
#pragma once

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEvent>
#include <QMetaObject>
#include <QObject>

#include <string>
#include <vector>

#include "../../harness.h"

using bench::Case;
using bench::Meter;
using bench::Out;
using std::uint64_t;
using Cases = std::vector<Case>;

inline std::string label(const Case& c) {
  const QByteArray d = QAbstractEventDispatcher::instance()->metaObject()->className();
  return std::string(c.peer) + (d.contains("Glib") ? " [glib]" : " [unix]");
}

inline void invoke(QObject* o, auto f) {
  QMetaObject::invokeMethod(o, std::move(f), Qt::QueuedConnection);
}

Cases calls();
Cases futures();
Cases timers();
