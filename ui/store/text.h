// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace loopscope::ui {

/// A shared, unchangeable text. Copies are one pointer, so that rows and entries can keep the texts
/// that they show while the table of interned texts forgets the ones nobody shows any more.
/// The count is not atomic: a store and all that reads it live on one thread.
class Text {
 public:
  Text() = default;
  explicit Text(std::string_view text)
      : body_(text.empty() ? nullptr : new Body{std::string(text)}) {}
  Text(const Text& other) : body_(other.body_) {
    if (body_) ++body_->references;
  }
  Text(Text&& other) noexcept : body_(std::exchange(other.body_, nullptr)) {}
  Text& operator=(const Text& other) { return *this = Text(other); }
  Text& operator=(Text&& other) noexcept {
    std::swap(body_, other.body_);
    return *this;
  }
  ~Text() {
    if (body_ && --body_->references == 0) destroy(body_);
  }

  std::string_view view() const {
    return body_ ? std::string_view(body_->text) : std::string_view();
  }
  operator std::string_view() const { return view(); }
  std::string string() const { return std::string(view()); }
  bool empty() const { return !body_; }

  /// True when no other Text shares this one.
  bool unique() const { return !body_ || body_->references == 1; }

 private:
  struct Body {
    std::string text;
    std::uint32_t references = 1;
  };

  /// Rare, and GCC 12 sees uses after it that cannot be when it is inlined.
  [[gnu::noinline]] static void destroy(Body* body) { delete body; }

  Body* body_ = nullptr;
};

}  // namespace loopscope::ui
