// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace loopscope::scenario {

/// A place in a text, counted from 1; columns in characters. 0: not known.
struct Place {
  std::size_t line = 0;
  std::size_t column = 0;
};

/// The place of the byte at `offset`.
Place place_in(std::string_view text, std::size_t offset);

/// Why a file is no scenario, and where. what() is one line: "FILE: line 6, column 4,
/// coroutines.main[1]: two operations, log and sleep".
class Refusal : public std::runtime_error {
 public:
  /// Of `path` (a JSON path) and `place`, either may be empty.
  Refusal(std::string file, Place place, std::string path, std::string reason);

  const std::string& file() const noexcept { return file_; }
  Place place() const noexcept { return place_; }
  const std::string& path() const noexcept { return path_; }
  const std::string& reason() const noexcept { return reason_; }

  /// what() without the file.
  std::string place_and_reason() const;

  /// The same about a file of that name.
  Refusal in_file(std::string file) const { return {std::move(file), place_, path_, reason_}; }

 private:
  std::string file_;
  Place place_;
  std::string path_;
  std::string reason_;
};

/// Text of a file within a message: quoted, cut when long, without line breaks.
std::string quoted(std::string_view text);

}  // namespace loopscope::scenario
