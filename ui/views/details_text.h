// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <QString>

#include <loopscope/ui/store/object_row.h>

namespace loopscope::ui {

class Store;

/// One line of the details: a title and rich text, whose links to other objects are "object:12" and
/// to firing entries "firing:41".
struct DetailLine {
  enum class Subject {
    warning,
    value,
    awaits,
    awaited_by,
    age,
    origin,
    cancel_requests,
    count_  // number of the others
  };
  Subject subject = Subject::value;
  QString title;
  QString html;
};

/// What the details say of an object. Lines that have nothing to say are left out.
std::vector<DetailLine> detailLines(const Store& store, const ObjectRow& row);

/// "Task · waiting · int"
QString headline(const ObjectRow& row);

/// A link to an object with its name, or plain text when the store no longer has it.
QString objectLink(const Store& store, ObjectId id, std::string_view name_if_gone = {});

/// "fired as #41", "removed", "waits"; `firing` is the number of the entry, 0 for none.
QString callbackState(const CallbackRow& callback);

}  // namespace loopscope::ui
