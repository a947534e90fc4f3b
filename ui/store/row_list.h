// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/ui/store/object_row.h>

namespace loopscope::ui {

// Lists of rows that run through the rows themselves: every step is O(1) and allocates nothing.

template <RowLink ObjectRow::*Link>
void append(RowList& list, ObjectRow& row) {
  (row.*Link) = {list.last, nullptr};
  (list.last ? (list.last->*Link).next : list.first) = &row;
  list.last = &row;
  ++list.size;
}

/// The row must be in the list.
template <RowLink ObjectRow::*Link>
void remove(RowList& list, ObjectRow& row) {
  RowLink& link = row.*Link;
  (link.previous ? (link.previous->*Link).next : list.first) = link.next;
  (link.next ? (link.next->*Link).previous : list.last) = link.previous;
  link = {};
  --list.size;
}

}  // namespace loopscope::ui
