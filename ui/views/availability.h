// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <QString>

#include <loopscope/ui/store/object_row.h>

namespace loopscope::ui {

class Store;

// Why an action cannot be done to the selected objects, in a short sentence; empty when it can.

QString whyNoResult(const Store& store, const std::vector<ObjectId>& selected);
QString whyNoException(const Store& store, const std::vector<ObjectId>& selected);
QString whyNoCancel(const Store& store, const std::vector<ObjectId>& selected);
QString whyNoCallback(const Store& store, const std::vector<ObjectId>& selected);

}  // namespace loopscope::ui
