// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace loopscope::scenario {

/// Offset of the first byte that is not UTF-8 (surrogates and overlong forms are not), or npos.
std::size_t find_invalid_utf8(std::string_view text) noexcept;

/// Adds the character; a surrogate is written in the same form.
void append_utf8(std::string& text, unsigned character);

}  // namespace loopscope::scenario
