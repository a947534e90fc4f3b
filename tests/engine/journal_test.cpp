// SPDX-License-Identifier: MIT
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <QTest>

#include <loopscope/inspect/journal.h>

using namespace loopscope::inspect;

namespace {

bool write(Journal& journal, std::uint64_t number) {
  if (!journal.has_room(1)) return false;
  journal.append() = Record{.sequence = number, .kind = RecordKind::destroyed};
  journal.publish();
  return true;
}

bool write_text(Journal& journal, const std::string& text) {
  if (!journal.has_room(1 + Journal::slots_for(text.size()))) return false;
  journal.append() = Record{.value = text.size(), .kind = RecordKind::text};
  journal.append_bytes(text);
  journal.publish();
  return true;
}

std::string text_at(const std::vector<Record>& records, std::size_t at) {
  std::string text(records[at].value, '\0');
  std::memcpy(text.data(), records.data() + at + 1, text.size());
  return text;
}

}  // namespace

class JournalTest : public QObject {
  Q_OBJECT

 private slots:
  void theCapacityIsAPowerOfTwo() {
    QCOMPARE(Journal().capacity(), std::size_t(65'536));
    QCOMPARE(Journal(1000).capacity(), std::size_t(1024));
    QCOMPARE(Journal(1).capacity(), std::size_t(64));
  }

  void recordsComeOutInTheOrderInWhichTheyWentIn() {
    Journal journal(64);
    std::vector<Record> read;
    for (std::uint64_t number = 1; number <= 1000; ++number) {
      QVERIFY(write(journal, number));
      if (number % 50 == 0) journal.read(read, 1000);
    }
    QCOMPARE(read.size(), std::size_t(1000));
    for (std::size_t i = 0; i < read.size(); ++i) QCOMPARE(read[i].sequence, i + 1);
  }

  void aFullRingHasNoRoomUntilItIsRead() {
    Journal journal(64);
    for (std::uint64_t number = 1; number <= 64; ++number) QVERIFY(write(journal, number));
    QVERIFY(!write(journal, 65));
    QCOMPARE(journal.waiting(), std::size_t(64));
    std::vector<Record> read;
    QCOMPARE(journal.read(read, 10), std::size_t(10));
    for (std::uint64_t number = 65; number <= 74; ++number) QVERIFY(write(journal, number));
    QVERIFY(!write(journal, 75));
  }

  void whatIsNotPublishedIsNotSeenAndCanBeTakenBack() {
    Journal journal(64);
    std::vector<Record> read;
    journal.append().sequence = 1;
    QCOMPARE(journal.read(read, 10), std::size_t(0));
    journal.roll_back();
    QVERIFY(write(journal, 2));
    QCOMPARE(journal.read(read, 10), std::size_t(1));
    QCOMPARE(read[0].sequence, std::uint64_t(2));
  }

  void textsOfEveryLengthComeOutWholeAlsoWhereTheRingWraps() {
    Journal journal(64);
    std::vector<Record> read;
    for (std::size_t length = 0; length < 1000; ++length) {
      const std::string text(length, static_cast<char>('a' + length % 26));
      QVERIFY(write_text(journal, text));
      read.clear();
      QCOMPARE(journal.read(read, 1),
               1 + Journal::slots_for(length));  // the limit never cuts a text
      QCOMPARE(text_at(read, 0), text);
    }
  }

  void oneWriterAndOneReaderLoseNothingAndSeeNothingTwice() {
    Journal journal(256);
    constexpr std::uint64_t count = 200'000;
    std::thread writer([&journal] {
      for (std::uint64_t number = 1; number <= count;) {
        const bool text = number % 7 == 0;
        const bool done =
            text ? write_text(journal, std::string(number % 300, 'x') + std::to_string(number))
                 : write(journal, number);
        if (done)
          ++number;
        else
          std::this_thread::yield();
      }
    });
    std::uint64_t next = 1;
    bool right = true;
    std::vector<Record> read;
    while (next <= count) {
      read.clear();
      if (journal.read(read, 100) == 0) std::this_thread::yield();
      for (std::size_t at = 0; at < read.size(); ++at, ++next) {
        if (read[at].kind == RecordKind::text) {
          right &= text_at(read, at) == std::string(next % 300, 'x') + std::to_string(next);
          at += Journal::slots_for(read[at].value);
        } else {
          right &= read[at].sequence == next;
        }
      }
    }
    writer.join();
    QVERIFY(right);
  }
};

QTEST_GUILESS_MAIN(JournalTest)
#include "journal_test.moc"
