// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <source_location>
#include <string_view>

#include <loopscope/inspect/record.h>

namespace loopscope::inspect {

/// Which texts the reader has, by number. Keeps no text but a 64-bit hash of each (two texts of the
/// same hash would show as one: one chance in 10^11 for a full cache). Bounded: after 8,192 texts, or
/// 4 MB of them, it forgets all, and they are sent again under new numbers when next used. A reader
/// must therefore remember the last 16,384 texts, or 8 MB.
class TextCache {
 public:
  static constexpr std::size_t max_texts = 8192;
  static constexpr std::size_t max_bytes = 4 << 20;

  TextCache();

  /// For texts that live as long as the program: found by address. 0: the reader does not have it.
  TextId find_literal(std::string_view text) const noexcept {
    return find_in(places_of(text.data(), 0), text.data(), text.size());
  }
  void add_literal(std::string_view text, TextId id) noexcept {
    add_in(places_of(text.data(), 0), {text.data(), text.size(), id, era_});
  }

  /// The same for the line of a source file.
  TextId find_site(const std::source_location& site) const noexcept {
    return find_in(places_of(site.file_name(), site.line()), site.file_name(),
                   site_mark + site.line());
  }
  void add_site(const std::source_location& site, TextId id) noexcept {
    add_in(places_of(site.file_name(), site.line()),
           {site.file_name(), site_mark + site.line(), id, era_});
  }

  /// By content.
  static std::uint64_t hash(std::string_view text) noexcept;
  TextId find(std::uint64_t hash) const noexcept;
  void add(std::uint64_t hash, TextId id) noexcept;

  /// A number for a text that is about to be sent.
  TextId new_id(std::size_t bytes) noexcept;

  void forget_all() noexcept;

 private:
  static constexpr std::size_t literal_sets = 512;
  static constexpr std::size_t places = 2 * max_texts;
  static constexpr std::size_t site_mark = std::size_t{1} << 40;

  struct Literal {
    const char* data = nullptr;
    std::size_t size = 0;  // of a site: its line, and the mark
    TextId id = 0;
    std::uint32_t era = 0;
  };
  struct Entry {
    std::uint64_t hash = 0;
    TextId id = 0;
    std::uint32_t era = 0;  // an entry of an earlier era is free
  };

  /// Two places, so that two texts in turn that clash do not push one another out; of three, one is
  /// searched for by its content.
  using Set = std::array<Literal, 2>;

  static std::size_t places_of(const char* data, std::size_t line) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(data) + line * 64;
    return (address * 0x9E3779B97F4A7C15u) >> (64 - 9);
  }
  static_assert(literal_sets == 1u << 9);

  TextId find_in(std::size_t set, const char* data, std::size_t size) const noexcept {
    for (const Literal& entry : literals_[set])
      if (entry.data == data && entry.size == size && entry.era == era_) return entry.id;
    return 0;
  }
  void add_in(std::size_t set, const Literal& entry) noexcept {
    literals_[set] = {entry, literals_[set][0]};
  }

  std::array<Set, literal_sets> literals_{};
  std::unique_ptr<Entry[]> entries_;  // open addressing, at most half full
  std::size_t count_ = 0;
  std::size_t sent_ = 0;
  std::size_t bytes_ = 0;
  TextId last_ = 0;
  std::uint32_t era_ = 1;
};

}  // namespace loopscope::inspect
