"""The settings' page on how soon a feeling is named, how readily the card changes, and who reads voices."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from fusion.emotions import Emotion
from fusion.session.session import Session
from ui.settings import Settings
from ui.widgets.choice import Choice, name_of
from ui.widgets.parts import explained, label
from ui.windows.pace_preview import PacePreview
from ui.windows.reader_line import ReaderLine
from ui.windows.telling.teller import Voice, voice_for
from ui.wording.translation import mark, tr

SENSITIVITIES = {
    "sooner": mark("Sooner, and wrong more often"),
    "usual": mark("As usual"),
    "later": mark("Only when surer, and silent more often"),
}
PACES = {
    "quicker": mark("Quicker, and changing more often"),
    "usual": mark("As usual"),
    "calmer": mark("Steadier, and later with a true change"),
}
SENSITIVITY_EXPLAINED = mark(
    "How sure a reading has to be before a feeling is named; below that it is “hard to tell”. Even the "
    "surest reading is a guess, learnt from acted voices and posed faces."
)
PACE_EXPLAINED = mark(
    "How much must speak for another feeling before the card changes. No reading stays once the voice or the "
    "face behind it is gone."
)
READERS = {"small": mark("The small network, built in"), "large": mark("The larger one, fetched once")}
READER_EXPLAINED = mark(
    "If you rely on the voice alone, the larger one is worth it: in tests it named 80 of 100 changes of "
    "feeling, the small one 68. The card is no steadier with it, and it asks more of the processor. It "
    "listens from the next start on; until it is on this computer, the small one does."
)
TELLING = {"off": mark("No"), "spoken": mark("Say them"), "tone": mark("With a soft tone")}
TELLING_EXPLAINED = mark(
    "Only what the card calls likely or very likely, at most every five seconds. The tone rises for a "
    "pleasant feeling, falls for an unpleasant one, and is level for calm and surprise. Best with "
    "headphones: the microphone, and the other person, hear a loudspeaker too."
)


class PacePage(QWidget):
    """Four choices, each with its price; all but the third hold at once.

    Parameters
    ----------
    settings
        Changed in place; ``changed`` asks for it to be saved.
    session
        The session under way, if any.
    preview
        Shows what the first two choices make of the last two minutes; beneath them.
    """

    changed = pyqtSignal()

    def __init__(
        self, settings: Settings, session: Callable[[], Session | None], preview: PacePreview | None = None
    ) -> None:
        super().__init__()
        self.preview = preview
        self._settings = settings
        self._session = session
        self._voice: Voice | None = None
        self.sensitivity, self.pace, self.reader, self.telling = Choice(), Choice(), Choice(), Choice()
        for box, of, values in (
            (self.sensitivity, "sensitivity", SENSITIVITIES),
            (self.pace, "pace", PACES),
            (self.reader, "voice_reader", READERS),
            (self.telling, "tell_changes", TELLING),
        ):
            box.offer(((value, tr(words)) for value, words in values.items()), getattr(settings, of))
            box.picked.connect(partial(self._set, of))
        self.telling.picked.connect(self._tell_aloud)
        self.larger = ReaderLine()
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)  # beside large text
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(6)
        for words, box, more in (
            (tr("Name a feeling"), self.sensitivity, tr(SENSITIVITY_EXPLAINED)),
            (tr("Change the card"), self.pace, tr(PACE_EXPLAINED)),
            (tr("Read voices with"), self.reader, tr(READER_EXPLAINED)),
            (tr("Tell changes aloud"), self.telling, tr(TELLING_EXPLAINED)),
        ):
            form.addRow(name_of(box, words), box)
            beneath = explained(box, more)
            beneath.setContentsMargins(0, 0, 0, 14)
            form.addRow(beneath)
            if preview is not None and box is self.pace:
                form.addRow(preview)
            if box is self.reader:
                form.addRow(self.larger)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 16, 4, 4)
        column.addLayout(form)
        self.trouble = label("", "muted", wrap=True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addStretch(1)

    def close_down(self) -> None:
        """Be silent."""
        if self._voice is not None:
            self._voice.close()
            self._voice = None

    def _tell_aloud(self) -> None:
        """Let an example be heard; what cannot be heard here is not chosen, and why is said."""
        self.close_down()
        self._voice = voice_for(self._settings)
        trouble = self._voice.trouble if self._voice is not None else ""
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        if trouble:
            self.telling.choose("off")
            self._set("tell_changes", "off")
        elif self._voice is not None:
            self._voice.tell(Emotion.HAPPY, tr("Changes are told like this."))

    def _set(self, name: str, value: str) -> None:
        setattr(self._settings, name, value)
        session = self._session()
        if session is not None:
            self._settings.adjust(session)
        if self.preview is not None:
            self.preview.refresh()
        self.changed.emit()
