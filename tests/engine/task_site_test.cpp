// SPDX-License-Identifier: MIT
// The place that a task is said to be made at, where no line of the user makes it.
#include "support.h"

#include <loopscope/combine/gather.h>

using namespace loopscope;
using namespace loopscope::test;

class TaskSiteTest : public QObject {
  Q_OBJECT

 private slots:
  void theSiteOfATaskThatIsMadeOnTheWayIsItsFunction() {
    VirtualLoop loop;
    std::vector<std::source_location> sites;
    const auto note_site = [&](TaskOptions& options) { sites.push_back(options.site); };
    const auto here = std::source_location::current();
    const auto body = []() -> Coro<int> { co_return 1; };
    const auto combine = [&body]() -> Coro<void> {
      const auto all = gather(body());
      const auto several = gather(return_exceptions, body(), body());
      co_await all;
      co_await several;
    };
    const Task<void> task = loop.create_task(combine);
    loop.set_task_factory(note_site);
    loop.run_until_complete(body());
    loop.run_until_complete(task);
    QCOMPARE(sites.size(), std::size_t{4});
    for (const std::source_location& site : sites) {
      QCOMPARE(std::string(site.file_name()), std::string(here.file_name()));
      QCOMPARE(site.line(), here.line() + 1);
    }
  }
};

QTEST_APPLESS_MAIN(TaskSiteTest)
#include "task_site_test.moc"
