// SPDX-License-Identifier: MIT
// Loads the plugin while a loop of its own runs. With one engine for both, they share the loop and the numbers.
#include <dlfcn.h>

#include <cstdint>
#include <cstdio>

#include <loopscope/run.h>

using namespace loopscope;

Coro<void> program(void* plugin) {
  const auto number =
      reinterpret_cast<std::uint64_t (*)()>(::dlsym(plugin, "number_in_running_loop"));
  const std::uint64_t mine = get_running_loop().create_future<int>("mine").id();
  const std::uint64_t theirs = number();
  std::puts(theirs == mine + 1 ? "one engine" : theirs == 0 ? "two engines" : "numbers clash");
  co_return;
}

int main() {
  void* plugin = ::dlopen("./plugin.so", RTLD_NOW | RTLD_LOCAL);
  if (!plugin) return std::printf("%s\n", ::dlerror()), 1;
  run(program(plugin));
}
