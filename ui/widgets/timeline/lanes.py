"""The whole conversation, and beneath it what a stretch of it says, lane by lane."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QLabel, QWidget

from fusion.emotions import parse_emotion
from fusion.errors import UserError
from fusion.labels.human import Label
from ui.widgets.appearance import Appearance
from ui.widgets.parts import label
from ui.widgets.timeline.cursor_words import CursorWords
from ui.widgets.timeline.marks_lane import Mark, MarksLane
from ui.widgets.timeline.stack_lane import StackLane
from ui.widgets.timeline.steering import Steering
from ui.widgets.timeline.strips import MOST_STEPS, WORDS_PX, Overview, ShownLane
from ui.widgets.timeline.time_axis import TimeAxis
from ui.widgets.timeline.view import TimeView
from ui.widgets.timeline_strip import TimelineStrip
from ui.wording.hovered import at_a_glance
from ui.wording.look_times import LookTimes, round_step, steps_between
from ui.wording.recording_place import is_of_a_file
from ui.wording.session_story import Story, seconds_of_day
from ui.wording.story_marks import own_labels, own_speech, told_marks
from ui.wording.strip_spans import LookSpan
from ui.wording.translation import mark, tr
from ui.wording.turning_points import changes, disagreements, next_of, previous_of

FINE_S = 1.0
"""Steps no longer than this tell every change that is worth a word."""
LANES = {
    "all": mark("all"),
    "shown": mark("shown"),
    "both": mark("both"),
    "voice": mark("voice"),
    "face": mark("face"),
    "you": mark("you"),
    "it was": mark("it was"),
    "a person": mark("a person"),
    "notes": mark("notes"),
}
NOWHERE = {
    ("change", True): mark("There is no later change."),
    ("change", False): mark("There is no earlier change."),
    ("bookmark", True): mark("There is no later bookmark or note."),
    ("bookmark", False): mark("There is no earlier bookmark or note."),
    ("disagreement", True): mark("Voice and face do not differ later."),
    ("disagreement", False): mark("Voice and face do not differ earlier."),
}


class TimelineLanes(QWidget):
    """Shows a :class:`ui.wording.session_story.Story` in lanes that move together.

    Attributes
    ----------
    view : TimeView
        What is looked at, pointed at and selected.
    """

    play = pyqtSignal()
    """Play its recording, or stop."""
    glanced = pyqtSignal(str)
    """What is under the pointer, in words; "" once it has left."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._story: Story | None = None
        self.view = TimeView()
        self.overview = Overview(appearance, self.view)
        self.shown = ShownLane(appearance, self.view)
        self.fused = StackLane(appearance, self.view, tr("Voice and face together"))
        self.voice = StackLane(appearance, self.view, tr("Voice"))
        self.face = StackLane(appearance, self.view, tr("Face"))
        self.you = MarksLane(appearance, self.view, tr("You"))
        self.notes = MarksLane(appearance, self.view, tr("Notes and bookmarks"))
        self.own = MarksLane(appearance, self.view, tr("What you say it was"))
        self.person = MarksLane(appearance, self.view, tr("What a person says"))
        self.axis = TimeAxis(appearance, self.view)
        self.lanes: dict[str, QWidget] = {
            "shown": self.shown,
            "both": self.fused,
            "voice": self.voice,
            "face": self.face,
            "you": self.you,
            "it was": self.own,
            "a person": self.person,
            "notes": self.notes,
        }
        self._names: dict[str, QLabel] = {}
        self.cursor_words = CursorWords(self)
        self._steering = Steering(self.view)
        self._steering.hovered.connect(self._glance)
        self._steering.jump.connect(self.jump)
        self._steering.stretch.connect(self.select_stretch)
        self._steering.play.connect(self.play)
        self._lay_out()
        self.view.moved.connect(self._moved)
        for changed in (self.view.pointed, self.view.selected):
            changed.connect(self._repaint)
        appearance.changed.connect(self._show_all)

    def show_story(self, story: Story | None) -> None:
        """Show a conversation; one that is shown already keeps its stretch, moment and selection."""
        same = story is not None and self._story is not None and story.record.id == self._story.record.id
        self._story = story
        end_s = story.end_s if story is not None else 1.0
        (self.view.prolong if same else self.view.begin)(end_s)
        by_clock = story is not None and not is_of_a_file(story)
        self.axis.show_clock(partial(seconds_of_day, story.record) if story and by_clock else None)
        if not same:
            self.show_labels(())
        self._show_all()

    def show_labels(self, labels: Sequence[Label]) -> None:
        """Show what a person says of it (session seconds), or nothing."""
        self.person.show_marks([Mark(s.t_start, s.t_end, s.text, self._look_named(s.text)) for s in labels])
        self._show_lane("a person", bool(labels))

    def jump(self, kind: str, later: bool) -> None:
        """Go to the next or the last change, bookmark or disagreement."""
        view = self.view
        now = view.cursor if view.cursor is not None else (view.t_from if later else view.t_to)
        times = self.turning_points(kind)
        there = next_of(times, now) if later else previous_of(times, now)
        if there is None:
            self.glanced.emit(tr(NOWHERE[kind, later]))
            self.cursor_words.tell(tr(NOWHERE[kind, later]))
        else:
            view.point(there)

    def point_at_words(self, wanted: str) -> None:
        """Point at the next note or bookmark that has one of these words, after the last at the first."""
        words, now = wanted.casefold().split(), self.view.cursor
        times = [m.t_start for m in self.notes.marks if any(word in m.text.casefold() for word in words)]
        if times:
            self.view.point(next((t for t in times if now is not None and t > now), times[0]))

    def turning_points(self, kind: str) -> list[float]:
        """Moments of a kind, seconds; changes are those that are seen at the present size."""
        story = self._story
        if story is None:
            return []
        if kind == "bookmark":
            return sorted(story.marks)
        if kind == "disagreement":
            return [s.t_start for s in disagreements(story.spans)]
        return changes(self._looks_at_this_size())

    def _looks_at_this_size(self) -> Sequence[LookSpan]:
        story = self._story
        step = round_step(self.view.length_s / MOST_STEPS)
        if story is None or step <= FINE_S:
            return story.spans if story is not None else ()
        return story.looks.leading(np.arange(0.0, story.end_s + step, step))

    def select_stretch(self, t: float) -> None:
        """Select what holds at this moment (s) as it is seen at the present size."""
        for span in self._looks_at_this_size():
            if span.t_start <= t < span.t_end:
                self.view.point(t)
                self.view.select(span.t_start, span.t_end)

    def _show_all(self) -> None:
        story = self._story
        self.overview.show_looks(story.looks if story else LookTimes(()), story.marks if story else ())
        for lane, name in ((self.fused, "fused"), (self.voice, "voice"), (self.face, "face")):
            lane.show_means(getattr(story, name) if story is not None else None)
        spoken = own_speech(story) if story is not None else []
        self.you.show_marks([Mark(start, end, tr("you spoke")) for start, end in spoken])
        self._show_lane("you", bool(spoken))
        own = own_labels(story, self._appearance.looks) if story is not None else []
        self.own.show_marks([Mark(*label) for label in own])
        self._show_lane("it was", bool(own))
        told = told_marks(story) if story is not None else []
        self.notes.show_marks([Mark(*mark) for mark in told])
        self._moved()

    def _moved(self) -> None:
        self.shown.show_looks(self._story.looks if self._story is not None else LookTimes(()))

    def _repaint(self) -> None:
        for lane in self.lanes.values():
            lane.update()

    def _glance(self, t: float | None) -> None:
        if self._story is None or t is None:
            self.glanced.emit("")
            return
        step = steps_between(0.0, self.view.length_s, MOST_STEPS)[1]
        people = [
            (tr(LANES[name]), said.text)
            for name, lane in (("it was", self.own), ("a person", self.person))
            for said in lane.marks
            if said.t_start <= t <= said.t_end
        ]
        self.glanced.emit(at_a_glance(self._story, t, float(step), self._appearance.looks, people))

    def _look_named(self, text: str) -> str:
        try:
            return self._appearance.looks.of[parse_emotion(text)].shown_as
        except UserError:
            return ""

    def _show_lane(self, name: str, shown: bool) -> None:
        self.lanes[name].setVisible(shown)
        self._names[name].setVisible(shown)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, (name, lane) in enumerate([("all", self.overview), *self.lanes.items()]):
            self._names[name] = label(tr(LANES[name]), "small")
            grid.addWidget(self._names[name], row, 0, right)
            grid.addWidget(lane, row, 1)
            if lane is not self.overview:
                self._steering.steer(lane)
            if isinstance(lane, TimelineStrip):  # its words lie beneath it
                self._names[name].setContentsMargins(0, 0, 0, self._appearance.scaled(WORDS_PX))
            if isinstance(lane, StackLane):
                grid.setRowStretch(row, 2)
        grid.addWidget(self.axis, grid.rowCount(), 1)
        grid.setColumnStretch(1, 1)
        for name in ("you", "it was", "a person"):
            self._show_lane(name, False)
