// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/new_object_dialog.h>

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include <loopscope/ui/views/command_desk.h>
#include <loopscope/ui/views/ink_label.h>

namespace loopscope::ui {

NewObjectDialog::NewObjectDialog(What what, const QStringList& choices, CommandDesk& desk,
                                 QWidget* parent)
    : QDialog(parent),
      what_(what),
      desk_(desk),
      choice_(new QComboBox(this)),
      name_(new QLineEdit(this)),
      error_(new ErrorLabel(tr("New object error"), this)),
      buttons_(new QDialogButtonBox(QDialogButtonBox::Cancel, this)) {
  const bool future = what == What::future;
  setWindowTitle(future ? tr("New future") : tr("New task"));
  setAttribute(Qt::WA_DeleteOnClose);

  choice_->addItems(choices);
  choice_->setAccessibleDescription(future ? tr("Type of the future") : tr("Task to start"));
  name_->setAccessibleName(tr("Name"));
  name_->setPlaceholderText(tr("optional"));

  auto* form = new QFormLayout;
  form->addRow(future ? tr("&Type:") : tr("&Task:"), choice_);
  form->addRow(tr("&Name:"), name_);

  QPushButton* create = buttons_->addButton(future ? tr("Create future") : tr("Start task"),
                                            QDialogButtonBox::AcceptRole);
  create->setAccessibleName(future ? tr("Create future") : tr("Start task"));
  create->setDefault(true);
  connect(buttons_, &QDialogButtonBox::accepted, this, &NewObjectDialog::send);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);

  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  layout->addWidget(error_);
  layout->addWidget(buttons_);
  setMinimumWidth(340);
}

void NewObjectDialog::send() {
  inspect::Command command;
  command.kind = what_ == What::future ? inspect::CommandKind::create_future
                                       : inspect::CommandKind::start_task;
  command.text = choice_->currentText().toStdString();
  command.message = name_->text().trimmed().toStdString();
  buttons_->setEnabled(false);
  desk_.send(std::move(command), [self = QPointer(this), desk = &desk_](
                                     inspect::OutcomeKind outcome, const QString& reason) {
    if (self)
      self->answer(outcome, reason);
    else if (outcome != inspect::OutcomeKind::done)
      Q_EMIT desk->failed(reason);
  });
}

void NewObjectDialog::answer(inspect::OutcomeKind outcome, const QString& reason) {
  buttons_->setEnabled(true);
  if (outcome == inspect::OutcomeKind::done) {
    accept();
    return;
  }
  error_->setText(reason);
}

}  // namespace loopscope::ui
