// SPDX-License-Identifier: MIT
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <QTest>

#include <loopscope/errors.h>
#include <loopscope/loop.h>

using namespace loopscope;

namespace {

struct Point {
  int x = 0;
  int y = 0;
  bool operator==(const Point&) const = default;
};

}  // namespace

template <>
struct loopscope::TextForm<Point> {
  static std::string type_name() { return "Point"; }
  static std::string to_text(const Point& point) {
    return std::to_string(point.x) + ", " + std::to_string(point.y);
  }
  static Point from_text(std::string_view text) {
    const auto comma = text.find(',');
    if (comma == text.npos) throw ValueError("a Point is written as x, y");
    return {TextForm<int>::from_text(text.substr(0, comma)),
            TextForm<int>::from_text(text.substr(comma + 1))};
  }
};

namespace {

std::mt19937_64 generator(42);

template <class T>
T any_integer() {
  const auto bits = generator();
  return static_cast<T>(bits >> (generator() % 64));
}

template <class T>
T any_float() {
  for (;;) {
    T value{};
    if constexpr (sizeof(T) == 4) {
      const auto bits = static_cast<std::uint32_t>(generator());
      std::memcpy(&value, &bits, sizeof bits);
    } else {
      const auto bits = generator();
      double number{};
      std::memcpy(&number, &bits, sizeof bits);
      value = number;
      if constexpr (sizeof(T) > 8) value += value * static_cast<T>(generator()) * 1e-40L;
    }
    if (std::isfinite(value)) return value;
  }
}

std::string any_string() {
  constexpr std::string_view letters = "ab, []{}()\"\\\n\t\x01\x7f'none\xc3\xa4";
  std::string text;
  for (std::size_t length = generator() % 12; length > 0; --length)
    text += letters[generator() % letters.size()];
  return text;
}

template <class T>
bool round_trip(const T& value) {
  const std::string text = TextForm<T>::to_text(value);
  const T again = TextForm<T>::from_text(text);
  if (again == value) return true;
  qWarning("%s -> %s", text.c_str(), TextForm<T>::to_text(again).c_str());
  return false;
}

template <class T>
std::string why_not(std::string_view text) {
  try {
    return "no: " + TextForm<T>::to_text(TextForm<T>::from_text(text));
  } catch (const ValueError& error) {
    return error.what();
  }
}

template <class T>
void check_integer() {
  using Limits = std::numeric_limits<T>;
  QVERIFY(round_trip(Limits::min()));
  QVERIFY(round_trip(Limits::max()));
  for (int i = 0; i < 2000; ++i) QVERIFY(round_trip(any_integer<T>()));
  const std::string name = TextForm<T>::type_name();
  const bool vowel = name[0] == 'i' || name[0] == 'u';
  const std::string article = vowel ? "an " : "a ";
  QCOMPARE(why_not<T>("abc"), "'abc' is not " + article + name);
  QCOMPARE(why_not<T>(""), "'' is not " + article + name);
  QCOMPARE(why_not<T>("1.5"), "'1.5' is not " + article + name);
  const std::string large = "99999999999999999999999";
  QCOMPARE(why_not<T>(large), "'" + large + "' does not fit " + article + name + ": " +
                                  std::to_string(Limits::min()) + " to " +
                                  std::to_string(Limits::max()));
}

template <class T>
void check_float() {
  using Limits = std::numeric_limits<T>;
  for (const T value : {T(0), T(1), T(0.1L), Limits::max(), Limits::lowest(), Limits::min(),
                        Limits::denorm_min(), Limits::epsilon()})
    QVERIFY(round_trip(value));
  for (int i = 0; i < 5000; ++i) QVERIFY(round_trip(any_float<T>()));
}

std::vector<std::vector<std::string>> any_table() {
  std::vector<std::vector<std::string>> table(generator() % 4);
  for (auto& row : table)
    for (std::size_t length = generator() % 4; length > 0; --length) row.push_back(any_string());
  return table;
}

}  // namespace

class TextFormTest : public QObject {
  Q_OBJECT

 private slots:
  void integersOfEveryWidthComeBack() {
    check_integer<signed char>();
    check_integer<unsigned char>();
    check_integer<short>();
    check_integer<unsigned short>();
    check_integer<int>();
    check_integer<unsigned int>();
    check_integer<long>();
    check_integer<unsigned long>();
    check_integer<long long>();
    check_integer<unsigned long long>();
  }

  void integersMayHaveSpaceAroundThemAndAPlus() {
    QCOMPARE(TextForm<int>::from_text("  +42 \n"), 42);
    QCOMPARE(why_not<int>("+-1"), std::string("'+-1' is not an int"));
    QCOMPARE(why_not<int>("- 1"), std::string("'- 1' is not an int"));
    QCOMPARE(why_not<unsigned char>("-1"),
             std::string("'-1' does not fit an unsigned char: 0 to 255"));
  }

  void floatsOfEveryWidthComeBackExactly() {
    check_float<float>();
    check_float<double>();
    check_float<long double>();
  }

  void minusZeroInfinityAndNanAreNamed() {
    QVERIFY(std::signbit(TextForm<double>::from_text("-0")));
    QCOMPARE(TextForm<double>::to_text(-0.0), std::string("-0"));
    QCOMPARE(TextForm<double>::to_text(std::numeric_limits<double>::infinity()),
             std::string("inf"));
    QVERIFY(round_trip(-std::numeric_limits<double>::infinity()));
    QVERIFY(std::isnan(TextForm<double>::from_text("nan")));
    QCOMPARE(why_not<double>("1e999"), std::string("'1e999' does not fit a double"));
    QCOMPARE(why_not<double>("one"), std::string("'one' is not a double"));
    QCOMPARE(why_not<double>("1,5"), std::string("'1,5' is not a double"));
  }

  void boolIsTrueOrFalse() {
    QVERIFY(round_trip(true));
    QVERIFY(round_trip(false));
    QCOMPARE(why_not<bool>("yes"), std::string("'yes' is not a bool (true or false)"));
  }

  void stringsStandAsTheyAre() {
    QCOMPARE(TextForm<std::string>::from_text(" \"x\" "), std::string(" \"x\" "));
    for (int i = 0; i < 1000; ++i) QVERIFY(round_trip(any_string()));
  }

  void listsReadLikeLists() {
    using Numbers = std::vector<int>;
    QCOMPARE(TextForm<Numbers>::to_text({1, 2, 3}), std::string("[1, 2, 3]"));
    QVERIFY(TextForm<Numbers>::from_text(" [1,2 ,3] ") == (Numbers{1, 2, 3}));
    QVERIFY(TextForm<Numbers>::from_text("[ ]").empty());
    QCOMPARE(TextForm<std::vector<std::string>>::to_text({"a, b", "\"q\""}),
             std::string("[\"a, b\", \"\\\"q\\\"\"]"));
    QCOMPARE(TextForm<std::vector<Numbers>>::to_text({{1}, {}}), std::string("[[1], []]"));
    QCOMPARE(TextForm<std::vector<std::optional<int>>>::to_text({std::nullopt, 1}),
             std::string("[none, 1]"));
  }

  void wrongListsAreRefused_data() {
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "1, 2", "[1, 2", "[1, 2]]", "[1,,2]", "[1,]", "[,]", "[1] x", "]", "[\"1]"})
      QTest::newRow(text) << text;
  }
  void wrongListsAreRefused() {
    QFETCH(QString, text);
    const std::string bare = text.toStdString();
    QCOMPARE(why_not<std::vector<int>>(bare), "'" + bare + "' is not a std::vector<int>");
  }

  void aWrongItemIsNamed() {
    QCOMPARE(why_not<std::vector<int>>("[1, x]"), std::string("'x' is not an int"));
    QCOMPARE(why_not<std::vector<std::string>>("[a]"), std::string("'a' is not a quoted string"));
  }

  void optionalsAreNoneOrTheValue() {
    using Nested = std::optional<std::optional<int>>;
    QCOMPARE(TextForm<std::optional<int>>::to_text(std::nullopt), std::string("none"));
    QVERIFY(round_trip(std::optional<int>(7)));
    QVERIFY(round_trip(std::optional<std::string>("none")));
    QVERIFY(round_trip(std::optional<std::string>("")));
    QVERIFY(round_trip(Nested()));
    QVERIFY(round_trip(Nested(std::optional<int>())));
    QVERIFY(round_trip(Nested(std::optional<int>(1))));
  }

  void nestedValuesComeBack() {
    for (int i = 0; i < 3000; ++i) {
      QVERIFY(round_trip(any_table()));
      QVERIFY(round_trip(std::vector<std::optional<std::string>>{any_string(), std::nullopt}));
      QVERIFY(round_trip(std::optional(std::vector{any_string()})));
      QVERIFY(round_trip(std::vector<Point>{{any_integer<int>(), 1}, {}}));
      QVERIFY(round_trip(std::vector<char>{static_cast<char>(generator() % 128)}));
      QVERIFY(round_trip(std::vector<bool>{true, generator() % 2 == 0}));
      QVERIFY(round_trip(std::vector{any_float<double>(), any_float<double>()}));
    }
  }

  void noTextIsTakenForSomethingElse() {
    // Whatever is read without complaint is written as something that reads the same.
    for (int i = 0; i < 20'000; ++i) {
      const std::string text = "[" + any_string() + any_string() + "]";
      try {
        const auto value = TextForm<std::vector<std::string>>::from_text(text);
        QVERIFY(round_trip(value));
      } catch (const ValueError&) {
      }
    }
  }

  void aTypeOfTheUsersOwnIsReadAndShown() {
    Loop loop;
    const auto future = loop.create_future<Point>("where");
    QCOMPARE(future.state().ops().value->type_name(), std::string("Point"));
    future.state().ops().value->set_from_text(future.state(), "3, 4");
    QVERIFY(future.result() == (Point{3, 4}));
    QCOMPARE(future.state().describe(), std::string("Future 'where' finished: 3, 4"));
  }
};

QTEST_GUILESS_MAIN(TextFormTest)
#include "text_form_test.moc"
