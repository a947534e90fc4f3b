// SPDX-License-Identifier: MIT
#include <algorithm>

#include <loopscope/ui/models/object_tree.h>
#include <loopscope/ui/models/object_tree_model.h>
#include <loopscope/ui/store/store.h>

namespace loopscope::ui {

/// Decides which of the touched objects belong on top: those that nobody awaits, and one of each
/// circle that nobody outside awaits.
void ObjectTree::judgeTop(const ChangeSet& changes) {
  ++walk_;
  std::vector<ObjectId> circles;
  circles.swap(circles_);
  for (const ObjectId id : changes.removed) verdicts_[id].onTop = false;
  for (const ObjectId id : changes.added) judge(id);
  for (const ObjectId id : changes.changed) judge(id);
  for (const ObjectId id : circles) judge(id);
}

void ObjectTree::judge(ObjectId id) {
  const ObjectRow* row = store_->object(id);
  if (!row || !entry(id)) return;
  const ObjectId circle = row->waiterCount == 0 ? 0 : circleOf(*row);
  verdicts_[id].onTop = row->waiterCount == 0 || circle == id;
  if (circle == 0) return;
  Verdict& verdict = verdicts_[circle];
  verdict.onTop = true;
  if (!std::exchange(verdict.circle, true)) circles_.push_back(circle);
}

/// The member that stands for the circle that an object is in; 0 when it is in none, or when
/// somebody outside awaits the circle, which shows as a member with two waiters. Objects that this
/// change's walks have been at are not walked again.
ObjectId ObjectTree::circleOf(const ObjectRow& start) {
  std::vector<Entry*> path;
  const ObjectRow* first = &start;
  ObjectId circle = 0;
  for (const ObjectRow* row = &start;;) {
    Entry* one = entry(row->id);
    if (one && one->walk == walk_ && path.empty()) return one->circle;
    if (!one || one->walk == walk_) break;
    one->walk = walk_;
    path.push_back(one);
    if (row->waiterCount != 1 || !row->awaitedRow) break;
    if (row->rootOrder < first->rootOrder) first = row;
    row = row->awaitedRow;
    if (row != &start) continue;
    circle = first->id;
    break;
  }
  for (Entry* one : path) one->circle = circle;
  return circle;
}

std::uint64_t ObjectTree::orderOf(ObjectId id) const {
  const ObjectRow* row = store_->object(id);
  return row ? row->rootOrder : 0;
}

void ObjectTree::updateTop() {
  std::vector<Node*> gone;
  std::vector<ObjectId> come;
  for (const auto& [id, verdict] : verdicts_) {
    const Entry* one = entry(id);
    if (!one) continue;
    const std::uint64_t order = orderOf(id);
    if (one->root && (!verdict.onTop || one->root->order != order) &&
        !(verdict.onTop && moveWithinTop(*one->root, order))) {
      gone.push_back(one->root);
      if (verdict.onTop) come.push_back(id);
    } else if (!one->root && verdict.onTop) {
      come.push_back(id);
    }
  }
  removeTop(std::move(gone));
  insertTop(std::move(come));
}

bool ObjectTree::moveWithinTop(Node& node, std::uint64_t order) {
  if (quiet_ || moves_ <= 0) return false;
  const int from = rowOf(node);
  const int to = topPosition(order);
  if (to == from || to == from + 1) {
    node.order = order;
    return true;
  }
  --moves_;
  model_.beginMoveRows(QModelIndex(), from, from, QModelIndex(), to);
  node.order = order;
  const auto begin = top_.begin();
  if (to > from) {
    std::rotate(begin + from, begin + from + 1, begin + to);
  } else {
    std::rotate(begin + to, begin + from, begin + from + 1);
  }
  model_.endMoveRows();
  return true;
}

/// How many ranges of neighbours these top rows, given from the bottom up, are.
int ObjectTree::countRanges(const std::vector<Node*>& nodes) const {
  int ranges = 0;
  int above = -1;
  for (const Node* node : nodes) {
    const int row = rowOf(*node);
    if (row != above) ++ranges;
    above = row - 1;
  }
  return ranges;
}

/// Brings top rows that are about to go to the end, so that they go as one range. Views and proxies
/// take O(rows) to follow, as they do for every single range.
void ObjectTree::gatherAtEnd(const std::vector<Node*>& nodes) {
  Q_EMIT model_.layoutAboutToBeChanged({QPersistentModelIndex()});
  const QModelIndexList before = model_.persistentIndexList();
  constexpr std::uint64_t Behind = std::uint64_t{1} << 63;
  for (Node* node : nodes) node->order |= Behind;
  std::stable_partition(top_.begin(), top_.end(),
                        [](const Node* node) { return node->order < Behind; });
  for (const QModelIndex& index : before) {
    auto* node = static_cast<Node*>(index.internalPointer());
    if (!node->parent) model_.changePersistentIndex(index, indexOf(node, index.column()));
  }
  Q_EMIT model_.layoutChanged({QPersistentModelIndex()});
}

/// From the bottom up, so that the rows above keep their numbers; neighbours go together.
void ObjectTree::removeTop(std::vector<Node*> nodes) {
  constexpr int MaxRanges = 64;
  const auto below = [](const Node* a, const Node* b) { return a->order > b->order; };
  std::sort(nodes.begin(), nodes.end(), below);
  if (!quiet_ && countRanges(nodes) > MaxRanges) gatherAtEnd(nodes);
  for (std::size_t i = 0; i < nodes.size();) {
    const int last = rowOf(*nodes[i]);
    int first = last;
    std::size_t end = i + 1;
    while (end < nodes.size() && first > 0 && top(first - 1) == nodes[end]) {
      --first;
      ++end;
    }
    if (!quiet_) model_.beginRemoveRows(QModelIndex(), first, last);
    top_.erase(top_.begin() + first, top_.begin() + last + 1);
    for (; i < end; ++i) {
      destroyBelow(*nodes[i]);
      destroyNode(nodes[i]);
    }
    if (!quiet_) model_.endRemoveRows();
  }
}

/// From the bottom up as well; what comes to the same place comes together.
void ObjectTree::insertTop(std::vector<ObjectId> ids) {
  std::vector<std::pair<std::uint64_t, ObjectId>> sorted;
  sorted.reserve(ids.size());
  for (const ObjectId id : ids) sorted.emplace_back(orderOf(id), id);
  std::sort(sorted.begin(), sorted.end());
  std::vector<Node*> made;
  while (!sorted.empty()) {
    const int row = topPosition(sorted.back().first);
    auto begin = sorted.end();
    while (begin != sorted.begin() && topPosition(std::prev(begin)->first) == row) --begin;
    const int count = static_cast<int>(sorted.end() - begin);
    if (!quiet_) model_.beginInsertRows(QModelIndex(), row, row + count - 1);
    made.clear();
    for (auto one = begin; one != sorted.end(); ++one) {
      Node* node = makeNode(one->second, nullptr, 0);
      node->order = one->first;
      node->entry->root = node;
      made.push_back(node);
    }
    top_.insert(top_.begin() + row, made.begin(), made.end());
    if (!quiet_) model_.endInsertRows();
    sorted.erase(begin, sorted.end());
  }
}

/// Announces the rows of these objects as changed: neighbours, and near neighbours, together.
void ObjectTree::refresh(const std::vector<ObjectId>& ids) {
  std::vector<std::pair<Node*, int>> rows;
  for (const ObjectId id : ids) {
    const Entry* one = entry(id);
    for (Node* node = one ? one->nodes : nullptr; node; node = node->nextSame) {
      rows.emplace_back(node->parent, rowOf(*node));
    }
  }
  std::sort(rows.begin(), rows.end());
  for (std::size_t i = 0; i < rows.size();) {
    Node* parent = rows[i].first;
    const int first = rows[i].second;
    int last = first;
    for (++i; i < rows.size() && rows[i].first == parent && rows[i].second <= last + 4; ++i) {
      last = rows[i].second;
    }
    const QModelIndex above = indexOf(parent);
    Q_EMIT model_.dataChanged(model_.index(first, 0, above),
                              model_.index(last, ObjectTreeModel::ColumnCount - 1, above));
  }
}

}  // namespace loopscope::ui
