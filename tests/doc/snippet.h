// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace loopscope::test {

/// The program of a page of resources/doc, and what the page says that it prints. The sources that
/// register them are generated from the pages: see snippets.cmake.
struct Snippet {
  using Main = void (*)();
  using MainWithArguments = void (*)(int, char**);

  Snippet(std::string name, Main main, std::string output)
      : page(std::move(name)), run(main), printed(std::move(output)) {
    all().push_back(*this);
  }
  Snippet(std::string name, MainWithArguments main, std::string output)
      : page(std::move(name)), printed(std::move(output)) {
    run = [main] {
      char program[] = "example";
      char* arguments[] = {program, nullptr};
      main(1, arguments);
    };
    all().push_back(*this);
  }

  static std::vector<Snippet>& all() {
    static std::vector<Snippet> snippets;
    return snippets;
  }

  std::string page;
  std::function<void()> run;
  std::string printed;
};

}  // namespace loopscope::test
