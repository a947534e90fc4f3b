// SPDX-License-Identifier: MIT
#include <loopscope/ui/store/text_table.h>

#include <algorithm>

namespace loopscope::ui {

void TextTable::add(inspect::TextId id, std::string_view text) {
  if (id == 0) return;
  const std::size_t before = texts_.size();
  Slot& slot = texts_[id];
  if (texts_.size() != before) order_.push_back(id);
  bytes_ += text.size();
  bytes_ -= slot.text.view().size();
  slot = {Text(text), false};
  if (texts_.size() > sweepTexts_ || bytes_ > sweepBytes_) sweep();
}

const Text& TextTable::operator[](inspect::TextId id) {
  if (id == 0) return none_;
  Slot* slot = texts_.find(id);
  if (!slot) return unknown_;
  slot->used = true;
  return slot->text;
}

// The clock algorithm: what was used since the last round gets another round. Frees an eighth, so
// that the cost of a round is spread over many texts; gives up when all are in use.
void TextTable::sweep() {
  const std::size_t texts = maxTexts_ - maxTexts_ / 8;
  const std::size_t bytes = maxBytes_ - maxBytes_ / 8;
  for (std::size_t steps = order_.size() * 2; steps > 0; --steps) {
    if (texts_.size() <= texts && bytes_ <= bytes) break;
    const inspect::TextId id = order_.front();
    order_.pop_front();
    Slot* slot = texts_.find(id);
    if (slot->used || !slot->text.unique()) {
      slot->used = false;
      order_.push_back(id);
      continue;
    }
    bytes_ -= slot->text.view().size();
    texts_.erase(id);
  }
  sweepTexts_ = std::max(maxTexts_, texts_.size() + maxTexts_ / 8);
  sweepBytes_ = std::max(maxBytes_, bytes_ + maxBytes_ / 8);
}

}  // namespace loopscope::ui
