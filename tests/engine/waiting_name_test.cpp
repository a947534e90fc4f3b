// SPDX-License-Identifier: MIT
// What the inspector shows of a task that waits in a primitive.
#include <QtTest>

#include <loopscope/combine/as_completed.h>
#include <loopscope/combine/shield.h>
#include <loopscope/combine/task_group.h>
#include <loopscope/combine/wait.h>
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

/// What a task that runs the coroutine waits for, by the record of it; then ends both.
std::string waits_for(Fixture& fixture, Coro<void> coroutine) {
  const Task<void> task = fixture.loop.create_task(std::move(coroutine));
  run_iterations(fixture.loop);
  std::string name;
  std::string site = "none";
  for (const auto& record : fixture.reader.read()) {
    if (record.kind == RecordKind::awaiting && record.object == task.id())
      name = fixture.reader.name(record.other);
    if (record.kind == RecordKind::created && record.object != task.id() &&
        record.detail == static_cast<std::uint16_t>(inspect::ObjectKind::future))
      site = record.message;
  }
  task.cancel();
  run_iterations(fixture.loop, 3);
  if (!site.empty() && site != "none") return name + " made at " + site;
  return name;
}

}  // namespace

class WaitingNameTest : public QObject {
  Q_OBJECT

 private slots:
  void aPrimitiveWithANameIsWaitedForByItsName() {
    Fixture fixture;
    Lock lock("file");
    Event event("ready");
    Semaphore semaphore(0, "slots");
    BoundedSemaphore bounded(0, "seats");
    Barrier barrier(2, "start");
    Queue<int> queue(1, "jobs");
    run(fixture.loop, [&] { return lock.acquire(); });
    QCOMPARE(waits_for(fixture, lock.acquire()), std::string("file.acquire"));
    QCOMPARE(waits_for(fixture, event.wait()), std::string("ready.wait"));
    QCOMPARE(waits_for(fixture, semaphore.acquire()), std::string("slots.acquire"));
    QCOMPARE(waits_for(fixture, bounded.acquire()), std::string("seats.acquire"));
    const auto pass = [](Barrier& start) -> Coro<void> { co_await start.wait(); };
    QCOMPARE(waits_for(fixture, pass(barrier)), std::string("start.wait"));
    const auto get = [](Queue<int>& jobs) -> Coro<void> { co_await jobs.get(); };
    QCOMPARE(waits_for(fixture, get(queue)), std::string("jobs.get"));
    queue.put_nowait(1);
    QCOMPARE(waits_for(fixture, queue.put(2)), std::string("jobs.put"));
    QCOMPARE(waits_for(fixture, queue.join()), std::string("jobs.join"));
    QCOMPARE(lock.name() + event.name() + semaphore.name() + barrier.name() + queue.name(),
             std::string("filereadyslotsstartjobs"));
  }

  void aConditionWithANameNamesItsLockToo() {
    Fixture fixture;
    Condition changed("changed");
    const auto wait = [](Condition& condition) -> Coro<void> {
      const auto guard = co_await condition.scoped();
      co_await condition.wait();
    };
    QCOMPARE(waits_for(fixture, wait(changed)), std::string("changed.wait"));
    run(fixture.loop, [&] { return changed.acquire(); });
    QCOMPARE(waits_for(fixture, wait(changed)), std::string("changed.acquire"));

    Lock lock("file");
    Condition flushed(lock, "flushed");
    QCOMPARE(waits_for(fixture, wait(flushed)), std::string("flushed.wait"));
    run(fixture.loop, [&] { return lock.acquire(); });
    QCOMPARE(waits_for(fixture, wait(flushed)), std::string("file.acquire"));
  }

  void aPrimitiveWithoutANameIsWaitedForByItsType() {
    Fixture fixture;
    Event event;
    Queue<int> queue;
    Barrier barrier(2);
    QCOMPARE(waits_for(fixture, event.wait()), std::string("Event.wait"));
    const auto get = [](Queue<int>& jobs) -> Coro<void> { co_await jobs.get(); };
    QCOMPARE(waits_for(fixture, get(queue)), std::string("Queue.get"));
    const auto pass = [](Barrier& start) -> Coro<void> { co_await start.wait(); };
    QCOMPARE(waits_for(fixture, pass(barrier)), std::string("Barrier.wait"));
  }

  void whoCombinesFuturesIsShownToWaitForThat() {
    Fixture fixture;
    const auto future = fixture.loop.create_future<int>("answer");
    const auto awaits_shield = [](Future<int> inner) -> Coro<void> { co_await shield(inner); };
    QCOMPARE(waits_for(fixture, awaits_shield(future)), std::string("shield"));
    const auto awaits_any = [](Future<int> inner) -> Coro<void> {
      const std::vector all{inner};
      co_await wait(all);
    };
    QCOMPARE(waits_for(fixture, awaits_any(future)), std::string("wait"));
    const auto awaits_next = [](Future<int> inner) -> Coro<void> {
      const auto ending = as_completed(std::vector{inner});
      co_await ending.next_result();
    };
    QCOMPARE(waits_for(fixture, awaits_next(future)), std::string("as_completed.get"));
    const auto awaits_sleep = []() -> Coro<void> { co_await sleep(std::chrono::seconds(2)); };
    QCOMPARE(waits_for(fixture, awaits_sleep()), std::string("sleep 2 s"));
  }

  void whoWaitsForATaskGroupIsShownToWaitForItsEnd() {
    Fixture fixture;
    const auto gate = fixture.loop.create_future<void>();
    const Task<void> task = fixture.loop.create_task([&]() -> Coro<void> {
      const auto body = [&](TaskGroup& group) -> Coro<void> {
        static_cast<void>(group.create_task_with({.name = "member"}, stay, gate));
        co_return;
      };
      co_await task_group(body, "crew");
    });
    task.set_name("parent");
    const Words words = fixture.turn();
    QVERIFY(std::ranges::count(words, "awaiting parent crew.exit") == 1);
    gate.set_result();
    fixture.loop.run_until_complete(task);
  }

  void nobodyPaysForNamesThatNobodySees() {
    Loop loop(std::make_unique<VirtualClock>());
    Lock lock("a name that is too long to be stored in place");
    run(loop, [&] { return lock.acquire(); });
    const Task<void> task = loop.create_task(lock.acquire());
    run_iterations(loop);
    QCOMPARE(task.awaited().name(), std::string());
    lock.release();
    loop.run_until_complete(task);
  }
};

QTEST_GUILESS_MAIN(WaitingNameTest)
#include "waiting_name_test.moc"
