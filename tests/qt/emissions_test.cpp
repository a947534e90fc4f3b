// SPDX-License-Identifier: MIT
#include <QtTest>

#include <memory>
#include <thread>

#include <loopscope/errors.h>
#include <loopscope/loop.h>
#include <loopscope/qt/bridge.h>
#include <loopscope/qt/emissions.h>
#include <tests/qt/spin.h>

using namespace loopscope;
using loopscope::qt::Emissions;
using loopscope::qt::QtBridge;
using loopscope::qt::WhenFull;
using loopscope::test::spin_briefly;
using loopscope::test::spin_until;

namespace {

class Emitter : public QObject {
  Q_OBJECT
 signals:
  void number(int value);
  void pair(int value, const QString& text);
  void nothing();
};

}  // namespace

class EmissionsTest : public QObject {
  Q_OBJECT

  Loop loop;
  QtBridge bridge{loop};

  /// Takes all until the range ends.
  Task<QList<int>> take_all(Emissions<int>& emissions) {
    return loop.create_task(collect(&emissions));
  }
  static Coro<QList<int>> collect(Emissions<int>* emissions) {
    QList<int> all;
    while (const std::optional<int> value = co_await emissions->next()) all << *value;
    co_return all;
  }

 private slots:
  void noneIsLostBetweenTwoAwaits() {
    auto source = std::make_unique<Emitter>();
    Emissions emissions(source.get(), &Emitter::number);
    const Task<QList<int>> task = take_all(emissions);
    spin_briefly();
    for (int value : {1, 2, 3}) emit source->number(value);
    spin_briefly();
    emit source->number(4);
    source.reset();
    QVERIFY(spin_until([&] { return task.done(); }));
    QCOMPARE(task.result(), (QList<int>{1, 2, 3, 4}));
  }

  void severalArgumentsAreATupleAndNoneIsMonostate() {
    Emitter source;
    Emissions pairs(&source, &Emitter::pair);
    Emissions none(&source, &Emitter::nothing);
    emit source.pair(1, "one");
    emit source.nothing();
    const auto take = [&]() -> Coro<std::tuple<int, QString>> {
      const auto emitted = co_await none.next();
      if (!emitted) qFatal("nothing was emitted");
      const auto pair = co_await pairs.next();
      co_return *pair;
    };
    const auto task = loop.create_task(take);
    QVERIFY(spin_until([&] { return task.done(); }));
    QCOMPARE(std::get<1>(task.result()), QString("one"));
  }

  void theOldestGoWhenItIsFull() {
    auto source = std::make_unique<Emitter>();
    Emissions emissions(source.get(), &Emitter::number, {.capacity = 2});
    for (int value : {1, 2, 3}) emit source->number(value);
    QCOMPARE(emissions.dropped(), 1U);
    QCOMPARE(emissions.size(), std::size_t(2));
    source.reset();
    const Task<QList<int>> task = take_all(emissions);
    QVERIFY(spin_until([&] { return task.done(); }));
    QCOMPARE(task.result(), (QList<int>{2, 3}));
  }

  void theNewestGoWhereThatIsWanted() {
    auto source = std::make_unique<Emitter>();
    Emissions emissions(source.get(), &Emitter::number,
                        {.capacity = 2, .when_full = WhenFull::drop_newest});
    for (int value : {1, 2, 3}) emit source->number(value);
    source.reset();
    const Task<QList<int>> task = take_all(emissions);
    QVERIFY(spin_until([&] { return task.done(); }));
    QCOMPARE(task.result(), (QList<int>{1, 2}));
  }

  void aLossIsAnErrorWhereThatIsWanted() {
    Emitter source;
    Emissions emissions(&source, &Emitter::number, {.capacity = 1, .when_full = WhenFull::fail});
    for (int value : {1, 2}) emit source.number(value);
    const Task<QList<int>> task = take_all(emissions);
    QVERIFY(spin_until([&] { return task.done(); }));
    QVERIFY_THROWS_EXCEPTION(qt::EmissionsLostError, task.result());
  }

  void anotherThreadsEmissionsComeInTheirOrder() {
    auto source = std::make_unique<Emitter>();
    Emissions emissions(source.get(), &Emitter::number);
    std::thread([&] {
      for (int value = 0; value < 100; ++value) emit source->number(value);
    }).join();
    QVERIFY(spin_until([&] { return emissions.size() == 100; }));
    source.reset();
    const Task<QList<int>> task = take_all(emissions);
    QVERIFY(spin_until([&] { return task.done(); }));
    QCOMPARE(task.result().last(), 99);
  }

  void wrongArgumentsAreRefused() {
    Emitter source;
    const auto no_sender = [] {
      const Emissions e(static_cast<Emitter*>(nullptr), &Emitter::number);
    };
    QVERIFY_THROWS_EXCEPTION(ValueError, no_sender());
    const auto no_room = [&] { const Emissions e(&source, &Emitter::number, {.capacity = 0}); };
    QVERIFY_THROWS_EXCEPTION(ValueError, no_room());
  }
};

QTEST_GUILESS_MAIN(EmissionsTest)
#include "emissions_test.moc"
