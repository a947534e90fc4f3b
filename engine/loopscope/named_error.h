// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace loopscope {

/// The second base, beside std::exception, of an error that says by itself what diagnostics call it
/// instead of by its type's name: errors of a script, or of another language.
class NamedError {
 public:
  virtual ~NamedError() = default;
  virtual const std::string& name() const noexcept = 0;
};

}  // namespace loopscope
