// SPDX-License-Identifier: MIT
#pragma once

#include <Qt>

namespace loopscope::ui {

/// What the models give beyond text and tooltip.
enum Role {
  ObjectIdRole = Qt::UserRole + 1,  ///< quint64: the object of a row, 0: none
  SortRole,                         ///< a number or a text that sorts as the column means it
  StateRole,                        ///< int of ObjectState (tree)
  KindRole,          ///< int of ObjectKind (tree), EntryKind (firing), CallKind (due)
  FiringNumberRole,  ///< quint64: number of a firing entry
  OutcomeRole,       ///< int of EntryOutcome (firing)
  UncertainRole,     ///< bool: records were dropped, the row may be out of date
  ExplanationRole,   ///< why an entry ran in its place of the order (firing)
  TimerRole,         ///< bool: a timer that is set, which is not due yet (due)
};

}  // namespace loopscope::ui
