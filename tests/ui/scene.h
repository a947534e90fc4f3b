// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/ui/views/story.h>
#include <tests/ui/fake_session.h>

namespace loopscope::ui::test {

// Numbers of the objects of the scene.
inline constexpr ObjectId fetch = 1, answer = 2, greet = 3, parse = 4, slow = 5, gate = 6,
                          chain = 7, middle = 8, leaf = 9, text_future = 10;

/// A paused loop with at least one object of every state, calls that are due, hand-overs from
/// another thread, a cancellation on its way and an unhandled error.
void playScene(FakeSession& session);

Story sceneStory();

}  // namespace loopscope::ui::test
