// SPDX-License-Identifier: MIT
#include <QtTest/QTest>

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSet>

/// The pages of resources/doc: links lead somewhere, tables are complete, code has its place.
class PagesTest : public QObject {
  Q_OBJECT

 private slots:
  void everyLinkLeadsToAPageAndAHeading();
  void theIndexNamesEveryPageByItsTitle();
  void everyPageButGuidesHasAProgram();
  void everyNameOfAsyncioIsInTheTable_data();
  void everyNameOfAsyncioIsInTheTable();
  void whatIsNotThereSaysWhy();
};

namespace {

const QString folder = QStringLiteral(LOOPSCOPE_DOC_FOLDER "/");

QStringList pages() { return QDir(folder).entryList({"*.md"}, QDir::Files); }

QString textOf(const QString& page) {
  QFile file(folder + page);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Without what stands in fenced blocks.
QStringList prose(const QString& page) {
  QStringList lines;
  bool code = false;
  for (const QString& line : textOf(page).split('\n')) {
    if (line.startsWith("```")) code = !code;
    if (!code) lines << line;
  }
  return lines;
}

/// As GitHub makes them of headings.
QString anchorOf(QString heading) {
  heading = heading.toLower();
  heading.remove(QRegularExpression("[^\\w\\- ]", QRegularExpression::UseUnicodePropertiesOption));
  return heading.replace(' ', '-');
}

QSet<QString> anchors(const QString& page) {
  QSet<QString> found;
  for (const QString& line : prose(page))
    if (line.startsWith('#')) found << anchorOf(line.mid(line.indexOf(' ') + 1));
  return found;
}

QStringList linksIn(const QString& page) {
  static const QRegularExpression link(QStringLiteral("\\]\\(([^)]+)\\)"));
  QStringList targets;
  auto match = link.globalMatch(prose(page).join('\n'));
  while (match.hasNext()) targets << match.next().captured(1);
  return targets;
}

/// What stands in backquotes in the first column of the tables, with the second column.
QHash<QString, QString> asyncioTable() {
  static const QRegularExpression name(QStringLiteral("`([^`]+)`"));
  QHash<QString, QString> table;
  for (const QString& line : prose("coming-from-asyncio.md")) {
    if (!line.startsWith('|')) continue;
    auto match = name.globalMatch(line.section('|', 1, 1));
    while (match.hasNext()) table.insert(match.next().captured(1), line.section('|', 2).trimmed());
  }
  return table;
}

}  // namespace

void PagesTest::everyLinkLeadsToAPageAndAHeading() {
  QVERIFY(pages().size() > 40);
  for (const QString& page : pages()) {
    for (const QString& link : linksIn(page)) {
      if (link.contains("://")) continue;
      const QString target = link.section('#', 0, 0).isEmpty() ? page : link.section('#', 0, 0);
      QVERIFY2(QFile::exists(folder + target), qPrintable(page + ": " + link));
      if (link.contains('#'))
        QVERIFY2(anchors(target).contains(link.section('#', 1)), qPrintable(page + ": " + link));
    }
  }
}

void PagesTest::theIndexNamesEveryPageByItsTitle() {
  const QString index = textOf("index.md");
  for (const QString& page : pages()) {
    if (page == "index.md") continue;
    const QString title = textOf(page).section('\n', 0, 0).mid(2);
    const QString line = QString("- [%1](%2)\n").arg(title, page);
    QVERIFY2(index.contains(line), qPrintable(line));
  }
}

void PagesTest::everyPageButGuidesHasAProgram() {
  const QSet<QString> guides{"index.md", "window.md", "demos.md"};
  for (const QString& page : pages())
    QVERIFY2(textOf(page).count("\n```cpp\n") == (guides.contains(page) ? 0 : 1), qPrintable(page));
}

// asyncio.__all__ of CPython 3.13, then the methods of its classes.
void PagesTest::everyNameOfAsyncioIsInTheTable_data() {
  QTest::addColumn<QString>("names");
  QTest::newRow("loops")
      << "BaseEventLoop AbstractEventLoopPolicy AbstractEventLoop get_event_loop_policy "
         "set_event_loop_policy get_event_loop set_event_loop new_event_loop _set_running_loop "
         "get_running_loop _get_running_loop Runner run SelectorEventLoop DefaultEventLoopPolicy "
         "EventLoop Handle TimerHandle sleep";
  QTest::newRow("futures and tasks")
      << "iscoroutinefunction iscoroutine Future wrap_future isfuture Task create_task "
         "ensure_future run_coroutine_threadsafe current_task all_tasks "
         "create_eager_task_factory eager_task_factory _register_task _unregister_task "
         "_enter_task _leave_task to_thread";
  QTest::newRow("several") << "FIRST_COMPLETED FIRST_EXCEPTION ALL_COMPLETED wait wait_for "
                              "as_completed gather shield TaskGroup Timeout timeout timeout_at";
  QTest::newRow("synchronisation")
      << "Lock Event Condition Semaphore BoundedSemaphore Barrier Queue PriorityQueue LifoQueue "
         "QueueFull QueueEmpty QueueShutDown BrokenBarrierError CancelledError InvalidStateError "
         "TimeoutError";
  QTest::newRow("network and processes")
      << "Server AbstractServer get_child_watcher set_child_watcher IncompleteReadError "
         "LimitOverrunError SendfileNotAvailableError BaseProtocol Protocol DatagramProtocol "
         "SubprocessProtocol BufferedProtocol StreamReader StreamWriter StreamReaderProtocol "
         "open_connection start_server open_unix_connection start_unix_server "
         "create_subprocess_exec create_subprocess_shell BaseTransport ReadTransport "
         "WriteTransport Transport DatagramTransport SubprocessTransport AbstractChildWatcher "
         "SafeChildWatcher FastChildWatcher PidfdChildWatcher MultiLoopChildWatcher "
         "ThreadedChildWatcher";
  QTest::newRow("methods of futures and tasks")
      << "Future.add_done_callback Future.cancel Future.cancelled Future.done Future.exception "
         "Future.get_loop Future.remove_done_callback Future.result Future.set_exception "
         "Future.set_result Task.cancel Task.cancelling Task.get_context Task.get_coro "
         "Task.get_name Task.get_stack Task.print_stack Task.set_name Task.uncancel";
  QTest::newRow("methods of loops")
      << "loop.add_reader loop.add_signal_handler loop.add_writer loop.call_at "
         "loop.call_exception_handler loop.call_later loop.call_soon loop.call_soon_threadsafe "
         "loop.close loop.connect_accepted_socket loop.connect_read_pipe loop.connect_write_pipe "
         "loop.create_connection loop.create_datagram_endpoint loop.create_future "
         "loop.create_server loop.create_task loop.create_unix_connection "
         "loop.create_unix_server loop.default_exception_handler loop.get_debug "
         "loop.get_exception_handler loop.get_task_factory loop.getaddrinfo loop.getnameinfo "
         "loop.is_closed loop.is_running loop.remove_reader loop.remove_signal_handler "
         "loop.remove_writer loop.run_forever loop.run_in_executor loop.run_until_complete "
         "loop.sendfile loop.set_debug loop.set_default_executor loop.set_exception_handler "
         "loop.set_task_factory loop.shutdown_asyncgens loop.shutdown_default_executor "
         "loop.sock_accept loop.sock_connect loop.sock_recv loop.sock_recv_into "
         "loop.sock_recvfrom loop.sock_recvfrom_into loop.sock_sendall loop.sock_sendfile "
         "loop.sock_sendto loop.start_tls loop.stop loop.subprocess_exec loop.subprocess_shell "
         "loop.time";
  QTest::newRow("methods of the rest")
      << "Handle.cancel Handle.cancelled Handle.get_context TimerHandle.when Lock.acquire "
         "Lock.locked Lock.release Event.clear Event.is_set Event.set Event.wait Condition.notify "
         "Condition.notify_all Condition.wait Condition.wait_for Semaphore.acquire "
         "Semaphore.locked Semaphore.release Barrier.abort Barrier.broken Barrier.n_waiting "
         "Barrier.parties Barrier.reset Barrier.wait Queue.empty Queue.full Queue.get "
         "Queue.get_nowait Queue.join Queue.maxsize Queue.put Queue.put_nowait Queue.qsize "
         "Queue.shutdown Queue.task_done Timeout.expired Timeout.reschedule Timeout.when "
         "TaskGroup.create_task Runner.close Runner.get_loop Runner.run";
}

void PagesTest::everyNameOfAsyncioIsInTheTable() {
  QFETCH(QString, names);
  const QHash<QString, QString> table = asyncioTable();
  for (const QString& name : names.split(' '))
    QVERIFY2(table.value(name).size() > 2, qPrintable(name));
}

void PagesTest::whatIsNotThereSaysWhy() {
  const QHash<QString, QString> table = asyncioTable();
  for (auto row = table.begin(); row != table.end(); ++row)
    if (row.value().startsWith("not in"))
      QVERIFY2(row.value().contains("because") || row.value().contains("for the same reason"),
               qPrintable(row.key()));
}

QTEST_APPLESS_MAIN(PagesTest)
#include "pages_test.moc"
