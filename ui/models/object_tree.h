// SPDX-License-Identifier: MIT
#pragma once

#include <QModelIndex>

#include <deque>
#include <unordered_map>
#include <vector>

#include <loopscope/ui/store/change_set.h>
#include <loopscope/ui/store/object_row.h>

namespace loopscope::ui {

class ObjectTreeModel;
class Store;

/// The rows of an ObjectTreeModel. An object awaits at most one other, so a row has at most one row
/// below it, made when somebody asks for it. A row at the depth limit has the whole rest of its
/// chain below it as a list. A chain ends where it would repeat an object: in a circle.
///
/// A change costs O(1) for each row that it touches, and each contiguous range of top rows that comes
/// or goes costs O(top rows) of memmove, a few µs for 10,000. Nothing here recurses.
class ObjectTree {
 public:
  struct Entry;

  /// A row: an object in one place of the tree.
  struct Node {
    ObjectId id = 0;
    Entry* entry = nullptr;
    Node* parent = nullptr;
    ObjectId next = 0;  ///< the object below this one, or after it in a list; 0: the chain ends
    std::vector<Node*> children;
    std::uint64_t order = 0;  ///< of a top row: its sort key
    int depth = 0;
    int row = 0;                   ///< of a row in a list
    Node* previousSame = nullptr;  ///< other rows of the object
    Node* nextSame = nullptr;
  };

  /// What the tree knows of an object, whether it has rows or not.
  struct Entry {
    ObjectId awaited = 0;
    Node* nodes = nullptr;   ///< all rows of the object
    Node* root = nullptr;    ///< the one at the top
    std::uint64_t walk = 0;  ///< number of the walk that last came by
    ObjectId circle = 0;     ///< found by that walk: the top row of the circle it is in
  };

  ObjectTree(ObjectTreeModel& model, int depthLimit) : model_(model), limit_(depthLimit) {}

  void reset(const Store* store);
  void apply(const ChangeSet& changes);
  void refresh(const std::vector<ObjectId>& ids);

  const Store* store() const { return store_; }
  std::uint64_t revision() const { return revision_; }
  void setRevision(std::uint64_t revision) { revision_ = revision; }

  int topCount() const { return static_cast<int>(top_.size()); }
  Node* top(int row) const { return top_[static_cast<std::size_t>(row)]; }
  int childCount(const Node& node) const;
  Node* child(Node& node, int row);
  int rowOf(const Node& node) const;
  Node* find(ObjectId id);

  /// What has to be added and removed to show all of the store, whatever was missed.
  ChangeSet difference() const;

 private:
  QModelIndex indexOf(Node* node, int column = 0) const;

  // object_tree.cpp: rows
  Entry* entry(ObjectId id);
  Node* makeNode(ObjectId id, Node* parent, int depth);
  void destroyNode(Node* node);
  void destroyBelow(Node& node);
  bool shownAbove(const Node& node, ObjectId id);
  ObjectId wantedNext(const Node& node);
  std::vector<ObjectId> restOfChain(Node& holder, ObjectId first, const Node* last);
  void fillList(Node& holder, const std::vector<ObjectId>& ids);
  int topPosition(std::uint64_t order) const;

  // object_tree_apply.cpp: changes
  void updateEntries(const ChangeSet& changes);
  void updateEdges(const std::vector<ObjectId>& ids);
  void relink(Node& node, ObjectId next);
  void relinkInList(Node& node, ObjectId next);
  void removeChild(Node& node);
  bool movable(const Node& node, const Node* newParent, int newDepth);
  bool moveToTop(Node& child);
  bool moveBelow(Node& node, ObjectId id);
  void reparent(Node& node, Node* parent, int depth);

  // object_tree_top.cpp: the top level
  void judgeTop(const ChangeSet& changes);
  void judge(ObjectId id);
  ObjectId circleOf(const ObjectRow& start);
  std::uint64_t orderOf(ObjectId id) const;
  void updateTop();
  int countRanges(const std::vector<Node*>& nodes) const;
  void gatherAtEnd(const std::vector<Node*>& nodes);
  void removeTop(std::vector<Node*> nodes);
  void insertTop(std::vector<ObjectId> ids);
  bool moveWithinTop(Node& node, std::uint64_t order);

  ObjectTreeModel& model_;
  int limit_;
  const Store* store_ = nullptr;
  std::uint64_t revision_ = 0;
  std::uint64_t gaps_ = 0;
  bool quiet_ = false;  ///< within a reset: no row is announced
  std::unordered_map<ObjectId, Entry> entries_;
  std::vector<Node*> top_;  ///< by order
  std::deque<Node> storage_;
  std::vector<Node*> free_;
  std::uint64_t walk_ = 0;
  int moves_ = 0;  ///< rows that may still be moved in this change; proxies pay dearly for each

  struct Verdict {
    bool onTop = false;
    bool circle = false;
  };
  std::unordered_map<ObjectId, Verdict> verdicts_;  ///< of the objects that this change touches
  std::vector<ObjectId> circles_;  ///< objects at the top only because they stand for a circle
};

}  // namespace loopscope::ui
