// SPDX-License-Identifier: MIT
#include <loopscope/detail/exhibit.h>

#include <memory>
#include <new>

#include <loopscope/detail/block_cache.h>
#include <loopscope/detail/loop_core.h>
#include <loopscope/inspect/observer.h>
#include <loopscope/threads.h>

namespace loopscope::detail {
namespace {

void destroy_exhibit(FutureState* state) noexcept {
  auto* exhibit = static_cast<ExhibitState*>(state);
  exhibit->core().exhibit_ends(*exhibit);
  std::destroy_at(exhibit);
  free_block(exhibit, sizeof(ExhibitState));
}

constexpr FutureOps exhibit_ops{"Primitive", nullptr, &destroy_exhibit, nullptr};

}  // namespace

ExhibitState::ExhibitState(LoopCore& core, const Exhibit& shown) noexcept
    : FutureState(core, &exhibit_ops), type_(shown.type_), site_(shown.site_), shown_(&shown) {}

std::string ExhibitState::standing() const {
  return shown_ ? shown_->standing_(shown_->owner_) : std::string();
}

/// On the thread of its loop alone: who changes a primitive elsewhere must not disturb the observer.
void Exhibit::tell() const noexcept {
  if (!owner_) return;
  LoopCore* here = LoopCore::running_here();
  if (here && (!state_ || &state_->core() != here)) meet(*here);
  if (!state_) return;
  const LoopCore& core = state_->core();
  if (!here && core.owner() != this_thread_id()) return;
  if (!core.observer()) return state_->told_.clear();
  std::string standing = state_->standing();
  if (standing == state_->told_) return;
  state_->told_ = std::move(standing);
  core.observer()->changed(*state_, state_->told_);
}

void Exhibit::meet(LoopCore& core) const {
  leave();
  state_ = Ref<ExhibitState>::adopt(new (allocate_block(sizeof(ExhibitState)))
                                        ExhibitState(core, *this));
  core.exhibit_begins(*state_);
  if (core.observer()) core.observer()->created(*state_, site_);
  state_->set_name(name_);
}

void Exhibit::leave() const noexcept {
  if (state_) state_->shown_ = nullptr;
  state_ = nullptr;
}

void Exhibit::close() noexcept {
  shown_by_ = nullptr;
  owner_ = nullptr;
  leave();
}

std::string waiting(std::size_t number, const char* for_what) {
  return std::to_string(number) + (number == 1 ? " waits" : " wait") + for_what;
}

std::string with_waiting(std::string standing, std::size_t number, const char* for_what) {
  return number == 0 ? standing : standing + ", " + waiting(number, for_what);
}

}  // namespace loopscope::detail
