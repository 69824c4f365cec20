"""The review window: past conversations, and one of them at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fusion.log.timeline import SessionRecord, Timeline
from ui import __version__
from ui.widgets.appearance import Appearance
from ui.widgets.parts import ElidedLabel, label, resize_within_screen, set_text
from ui.widgets.session_view import SessionView
from ui.windows.background import Background, Job, JobState
from ui.windows.explore_window import ExploreWindow
from ui.wording.explore_source import stretch_of
from ui.wording.failures import failure_in_words
from ui.wording.session_story import details_of, lines_of, tell, title_of

LISTING = "Opening the log…"
EMPTY = "No conversation has been logged yet. Once one has, you can look back at it here."


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

    def __init__(self, timeline: Timeline, appearance: Appearance) -> None:
        super().__init__()
        self._timeline = timeline
        self._appearance = appearance
        self._background = Background()
        self._records: list[SessionRecord] = []
        self._listing: Job | None = None
        self._opening: Job | None = None
        self._closed = False
        self.setWindowTitle("Attune: looking back")
        self.setMinimumSize(820, 560)
        resize_within_screen(self, 1240, 820)
        self.sessions = QListWidget()
        self.sessions.setAccessibleName("Past conversations")
        self.sessions.setProperty("role", "sessions")
        self.sessions.currentRowChanged.connect(self._open)
        self.delete_all = QPushButton("Delete all…")
        self.delete_all.clicked.connect(lambda: self._delete_all())
        self.explore = QPushButton("Explore the sound…")
        self.explore.setToolTip("The sound of the whole, or around the chosen moment, in pictures (Ctrl+E)")
        self.explore.clicked.connect(lambda: self._explore())
        self._explorer: ExploreWindow | None = None
        self.view = SessionView(appearance)
        self.view.renamed.connect(self._rename)
        self.view.noted.connect(self._note)
        self.view.delete.connect(self._delete)
        self.view.export.connect(self._export)
        self.view.compare.connect(self._show_labels)
        self._empty = label(LISTING, "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)

        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(label("Past conversations", "heading"))
        left.addWidget(self.sessions, 1)
        left.addWidget(self.explore, 0, Qt.AlignmentFlag.AlignLeft)
        left.addWidget(self.delete_all, 0, Qt.AlignmentFlag.AlignLeft)
        side = QWidget()
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        side.setFixedWidth(appearance.scaled(280))
        row = QHBoxLayout()
        row.setContentsMargins(20, 16, 20, 16)
        row.setSpacing(18)
        row.addWidget(side)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.view)
        self._scroll.setAccessibleName("The chosen conversation")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row.addWidget(self._scroll, 1)
        row.addWidget(self._empty, 1)
        centre = QWidget()
        centre.setProperty("role", "window")
        centre.setLayout(row)
        self.setCentralWidget(centre)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.reload)
        QShortcut(QKeySequence("Ctrl+E"), self).activated.connect(self._explore)
        QShortcut(QKeySequence("Escape"), self).activated.connect(self._leave)
        self.reload()

    def reload(self) -> None:
        """Read the list of sessions anew; the chosen one stays chosen."""
        self._list(self._show_list)

    def _list(self, then: Callable[[list[SessionRecord]], object]) -> None:
        if self._listing is not None:
            self._listing.cancel()
        self._listing = self._background.run(
            "listing the conversations", self._timeline.sessions, then, self._not_listed
        )

    def _not_listed(self, error: Exception) -> None:
        words = f"The conversations could not be listed. {failure_in_words(error)}"
        if self._records:
            self.view.say(words)
        else:
            set_text(self._empty, words)

    def _show_list(self, records: list[SessionRecord]) -> None:
        chosen = self._chosen()
        self._records = records
        self.sessions.blockSignals(True)
        self.sessions.clear()
        for record in self._records:
            self._add_item(record)
        self.sessions.blockSignals(False)
        set_text(self._empty, EMPTY)
        self._empty.setVisible(not self._records)
        self._scroll.setVisible(bool(self._records))
        self.delete_all.setEnabled(any(not r.running for r in self._records))
        ids = [r.id for r in self._records]
        if ids:
            self.sessions.setCurrentRow(ids.index(chosen.id) if chosen and chosen.id in ids else 0)

    def _add_item(self, record: SessionRecord) -> None:
        item = QListWidgetItem()
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title_of(record)}, {details_of(record)}")
        face = QWidget()
        face.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(face)
        column.setContentsMargins(14, 10, 12, 10)
        column.setSpacing(1)
        column.addWidget(ElidedLabel(title_of(record), role="title"))
        for line in lines_of(record):
            column.addWidget(ElidedLabel(line))
        item.setSizeHint(QSize(0, face.sizeHint().height() + 8))
        self.sessions.addItem(item)
        self.sessions.setItemWidget(item, face)

    def tell(self, text: str) -> None:
        """A line on something that happened."""
        self.view.say(text)

    def _chosen(self) -> SessionRecord | None:
        row = self.sessions.currentRow()
        return self._records[row] if 0 <= row < len(self._records) else None

    def _open(self, row: int) -> None:
        record = self._chosen()
        if record is None:
            return
        self.view.show_opening(record)
        timeline, looks = self._timeline, self._appearance.looks
        if self._opening is not None:  # another one was chosen meanwhile
            self._opening.cancel()
        self._opening = self._background.run(
            "opening a conversation",
            lambda: tell(timeline, record, looks),
            self.view.show_story,
            lambda error: self.view.say(f"It could not be opened. {failure_in_words(error)}"),
        )

    def _change(
        self, name: str, work: Callable[[], object], then: Callable[[], object], failed: Callable[[], str]
    ) -> None:
        """Change the log elsewhere; ``failed`` puts the window right and says what did not happen."""
        self._background.run(
            name,
            work,
            lambda _none: then(),
            lambda error: self.view.say(f"{failed()} {failure_in_words(error)}"),
        )

    def _rename(self, title: str) -> None:
        record = self._chosen()
        if record is not None and title != record.title:
            self._change(
                "renaming a conversation",
                lambda: self._timeline.rename(record.id, title),
                self.reload,
                lambda: "The title could not be kept.",
            )

    def _note(self, t: float, text: str) -> None:
        record = self._chosen()
        if record is None:
            return

        def not_kept() -> str:
            if not self.view.note.text():
                self.view.note.setText(text)
            return "The note could not be kept."

        self._change(
            "keeping a note",
            lambda: self._timeline.add_note(record.id, t, text),
            lambda: self._open(self.sessions.currentRow()),
            not_kept,
        )

    def _explore(self) -> None:
        """Show the chosen conversation's sound; without one, wait for a recording to be chosen."""
        from ui.demo.clip import DEMO_CLIP

        if self._explorer is None:
            self._explorer = ExploreWindow(self._appearance)
            self._explorer.closed.connect(self._explorer_closed)
        story = self.view.story
        if story is not None:
            stretch = stretch_of(
                story.record, story.events, self.view.chosen_moment, DEMO_CLIP, story.recording
            )
            self._explorer.show_stretch(stretch)
        self._explorer.show()
        self._explorer.raise_()

    def _explorer_closed(self) -> None:
        if self._explorer is not None:
            self._explorer.deleteLater()
            self._explorer = None

    def _leave(self) -> None:
        """Close, but not over a note that is being written."""
        if self.view.note.hasFocus() and self.view.note.text().strip():
            self.sessions.setFocus()
        else:
            self.close()

    def _delete(self) -> None:
        record = self._chosen()
        if record is None:
            return
        if self._sure(
            f"Delete “{title_of(record)}”?", "It is gone for good. Exported files stay where they are."
        ):
            self._forget([record])

    def _delete_all(self) -> None:
        past = [r for r in self._records if not r.running]
        if self._sure(
            f"Delete all {len(past)} conversations?" if len(past) != 1 else "Delete the one conversation?",
            "They are gone for good. Exported files stay where they are.",
        ):
            self._forget(past)

    def _forget(self, records: Sequence[SessionRecord]) -> None:
        def delete() -> None:
            self._timeline.delete(*(record.id for record in records))

        def not_deleted() -> str:
            self.reload()  # one may be going on
            return "None could be deleted." if len(records) > 1 else "It could not be deleted."

        self.view.say("Deleting…")
        self._change("deleting conversations", delete, self.reload, not_deleted)

    def _sure(self, question: str, consequence: str) -> bool:
        box = QMessageBox(self)
        box.setWindowTitle("Attune")
        box.setText(question)
        box.setInformativeText(consequence)
        delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.exec()
        return box.clickedButton() is delete

    def _export(self, format: str, target: str) -> None:
        from fusion.exports.formats import write
        from fusion.exports.talk import talk_of

        record = self._chosen()
        if record is None:
            return
        path, timeline = Path(target), self._timeline
        self.view.say("Writing the file…")
        self._background.run(
            "exporting a conversation",
            lambda: write(talk_of(timeline, record.id, {"exported_by_attune": __version__}), path, format),
            lambda _paths: self.view.say(f"Saved as {path}."),
            lambda error: self.view.say(f"{path} could not be written. {failure_in_words(error)}"),
        )

    def _show_labels(self, source: str) -> None:
        from fusion.exports.talk import session_time
        from fusion.labels.human import Label
        from fusion.labels.reading import read_labels

        story = self.view.story
        if story is None:
            return

        def read() -> list[Label]:
            return [
                Label(session_time(s.t_start, story.events), session_time(s.t_end, story.events), s.text)
                for s in read_labels(Path(source)).labels
            ]

        def show(labels: list[Label]) -> None:
            if self.view.story is story:
                self.view.lanes.show_labels(labels)
                self.view.say(f"{len(labels)} labels of {Path(source).name} stand among the lanes.")

        self._background.run(
            "reading labels", read, show, lambda error: self.view.say(failure_in_words(error))
        )

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        activated = event is not None and event.type() == QEvent.Type.ActivationChange
        listing = self._listing is not None and self._listing.state is JobState.RUNNING
        if activated and self.isActiveWindow() and not self._closed and not listing:
            self._list(self._show_fresh)

    def _show_fresh(self, records: list[SessionRecord]) -> None:
        if [(r.id, r.running) for r in records] != [(r.id, r.running) for r in self._records]:
            self._show_list(records)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if not self._closed:
            self._closed = True
            if self._explorer is not None:
                self._explorer.close()
            self._background.end_with("closing the log", self._timeline.close, lambda: self.closed.emit())
        super().closeEvent(event)

    def finish(self) -> None:
        """Wait, but not for ever, until nothing of the log is being read or written any more."""
        self._background.finish()
