"""Keeps a recording that is played, and its lanes, in step."""

from __future__ import annotations

from PyQt6.QtCore import QObject

from ui.demo.clip import DEMO_CLIP
from ui.widgets.player import Player
from ui.widgets.timeline.lanes import TimelineLanes
from ui.wording.recording_place import Playable, playable, to_recording, to_session
from ui.wording.session_story import Story


class Playback(QObject):
    """Playing starts at the selection, or at the moment pointed at; pointing elsewhere goes there.

    What is selected is played to its end, and no further.
    """

    def __init__(self, player: Player, lanes: TimelineLanes) -> None:
        super().__init__()
        self._player = player
        self._lanes = lanes
        self._story: Story | None = None
        self._at: float | None = None
        self._offered = Playable()
        player.wanted.connect(self._play)
        player.moved.connect(self._follow)
        lanes.play.connect(player.toggle)
        lanes.view.pointed.connect(self._pointed)

    def show_story(self, story: Story | None) -> None:
        """Offer the recording of a conversation, if it has one."""
        self._story, self._at = story, None
        if story is None:
            self._player.offer(None)
            return
        self._offer(story, self._lanes.view.cursor or 0.0)

    def _offer(self, story: Story, t: float) -> float:
        """Offer the file that holds session time ``t`` (s); where in it to begin, s."""
        self._offered = found = playable(story, DEMO_CLIP, t)
        self._player.offer(found.path, found.sentence, found.sound)
        return found.from_s - found.start_s

    def _play(self) -> None:
        story, view = self._story, self._lanes.view
        if story is None:
            return
        start, end = view.selection or (view.cursor or 0.0, None)
        from_s, start_s = self._offer(story, start), self._offered.start_s
        self._at = to_session(story, self._offered.from_s)
        self._player.play(from_s, None if end is None else to_recording(story, end) - start_s)

    def _follow(self, at: float) -> None:
        if self._story is not None:
            t = min(to_session(self._story, at + self._offered.start_s), self._story.end_s)
            self._at = t
            self._lanes.view.follow(t)

    def _pointed(self) -> None:
        """Go where somebody pointed, unless the player itself did."""
        t = self._lanes.view.cursor
        if self._story is not None and t is not None and t != self._at:
            self._at = t
            if playable(self._story, DEMO_CLIP, t).path == self._offered.path:
                self._player.seek(to_recording(self._story, t) - self._offered.start_s)
            elif self._player.playing:
                self._player.play(self._offer(self._story, t))
