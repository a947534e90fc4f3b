// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <QString>

#include <loopscope/scenario/value.h>

namespace loopscope::tests {

/// Where the cases and the malformed files are.
QString conformance_folder();

/// Names of the JSON files in a folder, without ".json", in order.
std::vector<std::string> scenario_names(const QString& folder);

/// The events of a trace file, one JSON object a line.
std::vector<scenario::Value> read_trace(const QString& file);

/// The first event in which two traces differ, for people; empty when they are equal as JSON values.
QString difference(const std::vector<scenario::Value>& expected,
                   const std::vector<scenario::Value>& found);

}  // namespace loopscope::tests
