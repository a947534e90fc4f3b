// SPDX-License-Identifier: MIT
#include <tests/bundle.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string_view>

namespace loopscope::test {
namespace {

constinit const BundledTest* latest = nullptr;

}  // namespace

BundledTest::BundledTest(const char* source, Main* main)
    : name_(std::filesystem::path(source).stem()), main_(main), next_(latest) {
  constexpr std::string_view suffix = "_test";
  if (name_.ends_with(suffix)) name_.resize(name_.size() - suffix.size());
  latest = this;
}

const BundledTest* BundledTest::first() noexcept { return latest; }

}  // namespace loopscope::test

int main(int argc, char** argv) {
  using loopscope::test::BundledTest;
  const char* wanted = std::getenv("LOOPSCOPE_TEST");
  for (const BundledTest* test = BundledTest::first(); test; test = test->next())
    if (wanted && test->name() == wanted) return test->run(argc, argv);

  std::cerr << "LOOPSCOPE_TEST has to name one of these tests:\n";
  for (const BundledTest* test = BundledTest::first(); test; test = test->next())
    std::cerr << test->name() << "\n";
  return 1;
}
