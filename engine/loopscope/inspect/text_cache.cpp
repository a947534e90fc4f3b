// SPDX-License-Identifier: MIT
#include <loopscope/inspect/text_cache.h>

#include <algorithm>
#include <functional>

namespace loopscope::inspect {

TextCache::TextCache() : entries_(std::make_unique<Entry[]>(places)) {}

std::uint64_t TextCache::hash(std::string_view text) noexcept {
  return std::hash<std::string_view>{}(text) ^ (text.size() * 0x9E3779B97F4A7C15u);
}

TextId TextCache::find(std::uint64_t hash) const noexcept {
  for (std::size_t place = hash;; ++place) {
    const Entry& entry = entries_[place & (places - 1)];
    if (entry.era != era_) return 0;
    if (entry.hash == hash) return entry.id;
  }
}

void TextCache::add(std::uint64_t hash, TextId id) noexcept {
  std::size_t place = hash & (places - 1);
  while (entries_[place].era == era_) place = (place + 1) & (places - 1);
  entries_[place] = {hash, id, era_};
  ++count_;
}

TextId TextCache::new_id(std::size_t bytes) noexcept {
  bytes_ += bytes;
  ++sent_;
  if (count_ == max_texts || sent_ == 2 * max_texts || bytes_ > max_bytes) forget_all();
  if (++last_ == 0) last_ = 1;
  return last_;
}

void TextCache::forget_all() noexcept {
  count_ = sent_ = bytes_ = 0;
  if (++era_ != 0) return;
  // The count of eras has come round: old marks would look new.
  std::fill_n(entries_.get(), places, Entry{});
  literals_.fill({});
  era_ = 1;
}

}  // namespace loopscope::inspect
