"""The review window: past conversations, and one of them at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PyQt6.QtWidgets import QHBoxLayout, QMainWindow, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from fusion.log.records import SessionRecord
from fusion.log.timeline import Timeline
from fusion.log.told import Told
from ui.widgets.answers import answer_to
from ui.widgets.appearance import Appearance
from ui.widgets.parts import label, set_text
from ui.widgets.placing import resize_within_screen
from ui.widgets.session_view import SessionView
from ui.widgets.shortcut_first import ShortcutFirst
from ui.windows.background import Background, Job, JobState
from ui.windows.review.by_age import ByAge
from ui.windows.review.changes import Changes
from ui.windows.review.deletions import Deletions
from ui.windows.review.in_short import InShort
from ui.windows.review.keeping import KeepingDialog, forget_old
from ui.windows.review.sessions_side import SessionsSide
from ui.windows.review.uses import Uses
from ui.wording.failures import failure_in_words
from ui.wording.session_story import Story, tell
from ui.wording.translation import mark, tr

LISTING = mark("Opening the log…")
EMPTY = mark("There are no conversations in the log yet. Once there are, you can look back at them here.")
ALL_GO = mark("All conversations are about to be deleted. Undo, above, keeps them.")
SIDE_PX, SIDE_AT_MOST = 280, 0.34
"""Width of the list at the ordinary text size, pixels, and how much of the window it may take."""


class ReviewWindow(QMainWindow):
    """Lists the log's sessions and shows the chosen one.

    Nothing of the log is read or written on the window's thread: it may be locked, or hours long.

    Parameters
    ----------
    timeline
        The log; the window closes it when it is closed itself, and then says ``closed``.
    appearance
        Colours and words.
    """

    closed = pyqtSignal()
    stayed = pyqtSignal()
    """It was to be closed, but what was written could not be kept: it is there again, with the words."""
    settings_changed = pyqtSignal()

    def __init__(self, timeline: Timeline, appearance: Appearance) -> None:
        super().__init__()
        self._timeline = timeline
        self._appearance = appearance
        self._background = Background()
        self._records: list[SessionRecord] = []
        self._told: Mapping[int, Told] = {}
        self._forget_after = appearance.settings.keep_days
        self._without_kept: tuple[int, ...] = ()
        self._listing: Job | None = None
        self._opening: Job | None = None
        self._leaving = self._closed = False
        self.setWindowTitle(tr("Attune: looking back"))
        self.setMinimumSize(820, 560)
        resize_within_screen(self, 1240, 820)
        self.side = SessionsSide(appearance)
        self.side.chosen.connect(self._open)
        self.side.keeping.connect(self._show_keeping)
        self.side.month.connect(self._show_month)
        self._in_short = InShort(timeline, self._background, self.side, appearance)
        self.deletions = Deletions(timeline, self._background)
        self.deletions.changed.connect(self._show_records)
        self.deletions.changed.connect(self._follow_kept)
        self.deletions.back.connect(self.side.choose)
        self.deletions.undone.connect(self._taken_back)
        self.deletions.gone.connect(self._forget)
        self.deletions.failed.connect(self._not_deleted)
        self.by_age = ByAge(appearance.settings, self.deletions)
        self.by_age.changed.connect(self.settings_changed)
        self.view = SessionView(appearance)
        self.status = label("", "small", wrap=True)  # on one line a remedy at its end would be cut off
        folds = self.status.sizePolicy()
        folds.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self.status.setSizePolicy(folds)
        self.status.hide()
        self.view.said.connect(self._say)
        self._changes = Changes(timeline, self._background, self.view)
        self._changes.made.connect(self.reload)
        self._changes.settled.connect(self._settled)
        self.view.delete.connect(self._delete)
        self.view.delete_kept.connect(lambda: self._delete(only_kept=True))
        self.uses = Uses(self, timeline, self._background, self.view, appearance, self._shown)
        self._empty = label(tr(LISTING), "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._words = appearance.looks, appearance.settings.language
        appearance.changed.connect(self._restyled)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.reload)
        QShortcut(QKeySequence("Ctrl+E"), self).activated.connect(self.uses.explore)
        ShortcutFirst(self, "Ctrl+E", self.side.search, self.view.title, self.view.notes.line)
        QShortcut(QKeySequence("F2"), self).activated.connect(self._begin_renaming)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.uses.show_page)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.side.search.setFocus)
        self.side.search.returnPressed.connect(
            lambda: self.view.lanes.point_at_words(self.side.search.text())
        )
        QShortcut(QKeySequence("Escape"), self).activated.connect(self._leave)
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self.deletions.undo_if_any)
        self.reload()

    def _lay_out(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.view)
        self._scroll.setAccessibleName(tr("The chosen conversation"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click beside all else frames no page
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.deletions)
        right.addWidget(self._scroll, 1)
        right.addWidget(self.status)  # beneath it: within, it could lie where nobody looks
        right.addWidget(self._empty, 1)
        self._scroll.hide()  # until it is known whether there is anything
        row = QHBoxLayout()
        row.setContentsMargins(20, 16, 20, 16)
        row.setSpacing(18)
        row.addWidget(self.side)
        row.addLayout(right, 1)
        centre = QWidget()
        centre.setProperty("role", "window")
        centre.setLayout(row)
        self.setCentralWidget(centre)
        last = self.view.last_stop
        for button in (self.side.month_button, self.side.keeping_button):  # after all else
            QWidget.setTabOrder(last, button)
            last = button

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """The list has the width that its words need, but never so much that none is left for the rest."""
        self.side.setFixedWidth(min(self._appearance.scaled(SIDE_PX), round(self.width() * SIDE_AT_MOST)))

    def _restyled(self) -> None:
        """What is told is told anew where it is in other words by now."""
        self._share_width()
        words = self._appearance.looks, self._appearance.settings.language
        if words != self._words and not self._closed:
            self._words = words
            self.reload()

    def reload(self) -> None:
        """Read the list of sessions anew; the chosen one stays chosen."""
        self._list(self._show_list)

    def _list(self, then: Callable[[tuple[list[SessionRecord], dict[int, Told]]], object]) -> None:
        if self._listing is not None:
            self._listing.cancel()
        timeline, days, forgot_at = self._timeline, self._forget_after, self._appearance.settings.forgot_at

        def read() -> tuple[list[SessionRecord], tuple[list[SessionRecord], dict[int, Told]]]:
            old = forget_old(timeline, days, forgot_at) if days is not None else []
            return old, (timeline.sessions(), timeline.told())

        def listed(found: tuple[list[SessionRecord], tuple[list[SessionRecord], dict[int, Told]]]) -> None:
            then(found[1])
            if self._forget_after is not None:  # once: what is put aside later can be taken back
                self._forget_after = None
                self.by_age.found(found[0])

        self._listing = self._background.run("listing the conversations", read, listed, self._not_listed)

    def _not_listed(self, error: Exception) -> None:
        words = tr("The conversations could not be listed. {why}", why=failure_in_words(error))
        if self._records:
            self.view.say(words)
        else:
            set_text(self._empty, words)

    def _show_list(self, listed: tuple[list[SessionRecord], Mapping[int, Told]]) -> None:
        self._records, self._told = listed
        before = self.side.number
        self._show_records()
        if before is not None and self.side.number == before:
            self._open()  # it may have gone on
        self._in_short.read(self._records)

    def _show_records(self) -> None:
        """Show the list without what is put aside to be deleted."""
        waiting = self.deletions.waiting
        kept = [r for r in self._records if r.id not in waiting]
        set_text(self._empty, tr(ALL_GO if waiting else EMPTY))
        self._empty.setVisible(not kept)
        self._scroll.setVisible(bool(kept))
        if not kept:  # nobody could stop it there
            self.view.player.stop()
        self.side.show_sessions(kept, self._told)

    @property
    def busy(self) -> bool:
        """Whether anything is being read or written."""
        return self._background.busy

    def tell(self, text: str) -> None:
        """A line on something that happened."""
        self.view.say(text)

    def _say(self, words: str) -> None:
        """Show a line beneath the conversation; there is none where there is nothing to say."""
        bar, centre = self._scroll.verticalScrollBar(), self.centralWidget()
        at_the_end = bar is not None and bar.value() == bar.maximum()
        set_text(self.status, words)
        self.status.setAccessibleName(words)
        self.status.setVisible(bool(words))
        if at_the_end and bar is not None and centre is not None and (layout := centre.layout()) is not None:
            layout.activate()
            bar.setValue(bar.maximum())  # the button that was pressed there is still seen

    def _chosen(self) -> SessionRecord | None:
        return next((r for r in self._records if r.id == self.side.number), None)

    def _shown(self) -> SessionRecord | None:
        """The conversation one looks at, though a search may have taken it out of the list."""
        story = self.view.story
        return self._chosen() or (None if story is None else story.record)

    def _open(self) -> None:
        record = self._chosen()
        if record is None:
            return
        bar, before = self._scroll.verticalScrollBar(), self.view.record
        if bar is not None and (before is None or before.id != record.id):
            bar.setValue(0)  # which one it is stands at the top
        self.view.show_opening(record)
        timeline, looks = self._timeline, self._appearance.looks
        if self._opening is not None:  # another one was chosen meanwhile
            self._opening.cancel()
        self._opening = self._background.run(
            "opening a conversation",
            lambda: tell(timeline, record, looks),
            self._show_story,
            lambda error: self.view.say(tr("It could not be opened. {why}", why=failure_in_words(error))),
        )

    def _show_story(self, story: Story) -> None:
        aside = story.record.id in self._without_kept  # what is to be deleted is not played any more
        self.view.show_story(replace(story, kept=()) if aside else story)

    def _follow_kept(self) -> None:
        """Sound and picture have been put aside, taken back or deleted."""
        if self._without_kept != self.deletions.without_kept:
            self._without_kept = self.deletions.without_kept
            self._open()

    def _leave(self) -> None:
        """Close, but not over what is being written; a search, and what is selected, go first."""
        line, search = self.view.notes.line, self.side.search
        if line.hasFocus() and line.text().strip():
            self.view.notes.leave()
            self.side.list.setFocus()
        elif search.hasFocus() and search.text():
            search.clear()
        elif self.view.title.hasFocus():
            self.view.leave_title()
            self.side.list.setFocus()
        elif self.deletions.isVisible():  # closing would delete for good, and Escape means: rather not
            self.deletions.undo.setFocus()
        elif self.view.lanes.view.selection is not None:
            self.view.lanes.view.select_nothing()
        else:
            self.close()

    def _begin_renaming(self) -> None:
        self.view.title.setFocus()
        self.view.title.selectAll()

    def _delete(self, *, only_kept: bool = False) -> None:
        record = self._shown()
        if record is not None and not record.running:
            self.deletions.add([record], only_kept=only_kept)
            if not only_kept:  # its button is another conversation's now
                (self.side.list if self.side.listed else self.deletions.undo).setFocus()

    def _show_keeping(self) -> None:
        waiting = self.deletions.waiting
        past = [r for r in self._records if not r.running and r.id not in waiting]
        dialog = KeepingDialog(self, len(past), self._appearance.settings.keep_days)
        dialog.keep_for.connect(self._keep_for)
        dialog.delete_all.connect(lambda: self.deletions.add(past))
        answer_to(dialog)

    def _keep_for(self, days: int | None) -> None:
        self.by_age.keep_for(days, [r for r in self._records if not r.running])

    def _taken_back(self) -> None:
        self.side.list.setFocus()  # the button that was pressed is gone

    def _show_month(self) -> None:
        waiting = self.deletions.waiting
        kept = [r for r in self._records if r.id not in waiting]
        self.uses.show_month(kept)

    def _forget(self, number: int) -> None:
        self.view.notes.forget(number)
        self._records = [r for r in self._records if r.id != number]
        self._show_records()

    def _not_deleted(self, words: str) -> None:
        self.view.say(words)
        self.reload()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        activated = event is not None and event.type() == QEvent.Type.ActivationChange
        listing = self._listing is not None and self._listing.state is JobState.RUNNING
        if activated and self.isActiveWindow() and not self._closed and not listing:
            self._list(self._show_fresh)

    def _show_fresh(self, listed: tuple[list[SessionRecord], Mapping[int, Told]]) -> None:
        going_on = any(r.running for r in listed[0])  # there is more of it by now
        if going_on or [(r.id, r.running) for r in listed[0]] != [(r.id, r.running) for r in self._records]:
            self._show_list(listed)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if not self._closed:
            self._leaving = True
            self.uses.close()
            self.view.player.stop()
            self.view.keep_written()
            if not self._changes.under_way:
                self._end()
        super().closeEvent(event)

    def _settled(self, all_kept: bool) -> None:
        """What was written as the window closed is in the log; or it is not, and the window comes back."""
        if not self._leaving:
            return
        if all_kept and not self.isVisible():
            self._end()
            return
        self._leaving = False
        if not all_kept:
            self.show()
            self.raise_()
            self.stayed.emit()

    def _end(self) -> None:
        self._closed = True
        self.by_age.end()
        self.view.player.let_go()
        delete, timeline = self.deletions.last_work(), self._timeline

        def last() -> None:
            try:
                delete()
            finally:
                timeline.close()

        self._background.end_with("closing the log", last, lambda: self.closed.emit())

    def finish(self) -> list[str]:
        """Wait, but not for ever, until nothing of the log is being read or written any more.

        Returns
        -------
        list of str
            What the user wrote that could not be kept, a sentence each.
        """
        if self._leaving and not self._closed:
            self._end()
        self._background.finish()
        return [
            tr("What you wrote could not be kept: “{words}”.", words=words) for words in self._changes.unkept
        ]
