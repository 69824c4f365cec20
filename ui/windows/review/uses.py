"""What can be made of the conversation one looks at: a page, a file, a look at its sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QWidget

from fusion.labels.human import Label
from fusion.log.timeline import SessionRecord, Timeline
from ui.widgets.answers import answer_to
from ui.widgets.appearance import Appearance
from ui.widgets.documents import file_name_of
from ui.widgets.session_view import SessionView
from ui.windows.background import Background
from ui.windows.explore_window import ExploreWindow
from ui.windows.review.files import export, read_labels_of
from ui.windows.review.month import MonthDialog
from ui.windows.review.pages import PageDialog, picture_of
from ui.windows.review.tier_question import TierQuestion
from ui.wording.explore_source import stretch_of
from ui.wording.summary_page import session_page
from ui.wording.translation import tr_count


class Uses(QObject):
    """Does what the view asks for that changes nothing in the log.

    Parameters
    ----------
    parent
        The review.
    shown
        Gives the conversation one looks at, None while there is none.
    """

    def __init__(
        self,
        parent: QWidget,
        timeline: Timeline,
        background: Background,
        view: SessionView,
        appearance: Appearance,
        shown: Callable[[], SessionRecord | None],
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self._timeline = timeline
        self._background = background
        self._view = view
        self._appearance = appearance
        self._shown = shown
        self.explorer: ExploreWindow | None = None
        """The window on its sound while that is open."""
        view.export.connect(self._export)
        view.compare.connect(self._show_labels)
        view.explore.connect(self.explore)
        view.page.connect(self.show_page)

    def explore(self) -> None:
        """Show the chosen conversation's sound; without one, wait for a recording to be chosen."""
        from ui.demo.clip import DEMO_CLIP

        if self.explorer is None:
            self.explorer = ExploreWindow(self._appearance)
            self.explorer.closed.connect(self._explorer_closed)
        story = self._view.story
        if story is not None:
            stretch = stretch_of(
                story.record,
                story.events,
                self._view.chosen_moment,
                DEMO_CLIP,
                story.recording,
                story.kept,
                story.sound,
            )
            self.explorer.show_stretch(stretch)
        self.explorer.show()
        self.explorer.raise_()

    def close(self) -> None:
        """Close what was opened beside the review."""
        if self.explorer is not None:
            self.explorer.close()

    def _explorer_closed(self) -> None:
        if self.explorer is not None:
            self.explorer.deleteLater()
            self.explorer = None

    def show_page(self) -> None:
        """Show it on a page, to be saved or printed."""
        story = self._view.story
        if story is not None:
            settings = self._appearance.settings
            dialog = PageDialog(self._parent, file_name_of(story.record), settings.text_scale)
            picture = picture_of(story, settings)
            selected = self._view.lanes.view.selection
            dialog.show_page(session_page(story, self._appearance.looks, selected), picture)
            answer_to(dialog)

    def show_month(self, records: Sequence[SessionRecord]) -> None:
        """Show the months of these conversations on pages."""
        answer_to(MonthDialog(self._parent, self._timeline, records, self._appearance, self._background))

    def _export(self, format: str, target: str) -> None:
        record = self._shown()
        if record is not None:
            export(self._background, self._timeline, record, format, Path(target), self._view.say)

    def _show_labels(self, source: str) -> None:
        view, story, path = self._view, self._view.story, Path(source)
        if story is None:
            return

        def show(labels: list[Label]) -> None:
            if view.story is story:
                view.lanes.show_labels(labels)
                view.say(
                    tr_count(
                        "{n} label of {name} stands among the lanes.",
                        "{n} labels of {name} stand among the lanes.",
                        len(labels),
                        name=path.name,
                    )
                )

        read_labels_of(self._background, story, path, show, view.say, self._which_tier)

    def _which_tier(self, tiers: Sequence[str]) -> str | None:
        """Ask which one of them is meant; None where none is."""
        question = TierQuestion(self._parent, tiers)
        return str(question.choice.currentData()) if answer_to(question) else None
