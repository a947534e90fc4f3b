// SPDX-License-Identifier: MIT
#include <loopscope/ui/models/object_tree.h>

#include <algorithm>

#include <loopscope/ui/models/object_tree_model.h>
#include <loopscope/ui/store/store.h>

namespace loopscope::ui {

QModelIndex ObjectTree::indexOf(Node* node, int column) const {
  return node ? model_.createIndex(rowOf(*node), column, node) : QModelIndex();
}

int ObjectTree::childCount(const Node& node) const {
  if (node.depth < limit_) return node.next != 0 ? 1 : 0;
  return static_cast<int>(node.children.size());
}

ObjectTree::Node* ObjectTree::child(Node& node, int row) {
  if (node.children.empty() && node.depth < limit_ && node.next != 0) {
    node.children.push_back(makeNode(node.next, &node, node.depth + 1));
  }
  return node.children[static_cast<std::size_t>(row)];
}

int ObjectTree::rowOf(const Node& node) const {
  if (node.parent) return node.row;
  return topPosition(node.order);
}

/// Where a top row with this sort key is, or would be.
int ObjectTree::topPosition(std::uint64_t order) const {
  const auto place =
      std::lower_bound(top_.begin(), top_.end(), order,
                       [](const Node* node, std::uint64_t key) { return node->order < key; });
  return static_cast<int>(place - top_.begin());
}

ObjectTree::Entry* ObjectTree::entry(ObjectId id) {
  const auto known = entries_.find(id);
  return known == entries_.end() ? nullptr : &known->second;
}

ObjectTree::Node* ObjectTree::makeNode(ObjectId id, Node* parent, int depth) {
  if (free_.empty()) {
    storage_.emplace_back();
    free_.push_back(&storage_.back());
  }
  Node* node = free_.back();
  free_.pop_back();
  node->id = id;
  node->entry = entry(id);
  node->parent = parent;
  node->depth = depth;
  node->nextSame = node->entry->nodes;
  if (node->nextSame) node->nextSame->previousSame = node;
  node->entry->nodes = node;
  if (depth <= limit_) node->next = wantedNext(*node);
  if (depth == limit_) fillList(*node, restOfChain(*node, node->next, nullptr));
  return node;
}

void ObjectTree::destroyNode(Node* node) {
  (node->previousSame ? node->previousSame->nextSame : node->entry->nodes) = node->nextSame;
  if (node->nextSame) node->nextSame->previousSame = node->previousSame;
  if (node->entry->root == node) node->entry->root = nullptr;
  *node = Node();
  free_.push_back(node);
}

/// Destroys all rows below a row.
void ObjectTree::destroyBelow(Node& node) {
  std::vector<Node*> doomed;
  doomed.swap(node.children);
  for (std::size_t i = 0; i < doomed.size(); ++i) {
    Node* one = doomed[i];
    doomed.insert(doomed.end(), one->children.begin(), one->children.end());
    destroyNode(one);
  }
}

bool ObjectTree::shownAbove(const Node& node, ObjectId id) {
  for (const Node* one = &node; one; one = one->parent) {
    if (one->id == id) return true;
  }
  if (node.depth <= limit_) return false;
  const Entry* other = entry(id);
  for (const Node* one = other ? other->nodes : nullptr; one; one = one->nextSame) {
    if (one->parent == node.parent && one->row <= node.row) return true;
  }
  return false;
}

ObjectId ObjectTree::wantedNext(const Node& node) {
  const ObjectId awaited = node.entry->awaited;
  return awaited == 0 || !entry(awaited) || shownAbove(node, awaited) ? 0 : awaited;
}

/// The chain from `first` on, up to its end or its first repetition, for the list below `holder`,
/// of which the rows up to `last` stay.
std::vector<ObjectId> ObjectTree::restOfChain(Node& holder, ObjectId first, const Node* last) {
  std::vector<ObjectId> ids;
  ++walk_;
  for (Node* one = &holder; one; one = one->parent) one->entry->walk = walk_;
  const auto stays = [&](const Entry& one) {
    for (const Node* node = last ? one.nodes : nullptr; node; node = node->nextSame) {
      if (node->parent == &holder && node->row <= last->row) return true;
    }
    return false;
  };
  for (ObjectId id = first; id != 0;) {
    Entry* one = entry(id);
    if (!one || one->walk == walk_ || stays(*one)) break;
    one->walk = walk_;
    ids.push_back(id);
    id = one->awaited;
  }
  return ids;
}

/// Appends rows to the list below `holder`.
void ObjectTree::fillList(Node& holder, const std::vector<ObjectId>& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    Node* node = makeNode(ids[i], &holder, limit_ + 1);
    node->row = static_cast<int>(holder.children.size());
    node->next = i + 1 < ids.size() ? ids[i + 1] : 0;
    holder.children.push_back(node);
  }
}

/// The first row of an object, made if need be: up along the waiters to a top row, down again.
ObjectTree::Node* ObjectTree::find(ObjectId id) {
  Entry* wanted = entry(id);
  if (!wanted || wanted->root || wanted->nodes) {
    return !wanted ? nullptr : wanted->root ? wanted->root : wanted->nodes;
  }
  ++walk_;
  const ObjectRow* row = store_->object(id);
  Node* node = nullptr;
  while (row && !node) {
    Entry* one = entry(row->id);
    if (!one || one->walk == walk_) break;
    one->walk = walk_;
    node = one->root;
    row = row->waiters.first;
  }
  while (node && node->id != id && node->depth < limit_ && node->next != 0) node = child(*node, 0);
  return wanted->nodes;
}

ChangeSet ObjectTree::difference() const {
  ChangeSet all;
  for (const ObjectRow* row = store_->firstObject(); row; row = Store::nextObject(*row)) {
    (entries_.contains(row->id) ? all.changed : all.added).push_back(row->id);
  }
  for (const auto& [id, one] : entries_) {
    if (!store_->object(id)) all.removed.push_back(id);
  }
  return all;
}

}  // namespace loopscope::ui
