"""One past conversation: title, summary, strip, curves, events, and what can be done with it."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fusion.emotions import Emotion
from fusion.events import OwnLabel, SessionEvent
from fusion.log.records import SessionRecord
from ui.widgets.appearance import Appearance
from ui.widgets.documents import file_name_of, in_documents, where_to_save
from ui.widgets.events_list import EventsList
from ui.widgets.flow import Flow
from ui.widgets.note_editor import OWN, NoteEditor
from ui.widgets.own_label_button import OwnLabelButton
from ui.widgets.parts import Card, ElidedLabel, label, name_once, set_text
from ui.widgets.playback import Playback
from ui.widgets.player import Player
from ui.widgets.timeline.jumps import Jumps
from ui.widgets.timeline.lanes import TimelineLanes
from ui.widgets.timeline.legend import Legend
from ui.wording.agreement import agreement_of, agreement_words
from ui.wording.durations import moment_words
from ui.wording.from_below import from_below
from ui.wording.passage import passage_words
from ui.wording.session_story import (
    NOT_FACTS,
    Story,
    details_of,
    event_words,
    moment_of_day,
    summary_words,
    time_of_day,
    title_of,
    told_events,
)
from ui.wording.translation import mark, together, tr

LONGEST_TITLE = 120
HOW = mark(
    "Click on a moment to read what it said. Drag to move along, turn the wheel with Ctrl to zoom, drag with "
    "Shift to select."
)


class SessionView(QWidget):
    """Shows a :class:`ui.wording.session_story.Story`; what changes the log is asked for by signal."""

    renamed = pyqtSignal(str)
    note_changed = pyqtSignal(object, str)
    """A note or bookmark (SessionEvent), and its new text."""
    note_deleted = pyqtSignal(object)
    """A note or bookmark (SessionEvent) that is to go."""
    labelled = pyqtSignal(float, object)
    """A moment (s), and what it was until then in the user's own eyes (OwnLabel)."""
    said = pyqtSignal(str)
    """A line on what has just been done ("" for none), to stand where it is always seen."""
    page = pyqtSignal()
    """Show it on a page."""
    delete = pyqtSignal()
    delete_kept = pyqtSignal()
    """Delete what was kept of its sound and picture, and no more."""
    export = pyqtSignal(str, str)
    """The format (a name in :data:`fusion.exports.formats.FORMATS`) and the file to write."""

    compare = pyqtSignal(str)
    """A file of a person's labels, to be shown beside it."""

    explore = pyqtSignal()
    """Look at its sound."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._record: SessionRecord | None = None
        self._story: Story | None = None
        self._point_first: float | None = None
        """Where a note waits, s: to be pointed at once the story is here."""
        self.title = QLineEdit()
        self.title.setMaxLength(LONGEST_TITLE)
        name_once(self.title, tr("Title"))
        self.title.editingFinished.connect(self._title_changed)
        self._details = label("", "small", wrap=True)
        self.summary = label("", wrap=True)
        self.lanes = TimelineLanes(appearance)
        self.lanes.view.pointed.connect(self._pointed)
        self.lanes.view.selected.connect(self._pointed)
        self._glanced = ElidedLabel()
        self.lanes.glanced.connect(self._glanced.show_text)
        self.player = Player(appearance)
        self.playback = Playback(self.player, self.lanes)
        self.delete_kept_button = QPushButton(tr("Delete sound and picture"))
        self.delete_kept_button.setToolTip(tr("What was read of it stays, with your notes and labels"))
        self.delete_kept_button.clicked.connect(self.delete_kept)
        self.player.put_beside(self.delete_kept_button)
        self.moment = label("", wrap=True)
        self.moment.setMinimumHeight(appearance.scaled(42))
        self.moment.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.events = EventsList()
        self.events.chosen.connect(self._event_chosen)
        self.notes = NoteEditor()
        self.notes.changed.connect(self.note_changed)
        self.notes.deleted.connect(self.note_deleted)
        self.own_label = OwnLabelButton(appearance)
        self.own_label.setProperty("role", "quiet")  # as the buttons beside it
        self.own_label.chosen.connect(self._label)
        self.jumps = Jumps(self.lanes, [self.own_label])
        self._export = QPushButton(tr("Export…"))
        self._export.setToolTip(tr("As a table, for ELAN, Praat, a player and others"))
        self._export.clicked.connect(self._ask_where)
        self.explore_button = QPushButton(tr("Explore the sound…"))
        self.explore_button.setToolTip(
            tr("The sound of the whole, or around the chosen moment, in pictures (Ctrl+E)")
        )
        self.explore_button.clicked.connect(self.explore)
        self.page_button = QPushButton(tr("On a page…"))
        self.page_button.setToolTip(tr("A summary to be read, saved as PDF or printed (Ctrl+P)"))
        self.page_button.clicked.connect(self.page)
        self._labels = QPushButton(tr("Labels…"))
        self._labels.setToolTip(tr("Show what a person says of it: from ELAN, Praat, Audacity or a table"))
        self._labels.clicked.connect(self._ask_for_labels)
        self._delete = QPushButton(tr("Delete conversation"))
        self._delete.clicked.connect(self.delete)
        self._pointed()
        self._lay_out()

    def show_opening(self, record: SessionRecord) -> None:
        """Show the head of a session whose readings are still being fetched."""
        another = self._record is None or self._record.id != record.id
        if another:
            self._story = None
            self._point_first = self.notes.turn_to(record.id)
            self.lanes.show_story(None)
            self.playback.show_story(None)
            self.events.clear()
            set_text(self.summary, tr("Opening…"))
            set_text(self.moment, "")
            self._glanced.show_text("")
            self.say("")
        if another or not self.title.isModified():
            self._show_title(record.title)  # but nothing is written over that is being typed
        self._record = record
        self.title.setPlaceholderText(tr("{title} (type a title)", title=title_of(record)))
        set_text(self._details, details_of(record))
        self._delete.setEnabled(not record.running)
        self._delete.setToolTip(tr("It is still going on.") if record.running else "")

    def show_story(self, story: Story) -> None:
        """Show a session."""
        added = self._added_to(story)
        self._story = story
        looks = story.worded(self._appearance.looks)
        summary = summary_words(story.spans, looks)
        said = [summary, agreement_words(agreement_of(story, looks))]
        set_text(self.summary, together(*said, tr(NOT_FACTS) if story.spans else ""))
        self.lanes.show_story(story)
        if self._point_first is not None:
            self.point_at(self._point_first)
            self._point_first = None
        self.playback.show_story(story)
        self.delete_kept_button.setVisible(bool(story.kept) and not story.record.running)
        self.events.show_events(
            ((event, self._line_of(story, event)) for event in told_events(story.events)), added
        )
        self.events.setVisible(self.events.count() > 0)
        self._pointed()

    def _added_to(self, story: Story) -> SessionEvent | None:
        """The one note, bookmark or label that has come since; none while one is being changed."""
        if self._story is None or self.notes.changing:
            return None
        known = [event for event in self._story.events if event.kind in OWN]
        added = [event for event in told_events(story.events) if event.kind in OWN and event not in known]
        return added[0] if len(added) == 1 else None

    def _line_of(self, story: Story, event: SessionEvent) -> str:
        looks = story.worded(self._appearance.looks)
        words = event_words(event, looks, recorded=story.recording is not None)
        return f"{moment_of_day(story.record, event.t)}   {words}"

    @property
    def record(self) -> SessionRecord | None:
        """The session that is shown or being opened, None while there is none."""
        return self._record

    @property
    def story(self) -> Story | None:
        """The session shown, None while there is none."""
        return self._story

    @property
    def last_stop(self) -> QWidget:
        """Where Tab comes last."""
        return self._delete

    @property
    def chosen_moment(self) -> float | None:
        """The moment pointed at, seconds; None where none is."""
        return self.lanes.view.cursor

    def say(self, text: str) -> None:
        """A line on what has just been done."""
        self.said.emit(text)

    def point_at(self, t: float | None) -> None:
        """Show one moment (s) in the lanes and in words."""
        self.lanes.view.point(t)

    def _pointed(self) -> None:
        """Say what was read in the stretch selected, or else at the moment pointed at; a note goes there."""
        place = self._place_of_note()
        self.notes.point(place, playing=self.player.playing)
        self.own_label.setEnabled(place is not None)
        story, t, selection = self._story, self.chosen_moment, self.lanes.view.selection
        if story is None or (t is None and selection is None):
            set_text(self.moment, "" if story is None else tr(HOW))  # where it can take several lines
            return
        looks = story.worded(self._appearance.looks)
        if selection is not None:
            set_text(self.moment, passage_words(story, *selection, looks))
        elif t is not None:
            reading = story.reading_at(t, looks)
            words = reading.spoken if reading is not None else tr("Nothing was being read.")
            before = story.to_a_stranger_at(t, looks)
            said = tr(
                "At {time} ({of_day}): {words} {before}",
                time=moment_words(t),
                of_day=time_of_day(story.record, t),
                words=words,
                before=before,
            )
            set_text(self.moment, said.strip())
        if not self.player.playing:
            self.lanes.cursor_words.tell(self.moment.text())

    def minimumSizeHint(self) -> QSize:
        """As high as the words need at this width: a scroll area asks for no height by width itself."""
        hint, layout = super().minimumSizeHint(), self.layout()
        if layout is not None and self.width() >= hint.width():
            hint.setHeight(max(hint.height(), layout.minimumHeightForWidth(self.width())))
        return hint

    def _lay_out(self) -> None:
        head = Card()
        column = QVBoxLayout(head)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self._details)
        column.addWidget(self.summary)
        past = Card()
        past_column = QVBoxLayout(past)
        past_column.setContentsMargins(20, 16, 20, 12)
        past_column.setSpacing(8)
        past_column.addWidget(self.lanes, 1)
        past_column.addWidget(Legend(self._appearance))
        past_column.addWidget(self._glanced)
        past_column.addWidget(self.moment)
        past_column.addWidget(self.jumps)
        doing = Flow()
        for button in (self.page_button, self._export, self._labels, self.explore_button, self._delete):
            doing.addWidget(button)
        self.events.setMinimumHeight(self._appearance.scaled(96))
        self.events.setMaximumHeight(self._appearance.scaled(170))
        self.events.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(3, 3, 6, 3)  # within the ring of the focus, and air before the scroll bar
        whole.setSpacing(12)
        whole.addWidget(head)
        whole.addWidget(self.player)
        whole.addWidget(past, 3)
        whole.addWidget(self.events, 1)
        whole.addWidget(self.notes)
        whole.addLayout(doing)

    def keep_written(self) -> None:
        """Keep notes and a title that are still being written, when the window closes."""
        if self.title.isModified():
            self._title_changed()
        self.notes.keep_all()

    def leave_title(self) -> None:
        """Let the title be what it was."""
        self._show_title(self._record.title if self._record is not None else "")

    def _show_title(self, title: str) -> None:
        self.title.setText(title)
        self.title.setCursorPosition(0)  # of a long one the beginning is seen

    def _title_changed(self) -> None:
        self.renamed.emit(" ".join(self.title.text().split()))

    def _event_chosen(self, event: SessionEvent) -> None:
        self.point_at(event.t)
        self.notes.edit(event)

    def _label(self, emotion: Emotion) -> None:
        """Keep what the user says of what is selected, or of the moment pointed at."""
        selection, t = self.lanes.view.selection, self.chosen_moment
        if selection is not None:
            self.labelled.emit(selection[1], OwnLabel(emotion, round(selection[1] - selection[0], 1)))
        elif t is not None:
            self.labelled.emit(t, OwnLabel(emotion, 0.0))

    def _place_of_note(self) -> float | None:
        """The beginning of what is selected, or the moment pointed at, or where a note waits; seconds."""
        selection = self.lanes.view.selection
        if selection is not None:
            return selection[0]
        return self.chosen_moment if self._point_first is None else self._point_first

    def _ask_where(self) -> None:
        from fusion.exports.formats import FORMATS, files_of

        if self._story is None:
            return
        by_words = {from_below(f.words): key for key, f in FORMATS.items()}
        kinds = {words: FORMATS[key].ending for words, key in by_words.items()}
        usual = next(words for words, key in by_words.items() if key == "csv")
        saved = where_to_save(
            self,
            tr("Export"),
            file_name_of(self._story.record),
            kinds,
            usual,
            lambda path, words: files_of(path, by_words[words]),
        )
        if saved is not None:
            path, words = saved
            self.export.emit(by_words[words], str(path))

    def _ask_for_labels(self) -> None:
        kinds = tr("Labels (*.eaf *.TextGrid *.txt *.csv *.tsv)")
        source, _ = QFileDialog.getOpenFileName(self, tr("Labels by a person"), in_documents(""), kinds)
        if source and self._story is not None:
            self.compare.emit(source)
