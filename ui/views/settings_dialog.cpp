// SPDX-License-Identifier: MIT
#include <loopscope/ui/views/settings_dialog.h>

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <loopscope/ui/views/ink_label.h>

namespace loopscope::ui {

SettingsDialog::SettingsDialog(const Preferences& preferences, QWidget* parent)
    : QDialog(parent), retention_(new QSpinBox(this)), style_(new QComboBox(this)) {
  setWindowTitle(tr("Settings"));
  setAttribute(Qt::WA_DeleteOnClose);

  retention_->setAccessibleName(tr("Finished objects kept"));
  retention_->setRange(0, Preferences::most_retained);
  retention_->setGroupSeparatorShown(true);
  retention_->setSingleStep(100);
  retention_->setValue(preferences.retention);

  style_->setAccessibleDescription(tr("Style"));
  style_->addItem(tr("As the system"), styleName(Style::system));
  style_->addItem(tr("Light"), styleName(Style::light));
  style_->addItem(tr("Dark"), styleName(Style::dark));
  style_->setCurrentIndex(style_->findData(styleName(preferences.style)));

  auto* retention_hint = new InkLabel(Ink::muted, this);
  retention_hint->setText(
      tr("Finished futures and tasks above this number disappear, oldest "
         "first. Pending ones always stay."));
  retention_hint->setWordWrap(true);

  auto* form = new QFormLayout;
  form->setRowWrapPolicy(QFormLayout::DontWrapRows);
  form->addRow(tr("&Finished objects kept:"), retention_);
  form->addRow(QString(), retention_hint);
  form->addRow(tr("&Style:"), style_);

  auto* reset = new QPushButton(tr("&Reset layout"), this);
  reset->setAccessibleName(tr("Reset layout"));
  reset->setAutoDefault(false);
  connect(reset, &QPushButton::clicked, this, &SettingsDialog::layoutResetRequested);
  form->addRow(tr("Panes and columns:"), reset);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  connect(buttons, &QDialogButtonBox::accepted, this, &SettingsDialog::report);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  layout->addSpacing(8);
  layout->addWidget(buttons);
  setMinimumWidth(420);
}

void SettingsDialog::report() {
  Preferences preferences;
  preferences.retention = retention_->value();
  preferences.style = styleFromName(style_->currentData().toString()).value_or(preferences.style);
  Q_EMIT changed(preferences);
  accept();
}

}  // namespace loopscope::ui
