// SPDX-License-Identifier: MIT
// Primitives that have a name, as objects that the inspector shows.
#include <QtTest>

#include <optional>
#include <thread>

#include <loopscope/combine/task_group.h>
#include <loopscope/sync/barrier.h>
#include <loopscope/sync/condition.h>
#include <loopscope/sync/event.h>
#include <loopscope/sync/queue.h>
#include <loopscope/sync/semaphore.h>
#include <tests/engine/inspected_loop.h>
#include <tests/engine/support.h>

using namespace loopscope;
using namespace loopscope::test;

namespace {

/// Runs the function in a callback of the loop; gives what was recorded of primitives meanwhile.
template <class F>
Words within(Fixture& fixture, F function) {
  fixture.loop.call_soon(named("use", std::move(function)));
  Words words = fixture.turn();
  std::erase_if(words, [](const std::string& word) {
    return word.starts_with("scheduled") || word.starts_with("callback_");
  });
  return words;
}

/// Why a command to the object is refused; "" when it is not.
std::string refusal(Fixture& fixture, inspect::CommandKind kind, inspect::ObjectId object) {
  fixture.inspector.submit({.number = 1, .kind = kind, .object = object});
  run_iterations(fixture.loop);
  for (const auto& record : fixture.reader.read(RecordKind::outcome))
    if (record.detail == static_cast<std::uint16_t>(inspect::OutcomeKind::refused))
      return record.message;
  return {};
}

}  // namespace

class ExhibitTest : public QObject {
  Q_OBJECT

 private slots:
  void aNamedPrimitiveIsAnObjectFromItsMakingToItsEnd() {
    Fixture f;
    std::optional<Lock> lock;
    std::uint_least32_t line = 0;
    f.loop.call_soon([&] {
      lock.emplace("file");
      line = std::source_location::current().line() - 1;
    });
    run_iterations(f.loop);
    const auto created = f.reader.read(RecordKind::created);
    QCOMPARE(created.size(), std::size_t(1));
    QCOMPARE(created[0].detail, static_cast<std::uint16_t>(inspect::ObjectKind::primitive));
    QCOMPARE(created[0].text1, std::string("Lock"));
    expect(within(f, [&] { lock.reset(); }), {"destroyed file"});
  }

  void itsSiteIsWhereItWasMade() {
    Fixture f;
    f.loop.call_soon([] { const Event ready("ready"); });
    const std::string here = "exhibit_test.cpp:" + std::to_string(__LINE__ - 1);
    run_iterations(f.loop);
    const auto created = f.reader.read(RecordKind::created);
    QCOMPARE(created.size(), std::size_t(1));
    QVERIFY2(created[0].message.find(here) != std::string::npos, created[0].message.c_str());
  }

  void withoutANameItIsNot() {
    Fixture f;
    expect(within(f,
                  [] {
                    Event event;
                    event.set();
                    Queue<int> queue;
                    queue.put_nowait(1);
                  }),
           {});
  }

  void oneMadeBeforeTheLoopRunsIsMetAtItsFirstUse() {
    Fixture f;
    Event ready("ready");
    expect(f.reader.words(), {});
    expect(within(f, [&] { ready.set(); }),
           {"created ready Event", "named ready", "changed ready set"});
  }

  void aChangeIsToldOnceAndOnlyWhenItShows() {
    Fixture f;
    Event ready("ready");
    within(f, [&] { ready.set(); });
    expect(within(f,
                  [&] {
                    ready.set();
                    ready.clear();
                    ready.clear();
                  }),
           {"changed ready clear"});
  }

  void theStandingOfEachPrimitiveSaysWhoWaits() {
    Fixture f;
    Semaphore seats(2, "seats");
    Queue<int> jobs(3, "jobs");
    Condition done("done");
    const Words words = within(f, [&] {
      jobs.put_nowait(1);
      static_cast<void>(jobs.get_nowait());
      jobs.shutdown();
    });
    expect(words, {"created jobs Queue", "named jobs", "changed jobs 1 of 3 items",
                   "changed jobs 0 of 3 items, 1 in work",
                   "changed jobs 0 of 3 items, 1 in work, shut down"});
    run(f.loop, [&] { return seats.acquire(); });
    run(f.loop, [&] { return done.acquire(); });
    Words standings;
    for (const auto& record : f.reader.read(RecordKind::changed)) standings.push_back(record.text1);
    expect(standings, {"1 free", "locked"});
  }

  void aTaskGroupIsShownUntilItIsOver() {
    Fixture f;
    const Future<void> gate = f.loop.create_future<void>();
    const auto task = f.loop.create_task([gate]() -> Coro<void> {
      auto body = [gate](TaskGroup& group) -> Coro<void> {
        group.create_task(stay, gate);
        co_return;
      };
      Coro<void> downloads = task_group(std::move(body), "downloads");
      co_await std::move(downloads);
    });
    f.turn(2);
    gate.set_result();
    const Words words = f.turn(4);
    QVERIFY(task.done());
    QCOMPARE(std::ranges::count(words, std::string("changed downloads 0 tasks")), 1);
    QCOMPARE(std::ranges::count(words, std::string("destroyed downloads")), 1);
  }

  void anInspectorThatComesLateIsToldOfAll() {
    Loop loop(std::make_unique<VirtualClock>());
    Lock file("file");
    run(loop, [&] { return file.acquire(); });
    Inspector inspector(loop);
    RecordReader reader(inspector.journal());
    expect(reader.words(), {"created file Lock", "named file", "changed file locked", "running"});
    loop.call_soon([&] { file.release(); });
    run_iterations(loop);
    QCOMPARE(std::ranges::count(reader.words(), std::string("changed file free")), 1);
  }

  void whatChangedWhileNobodyLookedIsNotMissedByTheNextInspector() {
    Loop loop(std::make_unique<VirtualClock>());
    Event ready("ready");
    const auto set = [&] { ready.set(); };
    const auto clear = [&] { ready.clear(); };
    auto first = std::make_unique<Inspector>(loop);
    loop.call_soon(set);
    run_iterations(loop);
    first.reset();
    loop.call_soon(clear);
    run_iterations(loop);
    Inspector second(loop);
    RecordReader reader(second.journal());
    reader.read();
    loop.call_soon(set);
    run_iterations(loop);
    QCOMPARE(std::ranges::count(reader.words(), std::string("changed ready set")), 1);
  }

  void itGoesAlongWhenAnotherLoopUsesIt() {
    Lock file("file");
    {
      Loop loop(std::make_unique<VirtualClock>());
      run(loop, [&] { return file.acquire(); });
    }
    Fixture f;
    const Words words = within(f, [&] { file.release(); });
    expect(words, {"created file Lock", "named file", "changed file free"});
  }

  void itMayEndAfterItsLoopAndOnAnotherThread() {
    auto file = std::make_unique<Lock>("file");
    {
      Fixture f;
      run(f.loop, [&] { return file->acquire(); });
    }
    std::thread([&] { file.reset(); }).join();
    QVERIFY(!file);
  }

  void commandsToItAreRefused() {
    Fixture f;
    Event ready("ready");
    within(f, [&] { ready.set(); });
    f.loop.call_soon([&] { ready.clear(); });
    run_iterations(f.loop);
    const auto changed = f.reader.read(RecordKind::changed);
    QCOMPARE(changed.size(), std::size_t(1));
    using inspect::CommandKind;
    for (const auto kind : {CommandKind::cancel, CommandKind::set_result, CommandKind::throw_error,
                            CommandKind::add_callback}) {
      const std::string reason = refusal(f, kind, changed[0].object);
      QVERIFY2(reason.find("only to look at") != std::string::npos, reason.c_str());
    }
  }
};

QTEST_GUILESS_MAIN(ExhibitTest)
#include "exhibit_test.moc"
