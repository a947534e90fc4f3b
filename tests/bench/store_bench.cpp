// SPDX-License-Identifier: MIT
// What a record costs the store and the models: store_bench [rows, default 100000]
#include <QApplication>
#include <QElapsedTimer>
#include <QTreeView>

#include <cstdio>
#include <cstdlib>

#include <loopscope/ui/models/firing_model.h>
#include <loopscope/ui/models/object_filter_model.h>
#include <loopscope/ui/models/object_tree_model.h>
#include <loopscope/ui/store/store.h>
#include <tests/ui/record_stream.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

namespace {

void report(const char* what, double nanoseconds, double units, const char* unit) {
  std::printf("%-58s %9.1f ns/%s  (%.2f ms)\n", what, nanoseconds / units, unit, nanoseconds / 1e6);
}

double since(const QElapsedTimer& timer) { return static_cast<double>(timer.nsecsElapsed()); }

/// The life of a task that awaits a future which somebody sets: 18 records.
void writeLife(RecordStream& stream, ObjectId id, Ticket ticket) {
  stream.now += 1000;
  stream.task(id, "fetch");
  stream.future(id + 1, "answer");
  stream.scheduled(ticket, CallKind::step, id, 0, "step");
  stream.iteration(1);
  stream.stepBegin(ticket, id);
  stream.awaiting(id, id + 1);
  stream.stepEnd(ticket, id, CallOutcome::waiting);
  stream.scheduled(ticket + 1, CallKind::call, 0, 0, "set_result").thread = 2;
  stream.iteration(1);
  stream.callBegin(ticket + 1, CallKind::call, 0, 0, "set_result");
  stream.result(id + 1, "42");
  stream.scheduled(ticket + 2, CallKind::step, id, 0, "step");
  stream.callEnd(ticket + 1);
  stream.iteration(1);
  stream.stepBegin(ticket + 2, id);
  stream.resumed(id, id + 1);
  stream.result(id, "42");
  stream.stepEnd(ticket + 2, id, CallOutcome::finished);
  stream.destroyed(id + 1);
  stream.destroyed(id);
}

void feedLives(int lives) {
  RecordStream stream;
  Store store;
  double time = 0;
  double records = 0;
  for (int i = 0; i < lives; ++i) {
    writeLife(stream, static_cast<ObjectId>(2 * i + 1), static_cast<Ticket>(3 * i + 1));
    if (i % 1000 != 999) continue;
    const std::vector<Record> frame = stream.take();
    QElapsedTimer timer;
    timer.start();
    store.feed(frame);
    time += since(timer);
    (void)store.changes();
    records += static_cast<double>(frame.size());
  }
  report("feed: tasks that await, mixed records", time, records, "record");
}

void feedCalls(int calls) {
  RecordStream stream;
  Store store;
  double time = 0;
  double records = 0;
  for (int i = 0; i < calls; ++i) {
    const Ticket ticket = static_cast<Ticket>(i) + 1;
    stream.scheduled(ticket, CallKind::call, 0, 0, "post").thread = 2;
    stream.callBegin(ticket, CallKind::call, 0, 0, "post");
    stream.callEnd(ticket);
    if (i % 10'000 != 9999) continue;
    const std::vector<Record> frame = stream.take();
    QElapsedTimer timer;
    timer.start();
    store.feed(frame);
    time += since(timer);
    (void)store.changes();
    records += static_cast<double>(frame.size());
  }
  report("feed: a flood of calls", time, records, "record");
}

struct Window {
  Store store;
  RecordStream stream;
  ObjectTreeModel tree;
  ObjectFilterModel filter;
  FiringModel firing;

  Window() { filter.setSourceModel(&tree); }

  double frame() {
    const std::vector<Record> records = stream.take();
    QElapsedTimer timer;
    timer.start();
    store.feed(records);
    tree.apply(store);
    firing.apply(store);
    return since(timer);
  }
};

void rowsWithChanges(int rows, const char* filterText) {
  Window window;
  window.filter.setFilterText(filterText);
  for (int i = 1; i <= rows; ++i) window.stream.future(static_cast<ObjectId>(i), "f");
  double time = window.frame();
  (void)window.filter.rowCount();
  std::printf("\n%d rows, filter \"%s\"\n", rows, filterText);
  report("  first frame: all rows are new", time, rows, "row");
  const int changes = 1000;
  time = 0;
  for (int frame = 0; frame < 10; ++frame) {
    for (int i = 0; i < changes; ++i) {
      window.stream.callbackAdded(static_cast<ObjectId>((i * 97 + frame) % rows + 1), 1, "cb");
    }
    time += window.frame();
  }
  report("  frame: 1,000 rows all over the place change", time / 10, changes, "change");
  time = 0;
  auto next = static_cast<ObjectId>(rows);
  for (int frame = 0; frame < 10; ++frame) {
    for (int i = 0; i < changes; ++i) window.stream.future(++next, "g");
    time += window.frame();
  }
  report("  frame: 1,000 rows are new", time / 10, changes, "row");
  for (int frame = 0; frame < 10; ++frame) {
    for (int i = 0; i < changes; ++i) {
      window.stream.result(static_cast<ObjectId>(frame * changes + i + 1), "1");
    }
    time += window.frame();
  }
  window.store.setRetention(0);
  QElapsedTimer timer;
  timer.start();
  window.tree.apply(window.store);
  report("  frame: 10,000 finished rows leave", since(timer), 10'000, "row");
  timer.start();
  window.filter.setFilterText("name:none");
  (void)window.filter.rowCount();
  report("  a new filter over all rows", since(timer), rows, "row");
}

/// What a view adds to a frame: 1,000 rows change, come or go while it shows the tree.
void viewWithChanges(int rows, const char* filterText) {
  Window window;
  window.filter.setFilterText(filterText);
  window.store.setRetention(1'000'000);
  QTreeView view;
  view.setUniformRowHeights(true);
  view.setModel(&window.filter);
  view.resize(900, 600);
  view.show();
  for (int i = 1; i <= rows; ++i) window.stream.future(static_cast<ObjectId>(i), "f");
  (void)window.frame();
  QCoreApplication::processEvents();
  std::printf("\n%d rows in a QTreeView, filter \"%s\"\n", rows, filterText);
  const auto frames = [&](const char* what, auto&& write) {
    double time = 0;
    for (int frame = 0; frame < 10; ++frame) {
      for (int i = 0; i < 1000; ++i) write(frame, i);
      QElapsedTimer timer;
      timer.start();
      (void)window.frame();
      QCoreApplication::processEvents();
      time += since(timer);
    }
    report(what, time / 10, 1000, "row");
  };
  const auto scattered = [rows](int frame, int i) {
    return static_cast<ObjectId>((i * 97 + frame) % rows + 1);
  };
  frames("  frame: 1,000 rows all over the place change",
         [&](int frame, int i) { window.stream.callbackAdded(scattered(frame, i), 1, "cb"); });
  auto next = static_cast<ObjectId>(rows);
  frames("  frame: 1,000 rows are new", [&](int, int) { window.stream.future(++next, "g"); });
  frames("  frame: 1,000 rows all over the place finish",
         [&](int frame, int i) { window.stream.result(scattered(frame, i), "1"); });
  double time = 0;
  for (int frame = 1; frame <= 10; ++frame) {
    window.store.setRetention(static_cast<std::size_t>(10'000 - 1000 * frame));
    QElapsedTimer timer;
    timer.start();
    window.tree.apply(window.store);
    QCoreApplication::processEvents();
    time += since(timer);
  }
  report("  frame: 1,000 rows all over the place leave", time / 10, 1000, "row");
}

void flood(int frames) {
  Window window;
  double time = 0;
  double worst = 0;
  ObjectId id = 1;
  Ticket ticket = 1;
  for (int frame = 0; frame < frames; ++frame) {
    for (int i = 0; i < 500; ++i, id += 2, ticket += 3) writeLife(window.stream, id, ticket);
    const double one = window.frame();
    time += one;
    worst = std::max(worst, one);
  }
  std::printf("\n");
  report("flood: a frame of 500 tasks and futures, 10,000 kept", time / frames, 1000, "object");
  std::printf("  worst frame %.2f ms\n", worst / 1e6);
}

void deepChain(int length) {
  Window window;
  window.store.setRetention(static_cast<std::size_t>(length) * 2);
  window.stream.future(1, "f");
  for (int i = 2; i <= length; ++i) {
    window.stream.task(static_cast<ObjectId>(i));
    window.stream.awaiting(static_cast<ObjectId>(i), static_cast<ObjectId>(i - 1));
  }
  std::printf("\n");
  report("a chain of awaiting tasks: first frame", window.frame(), length, "task");
  double time = 0;
  int frames = 0;
  for (int i = 1; i < length; ++i) {
    window.stream.result(static_cast<ObjectId>(i), "1");
    window.stream.resumed(static_cast<ObjectId>(i + 1), static_cast<ObjectId>(i));
    if (i % 1000 != 0) continue;
    time += window.frame();
    ++frames;
  }
  report("  it unwinds, 1,000 tasks a frame", time / frames, 1000, "task");
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  const int rows = argc > 1 ? std::atoi(argv[1]) : 100'000;
  feedLives(100'000);
  feedCalls(1'000'000);
  rowsWithChanges(rows, "");
  rowsWithChanges(rows, "state:pending");
  viewWithChanges(rows, "");
  viewWithChanges(rows, "state:pending");
  flood(200);
  deepChain(rows);
  return 0;
}
