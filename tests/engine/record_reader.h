// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <loopscope/inspect/journal.h>

namespace loopscope::test {

/// Reads a journal as a session would: resolves texts, and leaves out the records that carry them.
class RecordReader {
 public:
  explicit RecordReader(inspect::Journal& journal) : journal_(journal) {}

  struct Entry : inspect::Record {
    std::string text1;
    std::string message;  // text2
  };

  /// What has come since the last call, without `text`, `thread`, `loop` and `snapshot` records.
  std::vector<Entry> read();

  /// The same, of one kind.
  std::vector<Entry> read(inspect::RecordKind kind);

  /// The same as words, one a record: "created answer", "result answer = 42".
  std::vector<std::string> words();

  std::string text(inspect::TextId id) const;
  std::string name(inspect::ObjectId id) const;

  std::map<inspect::ThreadId, std::string> threads;
  std::string loop_name;
  std::string clock;
  std::uint64_t last_sequence = 0;
  std::uint64_t snapshots = 0;        // that are complete
  std::uint64_t dropped = 0;          // as the gap records say
  std::uint64_t holes = 0;            // numbers that are missing without a gap record
  std::uint64_t unknown_texts = 0;    // numbers used before they were sent
  std::uint64_t unknown_threads = 0;  // threads that were not introduced

 private:
  void take(const inspect::Record& record, std::vector<Entry>& entries);
  void count(const inspect::Record& record);

  inspect::Journal& journal_;
  std::map<inspect::TextId, std::string> texts_;
  std::map<inspect::ObjectId, std::string> names_;
};

const char* kind_name(inspect::RecordKind kind);

}  // namespace loopscope::test
