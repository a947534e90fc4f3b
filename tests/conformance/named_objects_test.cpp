// SPDX-License-Identifier: MIT
#include <QTest>

#include <algorithm>
#include <memory>

#include <loopscope/inspect/inspector.h>
#include <loopscope/scenario/interpreter.h>
#include <tests/engine/record_reader.h>

using namespace loopscope;

namespace {

// Every task waits in an object of another kind, for ever.
constexpr const char* everything = R"({"scenario": 1, "coroutines": {
  "main": [
    {"future": "f"}, {"event": "e"}, {"lock": "l"}, {"semaphore": "s", "value": 0},
    {"semaphore": "sb", "value": 0, "bounded": true}, {"condition": "c"},
    {"condition": "cl", "uses": "l"}, {"barrier": "b", "parties": 2},
    {"queue": "q"}, {"queue": "full", "maxsize": 1, "kind": "lifo"},
    {"queue": "sorted", "kind": "priority"},
    {"put_nowait": "full", "value": 1},
    {"gather": ["f"], "as": "all"}, {"shield": "f", "as": "safe"},
    {"spawn": "in future", "as": "in future"}, {"spawn": "in gather", "as": "in gather"},
    {"spawn": "in shield", "as": "in shield"}, {"spawn": "in event", "as": "in event"},
    {"acquire": "l"}, {"spawn": "in lock", "as": "in lock"},
    {"spawn": "in semaphore", "as": "in semaphore"}, {"spawn": "in bounded", "as": "in bounded"},
    {"spawn": "in condition", "as": "in condition"},
    {"spawn": "in lock of condition", "as": "in lock of condition"},
    {"spawn": "in barrier", "as": "in barrier"}, {"spawn": "in get", "as": "in get"},
    {"spawn": "in sorted", "as": "in sorted"}, {"spawn": "in put", "as": "in put"},
    {"spawn": "in join", "as": "in join"}, {"spawn": "in task", "as": "in task"},
    {"call_later": "a call", "delay": 7},
    {"within": 9, "do": [{"task_group": "g", "do": [{"spawn": "in event", "as": "member", "in": "g"}]}]}],
  "in future": [{"await": "f"}], "in gather": [{"await": "all"}], "in shield": [{"await": "safe"}],
  "in event": [{"wait_event": "e"}], "in lock": [{"acquire": "l"}],
  "in semaphore": [{"acquire": "s"}], "in bounded": [{"acquire": "sb"}],
  "in condition": [{"acquire": "c"}, {"wait_condition": "c"}],
  "in lock of condition": [{"acquire": "cl"}],
  "in barrier": [{"wait_barrier": "b"}], "in get": [{"get": "q"}], "in sorted": [{"get": "sorted"}],
  "in put": [{"put": "full", "value": 2}], "in join": [{"join": "full"}],
  "in task": [{"await": "in get"}]
}})";

}  // namespace

/// An inspector shows every object of a scenario by the name that it has there.
class NamedObjectsTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    const auto scenario = scenario::Scenario::parse(everything);
    std::unique_ptr<scenario::Interpreter> interpreter;
    Loop loop(std::make_unique<VirtualClock>());
    const inspect::Inspector inspector(loop);
    test::RecordReader reader(inspector.port()->journal());
    interpreter =
        std::make_unique<scenario::Interpreter>(scenario, loop, [](const scenario::TraceEvent&) {});
    interpreter->start();
    for (int i = 0; i < 3; ++i) {
      loop.stop();
      loop.run_forever();
    }
    words = reader.words();
    interpreter->finish(false);
  }

  void aTaskIsShownToWaitForTheObjectByItsName_data() {
    QTest::addColumn<QString>("awaited");
    const auto row = [](const char* task, const char* awaited) {
      QTest::newRow(task) << QString::fromUtf8(awaited);
    };
    row("in future", "f");
    row("in gather", "all");
    row("in shield", "safe");
    row("in event", "e.wait");
    row("in lock", "l.acquire");
    row("in semaphore", "s.acquire");
    row("in bounded", "sb.acquire");
    row("in condition", "c.wait");
    row("in lock of condition", "l.acquire");
    row("in barrier", "b.wait");
    row("in get", "q.get");
    row("in sorted", "sorted.get");
    row("in put", "full.put");
    row("in join", "full.join");
    row("in task", "in get");
    row("member", "e.wait");
    row("main", "g.exit");
  }
  void aTaskIsShownToWaitForTheObjectByItsName() {
    QFETCH(const QString, awaited);
    const std::string task = QTest::currentDataTag();
    QCOMPARE(std::ranges::count(words, "awaiting " + task + " " + awaited.toStdString()), 1);
  }

  void whatIsNoFutureIsAnObjectByItsName_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("standing");
    const auto row = [](const char* name, const char* type, const char* standing) {
      QTest::newRow(name) << QString::fromUtf8(type) << QString::fromUtf8(standing);
    };
    row("e", "Event", "clear, 2 wait");
    row("l", "Lock", "locked, 2 wait");
    row("s", "Semaphore", "none free, 1 waits");
    row("sb", "BoundedSemaphore", "none free, 1 waits");
    row("c", "Condition", "free, 1 waits");
    row("cl", "Condition", "nobody waits");
    row("b", "Barrier", "1 of 2 here");
    row("q", "Queue", "0 items, 1 waits to get");
    row("full", "LifoQueue", "1 of 1 items, 1 waits to put, 1 waits to join");
    row("sorted", "PriorityQueue", "0 items, 1 waits to get");
    row("g", "TaskGroup", "1 task");
  }
  void whatIsNoFutureIsAnObjectByItsName() {
    QFETCH(const QString, type);
    QFETCH(const QString, standing);
    const std::string name = QTest::currentDataTag();
    QCOMPARE(std::ranges::count(words, "created " + name + " " + type.toStdString()), 1);
    const std::string change = "changed " + name + " ";
    const auto last =
        std::find_if(words.rbegin(), words.rend(),
                     [&change](const std::string& word) { return word.starts_with(change); });
    QVERIFY(last != words.rend());
    QCOMPARE(QString::fromStdString(last->substr(change.size())), standing);
  }

  void timersAreShownByWhatTheyAreFor() {
    QCOMPARE(std::ranges::count(words, "timer_set a call"), 1);
    QCOMPARE(std::ranges::count(words, "timer_set timeout"), 1);
  }

 private:
  std::vector<std::string> words;
};

QTEST_GUILESS_MAIN(NamedObjectsTest)

#include "named_objects_test.moc"
