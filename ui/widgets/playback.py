"""Keeps a recording that is played, and its lanes, in step."""

from __future__ import annotations

from PyQt6.QtCore import QObject

from ui.demo.clip import DEMO_CLIP
from ui.widgets.player import Player
from ui.widgets.timeline.lanes import TimelineLanes
from ui.wording.recording_place import playable, to_recording, to_session
from ui.wording.session_story import Story

END_S = 0.7
"""So near to the end it is played from the beginning, seconds."""


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
        found = playable(story, DEMO_CLIP)
        self._player.offer(found.path, found.sentence)

    def _play(self) -> None:
        story, view = self._story, self._lanes.view
        if story is None:
            return
        start, end = view.selection or (view.cursor or 0.0, None)
        if start >= story.end_s - END_S:
            start = 0.0  # at the end: from the beginning
        self._at = start
        until = None if end is None else to_recording(story, end)
        self._player.play(to_recording(story, start), until)

    def _follow(self, at: float) -> None:
        if self._story is not None:
            t = min(to_session(self._story, at), self._story.end_s)
            self._at = t
            self._lanes.view.follow(t)

    def _pointed(self) -> None:
        """Go where somebody pointed, unless the player itself did."""
        t = self._lanes.view.cursor
        if self._story is not None and t is not None and t != self._at:
            self._at = t
            self._player.seek(to_recording(self._story, t))
