// SPDX-License-Identifier: MIT
#include <loopscope/detail/short_name.h>

#include <array>
#include <cctype>
#include <utility>
#include <vector>

#include <loopscope/detail/type_name.h>

namespace loopscope::detail {
namespace {

constexpr auto npos = std::string_view::npos;

bool opens(char c) { return c == '<' || c == '(' || c == '{' || c == '['; }
bool closes(char c) { return c == '>' || c == ')' || c == '}' || c == ']'; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Length of what begins at `at`, with what stands in brackets behind it as one: an operator's symbol
/// is no bracket. 1 for any other character.
std::size_t piece_at(std::string_view text, std::size_t at) {
  constexpr std::string_view word = "operator";
  if (text.substr(at).starts_with(word) && (at == 0 || !is_word(text[at - 1]))) {
    std::size_t end = at + word.size();
    if (text.substr(end).starts_with("()")) return word.size() + 2;
    while (end < text.size() && std::string_view("<>=+-*/%^&|~!,").find(text[end]) != npos) ++end;
    return end - at;
  }
  if (!opens(text[at])) return 1;
  std::size_t depth = 0;
  for (std::size_t end = at; end < text.size(); ++end) {
    if (opens(text[end])) ++depth;
    if (closes(text[end]) && text.substr(end - 1, 2) != "->" && --depth == 0) return end + 1 - at;
  }
  return text.size() - at;  // not balanced: all that is left
}

/// The parts between the commas that stand in no bracket.
std::vector<std::string_view> split_arguments(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); at += piece_at(text, at)) {
    if (text[at] != ',') continue;
    parts.push_back(text.substr(begin, at - begin));
    begin = at + 1;
  }
  if (begin < text.size()) parts.push_back(text.substr(begin));
  for (std::string_view& part : parts) {
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
  }
  return parts;
}

std::vector<std::string_view> split_scopes(std::string_view name) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < name.size(); at += piece_at(name, at)) {
    if (name[at] != ':' || !name.substr(at).starts_with("::")) continue;
    parts.push_back(name.substr(begin, at - begin));
    begin = ++at + 1;
  }
  parts.push_back(name.substr(begin));
  return parts;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

// --- templates

/// Whether it is what the template has there by default, when `first` is its first argument.
bool is_default(std::string_view name, const std::string& argument, const std::string& first) {
  if (argument.starts_with("std::allocator<")) return true;
  for (const char* of_first :
       {"std::less", "std::hash", "std::equal_to", "std::default_delete", "std::char_traits"})
    if (argument == of_first + ("<" + first + ">")) return true;
  if (name == "std::queue" || name == "std::stack") return argument == "std::deque<" + first + ">";
  return name == "std::priority_queue" && argument == "std::vector<" + first + ">";
}

struct Alias {
  std::string_view name;
  std::string_view arguments;
  const char* alias;
};
constexpr std::array aliases = std::to_array<Alias>({
    {"std::basic_string", "char", "std::string"},
    {"std::basic_string", "wchar_t", "std::wstring"},
    {"std::basic_string", "char8_t", "std::u8string"},
    {"std::basic_string", "char16_t", "std::u16string"},
    {"std::basic_string", "char32_t", "std::u32string"},
    {"std::basic_string_view", "char", "std::string_view"},
    {"std::basic_string_view", "wchar_t", "std::wstring_view"},
    {"std::chrono::duration", "long, std::ratio<1, 1000000000>", "std::chrono::nanoseconds"},
    {"std::chrono::duration", "long, std::ratio<1, 1000000>", "std::chrono::microseconds"},
    {"std::chrono::duration", "long, std::ratio<1, 1000>", "std::chrono::milliseconds"},
    {"std::chrono::duration", "long, std::ratio<1, 1>", "std::chrono::seconds"},
    {"std::chrono::duration", "long, std::ratio<60, 1>", "std::chrono::minutes"},
    {"std::chrono::duration", "long, std::ratio<3600, 1>", "std::chrono::hours"},
    {"std::chrono::duration", "double, std::ratio<1, 1>", "std::chrono::duration<double>"},
});

std::string instance(const std::string& name, std::string_view inside) {
  std::vector<std::string> arguments;
  for (const std::string_view argument : split_arguments(inside))
    arguments.push_back(short_name(argument));
  while (arguments.size() > 1 && is_default(name, arguments.back(), arguments.front()))
    arguments.pop_back();
  const std::string text = joined(arguments);
  if (name == "std::reference_wrapper")
    return text.ends_with(" const") ? text.substr(0, text.size() - 6) : text;
  if (name == "std::_Bind") return "std::bind<" + text + ">";
  if (name == "std::_Mem_fn") return "std::mem_fn<" + text + ">";
  for (const Alias& each : aliases)
    if (each.name == name && each.arguments == text) return each.alias;
  return name + "<" + text + ">";
}

// --- scopes

/// A namespace that no person writes.
bool is_hidden(std::string_view scope, const std::string& outer) {
  if (scope == "(anonymous namespace)" || scope == "{anonymous}") return true;
  if (scope == "loopscope") return outer.empty();
  return outer.starts_with("std") &&
         (scope == "_V2" || scope == "__1" || scope == "__cxx11" || scope == "__exception_ptr");
}

/// "lambda #2" for the closure types of GCC and Clang, "" for all else.
std::string lambda_name(std::string_view scope) {
  const auto number = [](std::string_view digits, int offset) {
    int value = 0;
    for (const char c : digits)
      if (std::isdigit(static_cast<unsigned char>(c)) != 0) value = 10 * value + (c - '0');
    return "lambda #" + std::to_string(value + offset);
  };
  if (scope.starts_with("{lambda(")) return number(scope.substr(scope.rfind('#') + 1), 0);
  if (scope.starts_with("$_")) return number(scope.substr(2), 1);
  if (scope.starts_with("<lambda(") || scope == "(anonymous class)") return "lambda";
  if (scope.starts_with("(lambda at ")) {
    const std::string_view place = scope.substr(1, scope.size() - 2);
    return std::string(place.substr(0, place.rfind(':')));  // without the column
  }
  return {};
}

/// A name, its template arguments and its parameters.
std::string scope_name(const std::string& outer, std::string_view scope) {
  std::string text = outer.empty() ? "" : outer + "::";
  for (std::size_t at = 0; at < scope.size();) {
    const std::size_t length = piece_at(scope, at);
    const std::string_view piece = scope.substr(at, length);
    at += length;
    if (length > 1 && piece.ends_with('>') && piece.starts_with('<')) {
      text = instance(text, piece.substr(1, length - 2));
    } else if (length > 1 && piece.ends_with(')') && piece.starts_with('(')) {
      std::vector<std::string> parameters;
      for (const std::string_view each : split_arguments(piece.substr(1, length - 2)))
        parameters.push_back(short_name(each));
      text += "(" + joined(parameters) + ")";
    } else {
      text += piece;
    }
  }
  return text;
}

std::string qualified_name(std::string_view name) {
  std::string text;
  bool in_lambda = false;
  for (const std::string_view scope : split_scopes(name)) {
    if (is_hidden(scope, text)) continue;
    // The function of a closure type is all that there is in it.
    if (std::exchange(in_lambda, false) && scope.starts_with("operator()")) continue;
    if (const std::string lambda = lambda_name(scope); !lambda.empty()) {
      if (!text.empty()) text.insert(0, " in ");
      text.insert(0, lambda);
      in_lambda = true;
    } else {
      text = scope_name(text, scope);
    }
  }
  return text;
}

/// "3ul" is 3.
std::string_view without_suffix(std::string_view word) {
  const auto end = word.find_first_not_of("0123456789");
  const bool literal = end != npos && end > 0 && word.find_first_not_of("ul", end) == npos;
  return literal ? word.substr(0, end) : word;
}

/// "char const*" is "const char*".
std::string with_const_in_front(std::string text) {
  const std::size_t end = text.find_last_not_of("*&") + 1;
  constexpr std::string_view east = " const";
  if (text.find('(') != npos || !std::string_view(text).substr(0, end).ends_with(east)) return text;
  return "const " + text.erase(end - east.size(), east.size());
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

bool is_separator(char c) { return c == ' ' || c == ',' || c == '*' || c == '&' || c == '='; }

/// Where the parameters of a function begin.
std::size_t parameters_of(std::string_view function) {
  std::size_t last = npos;
  for (std::size_t at = 0; at < function.size(); at += piece_at(function, at))
    if (function[at] == '(' || (function.substr(at).starts_with("<lambda("))) last = at;
  return last;
}

std::string_view without_return_type(std::string_view function) {
  const std::size_t end = parameters_of(function);
  if (end == npos) return function;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < end; at += piece_at(function, at))
    if (function[at] == ' ') begin = at + 1;
  const bool converts = function.substr(0, begin).ends_with("operator ");
  return converts ? function : function.substr(begin);
}

}  // namespace

std::string short_name(std::string_view name) {
  std::string raw(name);
  replace_all(raw, ") const::", ")::");  // within a member function
  const std::string_view text = raw;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !is_separator(text[end])) end += piece_at(text, end);
    out += qualified_name(without_suffix(text.substr(at, end - at)));
    if (end < text.size()) out += text[end];
    at = end + 1;
  }
  return with_const_in_front(std::move(out));
}

std::string short_function_name(std::string_view name) {
  // GCC's frame type has the function's linkage name, which tells more than the text around it.
  constexpr std::string_view frame = ".Frame*)";
  const auto end = name.rfind(frame);
  const auto begin = end == npos ? npos : name.rfind("::_Z", end);
  std::string function(name);
  if (begin != npos) function = demangled(std::string(name.substr(begin + 2, end - begin - 2)));
  std::string arguments;  // of a template: "[with T = int]"
  if (const auto with = function.find(" ["); with != npos) {
    arguments = function.substr(with);
    function.erase(with);
    replace_all(arguments, "[with ", "[");
  }
  if (function.ends_with(" const")) function.resize(function.size() - 6);
  std::string text = short_name(without_return_type(function));
  if (arguments.empty() || text.starts_with("lambda")) return text;
  return text + " [" + short_name(arguments.substr(2, arguments.size() - 3)) + "]";
}

}  // namespace loopscope::detail
