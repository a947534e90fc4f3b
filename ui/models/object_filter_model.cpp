// SPDX-License-Identifier: MIT
#include <loopscope/ui/models/object_filter_model.h>

#include <loopscope/ui/store/store.h>

namespace loopscope::ui {

ObjectFilterModel::ObjectFilterModel(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(SortRole);
  setSortCaseSensitivity(Qt::CaseInsensitive);
  ageTimer_.setInterval(500);
  connect(&ageTimer_, &QTimer::timeout, this, &ObjectFilterModel::refreshAges);
}

void ObjectFilterModel::setSourceModel(QAbstractItemModel* source) {
  if (tree_) disconnect(tree_, nullptr, this, nullptr);
  tree_ = qobject_cast<ObjectTreeModel*>(source);
  verdicts_.clear();
  if (tree_) {
    // Before the proxy's own connections: a reset must not be judged by what was.
    connect(tree_, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
      verdicts_.clear();
      doubtful_.clear();
    });
    connect(tree_, &ObjectTreeModel::aboutToApply, this, &ObjectFilterModel::prepare);
    connect(tree_, &ObjectTreeModel::applied, this, &ObjectFilterModel::finish);
  }
  QSortFilterProxyModel::setSourceModel(source);
}

QString ObjectFilterModel::setFilterText(const QString& text) {
  QString error;
  filter_ = Filter::parse(text, &error).value_or(Filter());
  verdicts_.clear();
  doubtful_.clear();
  filter_.usesAge() ? ageTimer_.start() : ageTimer_.stop();
  invalidateFilter();
  return error;
}

QModelIndex ObjectFilterModel::indexOf(ObjectId id, int column) const {
  return tree_ ? mapFromSource(tree_->indexOf(id, column)) : QModelIndex();
}

ObjectId ObjectFilterModel::objectId(const QModelIndex& index) const {
  return tree_ ? tree_->objectId(mapToSource(index)) : 0;
}

int ObjectFilterModel::matchCount() const {
  if (!store()) return 0;
  if (filter_.isEmpty()) return static_cast<int>(store()->objectCount());
  int count = 0;
  for (const ObjectRow* row = store()->firstObject(); row; row = Store::nextObject(*row)) {
    count += verdict(row->id).matches;
  }
  return count;
}

bool ObjectFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const {
  if (filter_.isEmpty() || !tree_) return true;
  return accepts(tree_->objectId(tree_->index(row, 0, parent)));
}

const Store* ObjectFilterModel::store() const { return tree_ ? tree_->store() : nullptr; }

ObjectFilterModel::Verdict& ObjectFilterModel::verdict(ObjectId id) const {
  const auto known = verdicts_.find(id);
  if (known != verdicts_.end()) return *known;
  Verdict made;
  if (const ObjectRow* row = store() ? store()->object(id) : nullptr) {
    made.matches = filter_.matches(*store(), *row);
    made.awaited = row->awaited;
  }
  return *verdicts_.insert(id, made);
}

/// Whether an object or anything down its chain fits. Walks the chain as far as it is unknown; in a
/// circle it comes by itself again, which adds nothing.
bool ObjectFilterModel::accepts(ObjectId id) const {
  std::vector<ObjectId> path;
  bool accepted = false;
  while (id != 0) {
    Verdict& one = verdict(id);
    if (one.acceptedKnown || one.matches) {
      one.acceptedKnown = true;
      accepted = one.accepted = one.accepted || one.matches;
      break;
    }
    one.acceptedKnown = true;  // for now: not, which also ends a circle
    one.accepted = false;
    path.push_back(id);
    id = one.awaited;
  }
  if (!accepted) return false;
  for (const ObjectId above : path) verdicts_[above].accepted = true;
  return true;
}

/// The store has changed, the rows have not: what is judged from now on must see the new state.
void ObjectFilterModel::prepare(const ChangeSet& changes) {
  if (filter_.isEmpty()) return;
  const auto judge = [this](ObjectId id) {
    const auto known = verdicts_.find(id);
    const ObjectRow* row = store()->object(id);
    if (known == verdicts_.end() || !row) return;
    const bool matches = filter_.matches(*store(), *row);
    if (matches == known->matches && row->awaited == known->awaited) return;
    forgetUpwards(id);
    known->matches = matches;
    known->awaited = row->awaited;
  };
  for (const ObjectId id : changes.changed) judge(id);
  for (const ObjectId id : changes.added) judge(id);
  for (const ObjectId id : changes.removed) {
    verdicts_.remove(id);
    doubtful_.remove(id);
  }
}

/// The verdicts of an object and of all that wait for it are in doubt. Where one is unknown already,
/// so are those above that rest on it.
void ObjectFilterModel::forgetUpwards(ObjectId id) {
  std::vector<ObjectId> open{id};
  while (!open.empty()) {
    const ObjectId one = open.back();
    open.pop_back();
    const auto known = verdicts_.find(one);
    if (known == verdicts_.end() || !known->acceptedKnown) continue;
    known->acceptedKnown = false;
    if (!doubtful_.contains(one)) doubtful_.insert(one, known->accepted);
    known->accepted = false;
    const ObjectRow* row = store()->object(one);
    for (const ObjectRow* above = row ? row->waiters.first : nullptr; above;
         above = above->waiterLink.next) {
      open.push_back(above->id);
    }
  }
}

/// The rows are up to date: those whose verdict has turned are judged again by the proxy.
void ObjectFilterModel::finish() {
  if (doubtful_.isEmpty() || !store()) return;
  std::vector<ObjectId> turned;
  for (auto one = doubtful_.cbegin(); one != doubtful_.cend(); ++one) {
    if (accepts(one.key()) != one.value()) turned.push_back(one.key());
  }
  doubtful_.clear();
  tree_->refresh(turned);
}

void ObjectFilterModel::refreshAges() {
  if (!store()) return;
  std::vector<ObjectId> turned;
  for (auto one = verdicts_.cbegin(); one != verdicts_.cend(); ++one) {
    const ObjectRow* row = store()->object(one.key());
    if (row && filter_.matches(*store(), *row) != one->matches) turned.push_back(one.key());
  }
  for (const ObjectId id : turned) {
    forgetUpwards(id);
    Verdict& known = verdicts_[id];
    known.matches = !known.matches;
  }
  finish();
}

}  // namespace loopscope::ui
