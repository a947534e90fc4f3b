// SPDX-License-Identifier: MIT
#include "trace_reader.h"

#include <algorithm>

#include <QDir>
#include <QFile>

#include <loopscope/scenario/json_reader.h>
#include <loopscope/scenario/json_writer.h>

namespace loopscope::tests {
namespace {

QString event_text(const std::vector<scenario::Value>& trace, std::size_t i) {
  return i < trace.size() ? QString::fromStdString(to_json(trace[i])) : QStringLiteral("(ended)");
}

}  // namespace

QString conformance_folder() { return QStringLiteral(LOOPSCOPE_CONFORMANCE_FOLDER); }

std::vector<std::string> scenario_names(const QString& folder) {
  std::vector<std::string> names;
  const QStringList files =
      QDir(folder).entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
  for (const QString& file : files) names.push_back(file.chopped(5).toStdString());
  return names;
}

std::vector<scenario::Value> read_trace(const QString& file) {
  QFile lines(file);
  std::vector<scenario::Value> trace;
  if (!lines.open(QIODevice::ReadOnly)) return trace;
  while (!lines.atEnd()) {
    const QByteArray line = lines.readLine().trimmed();
    if (!line.isEmpty()) trace.push_back(scenario::read_json(line.toStdString()).to_value());
  }
  return trace;
}

QString difference(const std::vector<scenario::Value>& expected,
                   const std::vector<scenario::Value>& found) {
  const auto [a, b] = std::ranges::mismatch(expected, found);
  if (a == expected.end() && b == found.end()) return {};
  const auto i = static_cast<std::size_t>(a - expected.begin());
  return QStringLiteral("event %1\n  asyncio: %2\n  engine:  %3")
      .arg(i + 1)
      .arg(event_text(expected, i), event_text(found, i));
}

}  // namespace loopscope::tests
