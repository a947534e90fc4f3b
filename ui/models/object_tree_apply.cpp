// SPDX-License-Identifier: MIT
#include <algorithm>

#include <loopscope/ui/models/object_tree.h>
#include <loopscope/ui/models/object_tree_model.h>
#include <loopscope/ui/store/store.h>

namespace loopscope::ui {

void ObjectTree::reset(const Store* store) {
  model_.beginResetModel();
  entries_.clear();
  top_.clear();
  storage_.clear();
  free_.clear();
  circles_.clear();
  store_ = store;
  quiet_ = true;
  if (store_) apply(difference());
  quiet_ = false;
  model_.endResetModel();
}

void ObjectTree::apply(const ChangeSet& changes) {
  constexpr int RowsMoved = 200'000;  // what a proxy may have to map again in one change
  moves_ = std::min(32, 2 + RowsMoved / (topCount() + 1));
  updateEntries(changes);
  judgeTop(changes);
  updateEdges(changes.changed);
  updateTop();
  for (const ObjectId id : changes.removed) {
    Entry* one = entry(id);
    while (one && one->nodes && one->nodes->parent) removeChild(*one->nodes->parent);
    entries_.erase(id);
  }
  verdicts_.clear();
  if (quiet_) return;
  refresh(changes.changed);
  if (store_->status().gaps != gaps_ && topCount() > 0) {
    Q_EMIT model_.dataChanged(indexOf(top_.front()),
                              indexOf(top_.back(), ObjectTreeModel::ColumnCount - 1));
  }
  gaps_ = store_->status().gaps;
}

/// First all edges, then the rows: rows made meanwhile are right at once.
void ObjectTree::updateEntries(const ChangeSet& changes) {
  for (const ObjectId id : changes.added) entries_.try_emplace(id);
  const auto update = [this](ObjectId id) {
    const ObjectRow* row = store_->object(id);
    Entry* one = entry(id);
    if (row && one) one->awaited = row->awaited;
  };
  for (const ObjectId id : changes.added) update(id);
  for (const ObjectId id : changes.changed) update(id);
  for (const ObjectId id : changes.removed) {
    if (Entry* one = entry(id)) one->awaited = 0;
  }
}

void ObjectTree::updateEdges(const std::vector<ObjectId>& ids) {
  std::vector<Node*> nodes;
  for (const ObjectId id : ids) {
    Entry* one = entry(id);
    nodes.clear();
    for (Node* node = one ? one->nodes : nullptr; node; node = node->nextSame)
      nodes.push_back(node);
    for (Node* node : nodes) {
      const ObjectId next = wantedNext(*node);
      if (next == node->next) continue;
      if (node->depth < limit_) {
        relink(*node, next);
      } else {
        relinkInList(*node, next);
      }
    }
  }
}

/// A row above the depth limit: its one child goes, another comes.
void ObjectTree::relink(Node& node, ObjectId next) {
  if (node.next != 0 && (node.children.empty() || !moveToTop(*node.children.front()))) {
    removeChild(node);
  }
  if (next == 0 || moveBelow(node, next)) return;
  if (!quiet_) model_.beginInsertRows(indexOf(&node), 0, 0);
  node.next = next;
  if (!quiet_) model_.endInsertRows();
}

/// A row at the depth limit, or in the list below it: the rest of the list is another one now.
void ObjectTree::relinkInList(Node& node, ObjectId next) {
  Node& holder = node.depth == limit_ ? node : *node.parent;
  const Node* last = &node == &holder ? nullptr : &node;
  const int keep = last ? last->row + 1 : 0;
  const int count = childCount(holder);
  if (keep < count) {
    if (!quiet_) model_.beginRemoveRows(indexOf(&holder), keep, count - 1);
    for (int row = count - 1; row >= keep; --row) {
      destroyNode(holder.children.back());
      holder.children.pop_back();
    }
    node.next = 0;
    if (!quiet_) model_.endRemoveRows();
  }
  const std::vector<ObjectId> ids = restOfChain(holder, next, last);
  if (ids.empty()) return;
  const int end = keep + static_cast<int>(ids.size()) - 1;
  if (!quiet_) model_.beginInsertRows(indexOf(&holder), keep, end);
  node.next = next;
  fillList(holder, ids);
  if (!quiet_) model_.endInsertRows();
}

/// Removes all rows below a row.
void ObjectTree::removeChild(Node& node) {
  const int count = childCount(node);
  if (count == 0) return;
  if (!quiet_) model_.beginRemoveRows(indexOf(&node), 0, count - 1);
  destroyBelow(node);
  node.next = 0;
  if (!quiet_) model_.endRemoveRows();
}

/// Whether the rows from `node` down can stay as they are elsewhere: not cut short by a circle, far
/// enough from the depth limit, and nothing among them stands above the new place.
bool ObjectTree::movable(const Node& node, const Node* newParent, int newDepth) {
  if (quiet_ || moves_ <= 0) return false;
  for (const Node* one = &node;; one = one->children.front()) {
    const int depth = newDepth + one->depth - node.depth;
    if (one->depth >= limit_ || depth >= limit_) return false;
    if (one->next == 0 && one->entry->awaited != 0) return false;
    if (one->next != 0 && newParent && shownAbove(*newParent, one->next)) return false;
    if (one->children.empty()) return true;
  }
}

bool ObjectTree::moveToTop(Node& child) {
  const auto verdict = verdicts_.find(child.id);
  if (verdict == verdicts_.end() || !verdict->second.onTop || child.entry->root) return false;
  if (!movable(child, nullptr, 0)) return false;
  --moves_;
  Node* parent = child.parent;
  const std::uint64_t order = orderOf(child.id);
  const int row = topPosition(order);
  model_.beginMoveRows(indexOf(parent), 0, 0, QModelIndex(), row);
  parent->children.clear();
  parent->next = 0;
  reparent(child, nullptr, 0);
  child.order = order;
  child.entry->root = &child;
  top_.insert(top_.begin() + row, &child);
  model_.endMoveRows();
  return true;
}

/// Moves the top row of an object below `node`, when it has one that leaves the top.
bool ObjectTree::moveBelow(Node& node, ObjectId id) {
  Node* moved = entry(id)->root;
  const auto verdict = verdicts_.find(id);
  if (!moved || verdict == verdicts_.end() || verdict->second.onTop) return false;
  if (!movable(*moved, &node, node.depth + 1)) return false;
  --moves_;
  const int row = rowOf(*moved);
  model_.beginMoveRows(QModelIndex(), row, row, indexOf(&node), 0);
  top_.erase(top_.begin() + row);
  moved->entry->root = nullptr;
  reparent(*moved, &node, node.depth + 1);
  node.children.assign(1, moved);
  node.next = id;
  model_.endMoveRows();
  return true;
}

void ObjectTree::reparent(Node& node, Node* parent, int depth) {
  const int deeper = depth - node.depth;
  node.parent = parent;
  for (Node* one = &node;; one = one->children.front()) {
    one->depth += deeper;
    if (one->children.empty()) return;
  }
}

}  // namespace loopscope::ui
