// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/action_panel.h>

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPointer>
#include <QToolButton>

#include <loopscope/ui/store/store.h>
#include <loopscope/ui/store/words.h>
#include <loopscope/ui/views/action_set.h>
#include <loopscope/ui/views/availability.h>
#include <loopscope/ui/views/command_desk.h>
#include <loopscope/ui/views/ink_label.h>
#include <loopscope/ui/views/qt_text.h>

namespace loopscope::ui {

using inspect::CommandKind;
using inspect::OutcomeKind;

ActionPanel::ActionPanel(ActionSet& actions, CommandDesk& desk, QWidget* parent)
    : QWidget(parent), actions_(actions), desk_(desk) {
  makeFields();
  arrange();
  connectActions();
  refresh(nullptr, {});
}

QLineEdit* ActionPanel::makeField(const QString& name, const QString& placeholder) {
  auto* field = new QLineEdit(this);
  field->setAccessibleName(name);
  field->setPlaceholderText(placeholder);
  field->setMinimumWidth(80);
  return field;
}

void ActionPanel::makeFields() {
  why_not_ = new InkLabel(Ink::muted, this);
  why_not_->setWordWrap(true);
  why_not_->setAccessibleDescription(tr("Why not"));
  // Room for two lines, always: what is below stays where it is.
  why_not_->setAlignment(Qt::AlignBottom | Qt::AlignLeft);
  why_not_->setFixedHeight(2 * why_not_->fontMetrics().lineSpacing() + 2);
  result_ = makeField(tr("Result value"), tr("Result value"));
  result_error_ = new ErrorLabel(tr("Result error"), this);
  exception_ = new QComboBox(this);
  exception_->setAccessibleDescription(tr("Exception type"));
  exception_->setToolTip(tr("Exception type"));
  exception_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  exception_->setMinimumContentsLength(8);
  message_ = makeField(tr("Exception message"), tr("Exception message"));
  exception_error_ = new ErrorLabel(tr("Exception error"), this);
  cancel_message_ = makeField(tr("Cancel message"), tr("Cancel message, optional"));
  other_error_ = new ErrorLabel(tr("Action error"), this);
}

void ActionPanel::arrange() {
  const auto button = [this](Act act) {
    QToolButton* made = actions_.makeButton(act, Qt::ToolButtonTextBesideIcon, this);
    made->setAutoRaise(false);
    made->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    return made;
  };
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 6, 0, 0);
  grid->setHorizontalSpacing(6);
  grid->setVerticalSpacing(5);
  grid->setColumnStretch(0, 1);
  grid->addWidget(makeHeading(tr("Act on it"), this), 0, 0);
  grid->addWidget(button(Act::add_callback), 0, 1);
  grid->addWidget(why_not_, 1, 0, 1, 2);
  grid->addWidget(result_, 2, 0);
  grid->addWidget(button(Act::set_result), 2, 1);
  grid->addWidget(result_error_, 3, 0, 1, 2);
  grid->addWidget(exception_, 4, 0, 1, 2);
  grid->addWidget(message_, 5, 0);
  grid->addWidget(button(Act::throw_exception), 5, 1);
  grid->addWidget(exception_error_, 6, 0, 1, 2);
  grid->addWidget(cancel_message_, 7, 0);
  grid->addWidget(button(Act::cancel), 7, 1);
  grid->addWidget(other_error_, 8, 0, 1, 2);
}

void ActionPanel::connectActions() {
  const auto on = [this](Act act, void (ActionPanel::*slot)()) {
    connect(actions_[act], &QAction::triggered, this, slot);
  };
  on(Act::set_result, &ActionPanel::setResult);
  on(Act::throw_exception, &ActionPanel::throwException);
  on(Act::cancel, &ActionPanel::cancelAll);
  on(Act::add_callback, &ActionPanel::addCallback);
  const auto on_return = [this](QLineEdit* field, Act act) {
    connect(field, &QLineEdit::returnPressed, actions_[act], &QAction::trigger);
  };
  on_return(result_, Act::set_result);
  on_return(message_, Act::throw_exception);
  on_return(cancel_message_, Act::cancel);
  connect(result_, &QLineEdit::textChanged, result_error_, &QLabel::clear);
}

void ActionPanel::setErrorTypes(const QStringList& names) {
  exception_->clear();
  exception_->addItems(names);
}

void ActionPanel::refresh(const Store* store, const std::vector<ObjectId>& selected) {
  store_ = store;
  if (selected != selected_) {
    selected_ = selected;
    forgetErrors();
  }
  const QString no_loop = tr("No loop yet.");
  const QString no_result = store ? whyNoResult(*store, selected) : no_loop;
  actions_.setAvailable(Act::set_result, no_result);
  actions_.setAvailable(Act::throw_exception, store ? whyNoException(*store, selected) : no_loop);
  actions_.setAvailable(Act::cancel, store ? whyNoCancel(*store, selected) : no_loop);
  actions_.setAvailable(Act::add_callback, store ? whyNoCallback(*store, selected) : no_loop);
  enableFields();
  why_not_->show(store ? no_result : QString());
  showResultType(store && selected.size() == 1 ? store->object(selected.front()) : nullptr);
}

void ActionPanel::enableFields() {
  const auto enable = [this](QWidget* field, Act act) {
    const bool enabled = actions_[act]->isEnabled();
    if (!enabled && field->hasFocus()) Q_EMIT focusReleased();
    field->setEnabled(enabled);
  };
  enable(result_, Act::set_result);
  enable(exception_, Act::throw_exception);
  enable(message_, Act::throw_exception);
  enable(cancel_message_, Act::cancel);
}

void ActionPanel::showResultType(const ObjectRow* row) {
  name_ = row ? toQt(displayName(*row)) : QString();
  const QString type = row && row->kind == ObjectKind::future ? toQt(row->typeName) : QString();
  const QString text = type.isEmpty()                   ? tr("Result value")
                       : type == QStringLiteral("void") ? tr("no value needed")
                                                        : tr("Result value: %1").arg(type);
  if (result_->placeholderText() != text) result_->setPlaceholderText(text);
}

void ActionPanel::forgetErrors() {
  result_->clear();
  for (ErrorLabel* error : {result_error_, exception_error_, other_error_}) error->clear();
}

void ActionPanel::setResult() {
  inspect::Command command;
  command.kind = CommandKind::set_result;
  command.text = result_->text().toStdString();
  act(std::move(command), result_error_, result_, tr("%1: result set").arg(name_));
}

void ActionPanel::throwException() {
  inspect::Command command;
  command.kind = CommandKind::throw_error;
  command.text = exception_->currentText().toStdString();
  command.message = message_->text().toStdString();
  act(std::move(command), exception_error_, message_, tr("%1: exception thrown").arg(name_));
}

void ActionPanel::cancelAll() {
  inspect::Command command;
  command.kind = CommandKind::cancel;
  command.message = cancel_message_->text().toStdString();
  command.has_message = !command.message.empty();
  const QString who = selected_.size() == 1 ? name_ : tr("%1 objects").arg(selected_.size());
  act(std::move(command), other_error_, cancel_message_, tr("%1: cancel asked").arg(who));
}

void ActionPanel::addCallback() {
  inspect::Command command;
  command.kind = CommandKind::add_callback;
  act(std::move(command), other_error_, nullptr, tr("%1: callback added").arg(name_));
}

/// Sends the command once for each selected object, of several only to those that are pending. A
/// refusal is shown while the selection that it is about is still there.
void ActionPanel::act(inspect::Command command, ErrorLabel* error, QLineEdit* field,
                      const QString& news) {
  error->clear();
  const std::vector<ObjectId> meant = selected_;
  for (const ObjectId id : meant) {
    const ObjectRow* row = store_ ? store_->object(id) : nullptr;
    if (meant.size() > 1 && (!row || !isPending(row->state))) continue;
    command.object = id;
    desk_.send(command, [self = QPointer(this), meant, error, field, news](OutcomeKind outcome,
                                                                           const QString& reason) {
      if (!self) return;
      const bool same = self->selected_ == meant;
      if (outcome == OutcomeKind::done) {
        if (same && field) field->clear();
        Q_EMIT self->carriedOut(news);
      } else if (same) {
        error->setText(reason);
      } else {
        Q_EMIT self->refusedElsewhere(reason);
      }
    });
  }
}

}  // namespace loopscope::ui
