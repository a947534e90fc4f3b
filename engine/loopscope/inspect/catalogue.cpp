// SPDX-License-Identifier: MIT
#include <loopscope/inspect/catalogue.h>

namespace loopscope::inspect {

Catalogue::Catalogue() {
  add_type<int>();
  add_type<long long>();
  add_type<double>();
  add_type<bool>();
  add_type<std::string>();
  add_type<std::optional<int>>();
  add_type<std::vector<int>>();
  add_type<void>();
}

}  // namespace loopscope::inspect
