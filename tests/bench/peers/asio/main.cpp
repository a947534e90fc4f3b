// SPDX-License-Identifier: MIT
#include "../../counted_malloc.h"
#include "asio.h"

int main(int argc, char** argv) {
  Cases all;
  for (const Cases& some : {calls(), coroutines(), nested(), pending(), timers()})
    all.insert(all.end(), some.begin(), some.end());
  return bench::main_with(all, argc, argv);
}
