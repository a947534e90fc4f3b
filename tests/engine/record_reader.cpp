// SPDX-License-Identifier: MIT
#include <tests/engine/record_reader.h>

#include <cstring>

namespace loopscope::test {

using inspect::Record;
using inspect::RecordKind;

const char* kind_name(RecordKind kind) {
  constexpr const char* names[] = {"text",
                                   "gap",
                                   "thread",
                                   "loop",
                                   "created",
                                   "named",
                                   "destroyed",
                                   "callback_added",
                                   "callback_removed",
                                   "changed",
                                   "scheduled",
                                   "unscheduled",
                                   "callback_begin",
                                   "callback_end",
                                   "step_begin",
                                   "step_end",
                                   "awaiting",
                                   "resumed",
                                   "result",
                                   "error",
                                   "cancelled",
                                   "cancel_requested",
                                   "cancel_withdrawn",
                                   "timer_set",
                                   "timer_fired",
                                   "timer_cancelled",
                                   "unhandled_error",
                                   "never_retrieved",
                                   "destroyed_pending",
                                   "slow_callback",
                                   "misuse",
                                   "printed",
                                   "iteration",
                                   "paused",
                                   "running",
                                   "stepped",
                                   "outcome",
                                   "snapshot"};
  static_assert(std::size(names) == static_cast<std::size_t>(RecordKind::snapshot) + 1);
  return names[static_cast<std::size_t>(kind)];
}

std::string RecordReader::text(inspect::TextId id) const {
  const auto found = texts_.find(id);
  return found != texts_.end() ? found->second : std::string();
}

std::string RecordReader::name(inspect::ObjectId id) const {
  const auto found = names_.find(id);
  return found != names_.end() ? found->second : "#" + std::to_string(id);
}

std::vector<RecordReader::Entry> RecordReader::read() {
  std::vector<Record> batch;
  while (journal_.read(batch, 1024) > 0) {
  }
  std::vector<Entry> entries;
  for (std::size_t at = 0; at < batch.size(); ++at) {
    const Record& record = batch[at];
    count(record);
    if (record.kind != RecordKind::text) {
      take(record, entries);
      continue;
    }
    std::string bytes(record.value, '\0');
    std::memcpy(bytes.data(), batch.data() + at + 1, record.value);
    texts_[record.text] = std::move(bytes);
    at += inspect::Journal::slots_for(record.value);
  }
  return entries;
}

void RecordReader::count(const Record& record) {
  const std::uint64_t missing = record.sequence - last_sequence - 1;
  if (record.kind == RecordKind::gap)
    dropped += record.value;
  else
    holes += missing;
  last_sequence = record.sequence;
}

void RecordReader::take(const Record& record, std::vector<Entry>& entries) {
  for (const inspect::TextId id : {record.text, record.text2})
    if (id != 0 && !texts_.contains(id)) ++unknown_texts;
  Entry entry{record, text(record.text), text(record.text2)};
  switch (record.kind) {
    case RecordKind::thread: threads[record.thread] = entry.text1; return;
    case RecordKind::loop:
      loop_name = entry.text1;
      clock = entry.message;
      return;
    case RecordKind::snapshot: snapshots += record.value; return;
    case RecordKind::created:
      if (record.value != 0) names_[record.object] = "Task-" + std::to_string(record.value);
      break;
    case RecordKind::named: names_[record.object] = entry.text1; break;
    default: break;
  }
  if (!threads.contains(record.thread)) ++unknown_threads;
  entries.push_back(std::move(entry));
}

std::vector<RecordReader::Entry> RecordReader::read(RecordKind kind) {
  std::vector<Entry> entries = read();
  std::erase_if(entries, [kind](const Entry& entry) { return entry.kind != kind; });
  return entries;
}

std::vector<std::string> RecordReader::words() {
  std::vector<std::string> lines;
  for (const Entry& entry : read()) {
    std::string line = kind_name(entry.kind);
    if (entry.object != 0) line += " " + name(entry.object);
    const bool about_another =
        entry.kind == RecordKind::awaiting || entry.kind == RecordKind::resumed;
    if (about_another && entry.other != 0) line += " " + name(entry.other);
    if (!entry.text1.empty() && entry.kind != RecordKind::named) line += " " + entry.text1;
    if (!entry.message.empty() && entry.kind != RecordKind::created) line += ": " + entry.message;
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace loopscope::test
