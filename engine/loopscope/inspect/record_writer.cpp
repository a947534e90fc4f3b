// SPDX-License-Identifier: MIT
#include <loopscope/inspect/record_writer.h>

#include <algorithm>
#include <string>

#include <loopscope/threads.h>

namespace loopscope::inspect {
namespace {

/// The text, or its beginning with a word on what is missing; not cut within a UTF-8 character.
std::string shortened(std::string_view text, std::size_t limit) {
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "… (" + std::to_string(text.size()) + " bytes in all)";
}

}  // namespace

RecordWriter::RecordWriter(Journal& journal, const detail::LoopCore& core)
    : journal_(journal),
      core_(core),
      time_(const_cast<detail::LoopCore&>(core).clock()),
      reserves_{journal.capacity() / 4, journal.capacity() / 16, 0} {}

/// Whether there is room after all; if so, the gap is told first. Calls go on only when an eighth of
/// the ring is free beyond their reserve, so that one gap stands for many records.
bool RecordWriter::begin_when_full(Importance importance) noexcept {
  const std::size_t for_calls = reserves_[0] + journal_.capacity() / 8;
  const std::size_t wanted = importance == Importance::call ? for_calls : reserve_ + 4;
  if (journal_.has_room(wanted)) {
    dropping_ = dropping_ && !journal_.has_room(for_calls);
    if (dropped_ == 0) return true;
    Record& gap = record(RecordKind::gap);
    gap.value = std::exchange(dropped_, 0);
    end();
    return true;
  }
  dropping_ = true;
  published_sequence_ = ++sequence_;
  ++dropped_;
  return false;
}

Record& RecordWriter::overflow() noexcept {
  failed_ = true;
  return spare_;
}

void RecordWriter::drop_unit() noexcept {
  failed_ = false;
  dropping_ = true;
  dropped_ += sequence_ - published_sequence_;
  published_sequence_ = sequence_;
  journal_.roll_back();
  // Texts and thread names that were in the unit have not been sent.
  cache_.forget_all();
  met_.clear();
}

TextId RecordWriter::text(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const std::uint64_t hash = TextCache::hash(text);
  if (const TextId id = cache_.find(hash)) return id;
  const TextId id = send(text);
  if (id != 0) cache_.add(hash, id);
  return id;
}

TextId RecordWriter::new_literal(std::string_view text) noexcept {
  const TextId id = this->text(text);
  if (id != 0) cache_.add_literal(text, id);
  return id;
}

TextId RecordWriter::site(const std::source_location& site) noexcept {
  if (site.line() == 0) return 0;
  if (const TextId id = cache_.find_site(site)) [[likely]]
    return id;
  std::string_view file = site.file_name();
  file.remove_prefix(std::min(file.size(), file.rfind('/') + 1));
  const TextId id = text(std::string(file) + ":" + std::to_string(site.line()));
  if (id != 0) cache_.add_site(site, id);
  return id;
}

TextId RecordWriter::send(std::string_view text) noexcept {
  if (text.size() > max_text) {
    const std::string beginning = shortened(text, max_text - 64);
    return send(beginning);
  }
  const std::size_t slots = Journal::slots_for(text.size());
  if (failed_ || !journal_.has_room(2 + slots + reserve_)) {
    failed_ = true;
    return 0;
  }
  const TextId id = cache_.new_id(text.size());
  Record& head = record(RecordKind::text);
  head.text = id;
  head.value = text.size();
  journal_.append_bytes(text);
  return id;
}

void RecordWriter::meet(ThreadId thread) noexcept {
  if (thread == 0) return;
  if (thread >= met_.size()) met_.resize(thread + std::size_t{1});
  const TextId name = text(thread_name(thread));
  Record& known = record(RecordKind::thread);
  known.thread = thread;
  known.text = name;
  met_[thread] = true;
}

void RecordWriter::refresh(bool held) {
  time_.refresh(steady_, held);
  thread_ = this_thread_id();
  const std::uint32_t version = thread_names_version();
  if (version != names_version_) met_.clear();
  names_version_ = version;
}

void RecordWriter::forget_texts() {
  cache_.forget_all();
  met_.clear();
}

}  // namespace loopscope::inspect
