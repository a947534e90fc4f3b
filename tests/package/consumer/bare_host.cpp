// SPDX-License-Identifier: MIT
// Loads the plugin, which brings the engine along.
#include <dlfcn.h>

#include <cstdio>

int main() {
  void* plugin = ::dlopen("./plugin.so", RTLD_NOW | RTLD_LOCAL);
  if (!plugin) return std::printf("%s\n", ::dlerror()), 1;
  const auto run = reinterpret_cast<int (*)()>(::dlsym(plugin, "run_a_loop"));
  std::printf("%d\n", run());
}
