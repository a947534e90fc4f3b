// SPDX-License-Identifier: MIT
#include <QDesktopServices>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextFrame>
#include <QToolButton>
#include <QTreeWidget>

#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/help_pages.h>
#include <loopscope/ui/views/help_window.h>
#include <loopscope/ui/views/theme.h>
#include <tests/ui/window_fixture.h>

using namespace loopscope::ui;
using namespace loopscope::ui::test;

/// The inspector's help, by keys and clicks. With LOOPSCOPE_LOOK_DIR set, it is also written there as
/// pictures.
class HelpTest : public QObject {
  Q_OBJECT

 private slots:
  void f1OpensThePageOfWhatHasTheFocus();
  void theMenuOpensTheContents();
  void everyPageIsInTheContentsAndShows();
  void everyLinkLeadsToAPageAndAHeading();
  void aClickFollowsALinkAndTheHistoryLeadsBack();
  void theHistoryKeepsThePlaceOnThePage();
  void aPageIsChosenInTheContentsByKeys();
  void linksOutOfTheHelpOpenOnTheDesktop();
  void theSearchLeavesThePagesThatMatch();
  void returnGoesFromPlaceToPlaceAndPageToPage();
  void escapeEndsTheSearchFirstThenTheWindow();
  void sizeAndDivisionAreRemembered();
  void itIsReadable_data();
  void itIsReadable();
};

namespace {

/// A help window of its own, shown.
struct Help {
  explicit Help(const QString& page = QStringLiteral("index.md")) {
    window.showPage(page);
    static_cast<void>(QTest::qWaitForWindowActive(&window));
  }

  QString page() const { return browser->source().fileName(); }
  QString text() const { return browser->toPlainText(); }
  void click(const QString& button) const {
    QTest::mouseClick(named<QToolButton>(window, button), Qt::LeftButton);
  }

  /// Clicks into the middle of the first link with this text.
  void follow(const QString& link) const {
    QTextCursor place(browser->document());
    do {
      place = browser->document()->find(link, place, QTextDocument::FindCaseSensitively);
      QVERIFY2(!place.isNull(), qPrintable(link));
    } while (!place.charFormat().isAnchor() || place.charFormat().anchorHref().isEmpty());
    QTextCursor middle(browser->document());
    middle.setPosition((place.selectionStart() + place.selectionEnd()) / 2);
    browser->setTextCursor(middle);
    browser->ensureCursorVisible();
    QTest::mouseClick(browser->viewport(), Qt::LeftButton, {}, browser->cursorRect().center());
  }

  QStringList shownPages() const {
    QStringList files;
    for (QTreeWidgetItemIterator item(contents, QTreeWidgetItemIterator::NotHidden); *item; ++item)
      if ((*item)->data(0, Qt::UserRole).isValid())
        files << (*item)->data(0, Qt::UserRole).toString();
    return files;
  }

  HelpWindow window;
  QTextBrowser* browser = window.findChild<QTextBrowser*>();
  QTreeWidget* contents = window.findChild<QTreeWidget*>();
  QLineEdit* search = named<QLineEdit>(window, "Find in help");
};

/// What is opened on the desktop, while it exists.
class Desktop : public QObject {
  Q_OBJECT

 public:
  Desktop() { QDesktopServices::setUrlHandler("https", this, "open"); }
  ~Desktop() override { QDesktopServices::unsetUrlHandler("https"); }
  Desktop(const Desktop&) = delete;
  Desktop& operator=(const Desktop&) = delete;

  QList<QUrl> opened;

 public slots:
  void open(const QUrl& url) { opened << url; }
};

QString pageShownBy(const Window& w) {
  const auto* help = w.window.findChild<HelpWindow*>();
  if (!help || !help->isVisible()) return {};
  const QUrl url = help->findChild<QTextBrowser*>()->source();
  return url.fileName() + (url.hasFragment() ? "#" + url.fragment() : QString());
}

}  // namespace

void HelpTest::f1OpensThePageOfWhatHasTheFocus() {
  Window w;
  w.tree->clearSelection();
  QTest::keyClick(w.tree, Qt::Key_F1);
  QCOMPARE(pageShownBy(w), QString("index.md"));
  QVERIFY(!w.window.findChild<HelpWindow*>()->isModal());

  const auto press_f1 = [&w](QWidget* place) {
    w.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&w.window));
    place->setFocus();
    QTest::keyClick(place, Qt::Key_F1);
  };
  w.select("answer");
  press_f1(w.tree);
  QCOMPARE(pageShownBy(w), QString("future.md"));
  w.select("fetch");
  press_f1(w.tree);
  QCOMPARE(pageShownBy(w), QString("task.md"));
  press_f1(w.find<QLineEdit>("Filter"));
  QCOMPARE(pageShownBy(w), QString("window.md#filter"));
  press_f1(w.find<QTableView>("Firing order"));
  QCOMPARE(pageShownBy(w), QString("window.md#firing-order"));
  press_f1(w.find<QTableView>("Due next"));
  QCOMPARE(pageShownBy(w), QString("window.md#due-next"));
  press_f1(w.find<QLineEdit>("Cancel message"));
  QCOMPARE(pageShownBy(w), QString("window.md#act-on-it"));
  QCOMPARE(w.window.findChildren<HelpWindow*>().size(), 1);
}

void HelpTest::theMenuOpensTheContents() {
  Window w;
  w.select("fetch");
  QAction* help = w.window.menuBar()->actions().last();
  QCOMPARE(help->text(), QString("&Help"));
  QCOMPARE(help->menu()->actions().first()->text(), QString("Contents"));
  help->menu()->actions().first()->trigger();
  QCOMPARE(pageShownBy(w), QString("index.md"));
}

void HelpTest::everyPageIsInTheContentsAndShows() {
  const Help help;
  QVERIFY(helpPages().size() > 40);
  for (const HelpPage& page : helpPages()) {
    QVERIFY(help.shownPages().contains(page.file));
    help.browser->setSource(helpUrl(page.file));
    QVERIFY2(help.text().startsWith(page.title), qPrintable(page.file));
    QCOMPARE(help.window.windowTitle(), "Help: " + page.title);
    QCOMPARE(help.contents->currentItem()->data(0, Qt::UserRole).toString(), page.file);
  }
}

void HelpTest::everyLinkLeadsToAPageAndAHeading() {
  const Help help;
  QSet<QUrl> targets;
  for (const HelpPage& page : helpPages()) {
    help.browser->setSource(helpUrl(page.file));
    QStringList links;
    for (QTextBlock block = help.browser->document()->begin(); block.isValid();
         block = block.next())
      for (auto part = block.begin(); !part.atEnd(); ++part)
        if (const QString link = part.fragment().charFormat().anchorHref(); !link.isEmpty())
          links << link;
    QVERIFY2(page.file != "index.md" || links.size() >= helpPages().size() - 1,
             qPrintable(page.file));
    for (const QString& link : links) targets << helpUrl(page.file).resolved(QUrl(link));
  }
  for (const QUrl& target : targets) {
    help.browser->setSource(target);
    QVERIFY2(!help.text().isEmpty(), qPrintable(target.toString()));
    if (target.hasFragment())
      QVERIFY2(help.browser->verticalScrollBar()->value() > 0, qPrintable(target.toString()));
  }
}

void HelpTest::aClickFollowsALinkAndTheHistoryLeadsBack() {
  const Help help;
  help.follow("The window");
  QCOMPARE(help.page(), QString("window.md"));
  help.follow("TextForm");
  QCOMPARE(help.page(), QString("text-form.md"));
  help.click("Back");
  QCOMPARE(help.page(), QString("window.md"));
  QTest::keyClick(help.browser, Qt::Key_Left, Qt::AltModifier);
  QCOMPARE(help.page(), QString("index.md"));
  QVERIFY(!named<QToolButton>(help.window, "Back")->isEnabled());
  help.click("Forward");
  QCOMPARE(help.page(), QString("window.md"));
  help.click("Home");
  QCOMPARE(help.page(), QString("index.md"));
}

void HelpTest::theHistoryKeepsThePlaceOnThePage() {
  const Help help("window.md");
  help.browser->verticalScrollBar()->setValue(700);
  help.browser->setSource(helpUrl("task.md"));
  QCOMPARE(help.browser->verticalScrollBar()->value(), 0);
  help.click("Back");
  QCOMPARE(help.browser->verticalScrollBar()->value(), 700);

  help.browser->setSource(helpUrl("window.md#act-on-it"));
  QVERIFY(help.browser->verticalScrollBar()->value() > 700);
}

void HelpTest::aPageIsChosenInTheContentsByKeys() {
  const Help help;
  help.contents->setFocus();
  QTest::keyClick(help.contents, Qt::Key_Down);  // the heading
  QTest::keyClick(help.contents, Qt::Key_Down);
  QCOMPARE(help.page(), helpPages()[1].file);
  QTest::keyClick(help.contents, Qt::Key_End);
  QCOMPARE(help.page(), helpPages().last().file);
}

void HelpTest::linksOutOfTheHelpOpenOnTheDesktop() {
  const Help help;
  const Desktop desktop;
  help.browser->setHtml("<a href='https://example.org/x'>elsewhere</a>");
  help.follow("elsewhere");
  QCOMPARE(desktop.opened, QList<QUrl>{QUrl("https://example.org/x")});
}

void HelpTest::theSearchLeavesThePagesThatMatch() {
  const Help help;
  QTest::keyClick(help.browser, Qt::Key_F, Qt::ControlModifier);
  QVERIFY(help.search->hasFocus());
  QTest::keyClicks(help.search, "THREADPOOL workers");
  QCOMPARE(help.shownPages(), QStringList{"executor.md"});
  QTest::keyClicks(help.search, " no such word");
  QCOMPARE(help.shownPages(), QStringList{});
  QTest::keyClick(help.search, Qt::Key_Return);
  QCOMPARE(help.page(), QString("index.md"));
  help.search->clear();
  QCOMPARE(help.shownPages().size(), helpPages().size());
}

void HelpTest::returnGoesFromPlaceToPlaceAndPageToPage() {
  const Help help;
  help.search->setFocus();
  QTest::keyClicks(help.search, "barrier");
  const QStringList pages = help.shownPages();
  QVERIFY(pages.size() > 1 && pages.contains("barrier.md"));
  QSet<QString> visited;
  for (int i = 0; i < 500 && visited.size() < pages.size(); ++i) {
    QTest::keyClick(help.search, Qt::Key_Return);
    QCOMPARE(help.browser->textCursor().selectedText().toLower(), QString("barrier"));
    visited << help.page();
  }
  QCOMPARE(visited.values().size(), pages.size());
  QVERIFY(help.search->hasFocus());
}

void HelpTest::escapeEndsTheSearchFirstThenTheWindow() {
  Help help;
  help.search->setFocus();
  QTest::keyClicks(help.search, "lock");
  QTest::keyClick(help.search, Qt::Key_Escape);
  QVERIFY(help.search->text().isEmpty() && help.window.isVisible());
  QTest::keyClick(help.search, Qt::Key_Escape);
  QVERIFY(!help.window.isVisible());
  help.window.showPage("task.md");
  QTest::keyClick(help.browser, Qt::Key_Escape);
  QVERIFY(!help.window.isVisible());
}

void HelpTest::sizeAndDivisionAreRemembered() {
  const QTemporaryDir folder;
  QSettings settings(folder.filePath("loopscope.ini"), QSettings::IniFormat);
  for (const QSize size : {QSize(640, 480), QSize(700, 500)}) {
    InspectorWindow window(&settings);
    window.show();
    window.inspector().showHelp("task.md");
    auto* help = window.findChild<HelpWindow*>();
    if (size == QSize(700, 500)) QCOMPARE(help->size(), QSize(640, 480));
    help->resize(size);
    window.close();
  }
  InspectorWindow unopened(&settings);
  unopened.close();
  InspectorWindow window(&settings);
  window.inspector().showHelp("task.md");
  QCOMPARE(window.findChild<HelpWindow*>()->size(), QSize(700, 500));
}

void HelpTest::itIsReadable_data() {
  QTest::addColumn<Style>("style");
  QTest::newRow("light") << Style::light;
  QTest::newRow("dark") << Style::dark;
}

void HelpTest::itIsReadable() {
  QFETCH(Style, style);
  applyStyle(*qApp, style);
  Help help;
  const QString folder = qEnvironmentVariable("LOOPSCOPE_LOOK_DIR");
  for (const QString page : {"index.md", "task.md", "window.md", "coming-from-asyncio.md"}) {
    help.browser->setSource(helpUrl(page));
    if (page == "task.md") help.search->setText("cancel");
    QTest::qWait(20);
    if (!folder.isEmpty())
      help.window.grab().save(QString("%1/help-%2-%3.png").arg(folder, page, styleName(style)));
    const QPalette palette = help.browser->palette();
    for (QTextBlock block = help.browser->document()->begin(); block.isValid();
         block = block.next()) {
      for (auto part = block.begin(); !part.atEnd(); ++part) {
        const QTextCharFormat format = part.fragment().charFormat();
        const QBrush frame = QTextCursor(block).currentFrame()->frameFormat().background();
        const QColor ground = format.background() != Qt::NoBrush ? format.background().color()
                              : frame != Qt::NoBrush             ? frame.color()
                                                                 : palette.color(QPalette::Base);
        const QColor letters = format.foreground() != Qt::NoBrush ? format.foreground().color()
                                                                  : palette.color(QPalette::Text);
        QVERIFY2(contrast(letters, ground) >= 4.5, qPrintable(part.fragment().text()));
      }
    }
  }
}

QTEST_MAIN(HelpTest)
#include "help_test.moc"
