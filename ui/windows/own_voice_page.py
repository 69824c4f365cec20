"""The settings' page on the user's own voice: read aloud once, or have it forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from audio_model.speakers.voiceprint import Reading
from fusion.errors import UserError
from ui.live.voiceprint import voiceprint_of
from ui.settings import Settings
from ui.widgets.flow import Flow
from ui.widgets.parts import label, set_text
from ui.wording.failures import failure_in_words
from ui.wording.own_voice import READ_THIS, without_asking
from ui.wording.translation import mark, together, tr

if TYPE_CHECKING:
    from ui.live.assemble import Assembly

ENOUGH_S = 10.0
"""So much speech is read aloud, seconds."""
INTRO = mark(
    "Across a table the microphone hears you too. Once Attune knows your voice, what you say does not count "
    "as the other person's. A few hundred numbers are kept on this computer, never the sound. Other moods "
    "can be added: read once more, as you sound when you are glad, or cross. This is a trial: two people of "
    "the same sex are often taken for each other."
)
NO_SESSION = mark("Attune has to be listening through a microphone to learn this.")
KNOWN = mark("Your voice is known.")
NOT_KNOWN = mark("Your voice is not known.")
NO_SPEECH = mark("No speech is heard just now: read the text above aloud, near the microphone.")
ALSO_LEARN = mark("Learn my voice when it is about myself")
PROGRESS_MS = 200
QUIET_S = 4.0
"""After so long without speech in a reading it is said that none is heard, seconds."""


class OwnVoicePage(QWidget):
    """Learn and forget the user's voice; ``changed`` asks for the settings to be saved.

    Parameters
    ----------
    settings
        Hold the voiceprint; changed in place.
    assembly
        Gives the running session with its parts, ``None`` while there is none.
    """

    changed = pyqtSignal()

    def __init__(self, settings: Settings, assembly: Callable[[], Assembly | None]) -> None:
        super().__init__()
        self._settings, self._assembly = settings, assembly
        self._reading: Reading | None = None
        self._read_in: Assembly | None = None
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(PROGRESS_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.refresh()

    def refresh(self) -> None:
        """Show how far the reading is, and keep it once it is long enough."""
        assembly, moods = self._listening(), len((self._settings.voiceprint or {}).get("voices", ()))
        known = self._settings.voiceprint is not None
        in_moods = tr("Your voice is known, in {n} moods.", n=moods) if moods > 1 else tr(KNOWN)
        set_text(self.known, in_moods if known else tr(NOT_KNOWN))
        self.forget.setEnabled(known and self._reading is None)
        reading = self._reading
        if reading is None:
            self.read.setText(tr("Read once more") if known else tr("Read aloud"))
            self.read.setEnabled(assembly is not None)
            if assembly is None:
                set_text(self.progress, tr(NO_SESSION))
            elif self.progress.text() == tr(NO_SESSION):
                self.progress.clear()
        elif assembly is None or assembly is not self._read_in:
            self._end(tr("That session ended first, so nothing was kept."))
        elif reading.speech_s >= ENOUGH_S:
            self._keep(reading)
        else:
            self.read.setText(tr("Stop"))
            far = tr(
                "{speech_s} of {enough} seconds of speech so far.",
                speech_s=int(reading.speech_s),
                enough=round(ENOUGH_S),
            )
            set_text(self.progress, together(far, tr(NO_SPEECH)) if reading.quiet_s >= QUIET_S else far)

    def close_down(self) -> None:
        """The dialog is being closed: listen no more."""
        if self._reading is not None:
            self._end("")
        self._timer.stop()

    def _listening(self) -> Assembly | None:
        """The session, where it can hear the user."""
        assembly = self._assembly()
        return assembly if assembly is not None and assembly.whose is not None else None

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 16, 4, 4)
        column.setSpacing(10)
        column.addWidget(label(tr(INTRO), "muted", wrap=True))
        self.known = label("")
        self.read, self.forget = QPushButton(tr("Read aloud")), QPushButton(tr("Forget my voice"))
        self.read.clicked.connect(
            lambda: self._begin() if self._reading is None else self._end(tr("Stopped. Nothing was kept."))
        )
        self.forget.clicked.connect(self._forget)
        row = Flow()
        row.setSpacing(12)
        for part in (self.known, self.read, self.forget):
            row.addWidget(part)
        column.addLayout(row)
        self.also = QCheckBox(tr(ALSO_LEARN))
        self.also.setToolTip(
            tr("From the next one on. When it ends, what was learnt is added to what is known.")
        )
        self.also.setChecked(self._settings.learn_own_voice)
        self.also.clicked.connect(self._learn_also)
        self.text = label(tr(READ_THIS), wrap=True)
        column.addWidget(self.text)
        self.progress = label("", "small", wrap=True)
        column.addWidget(self.progress)
        column.addWidget(self.also)
        column.addStretch(1)

    def _learn_also(self, on: bool) -> None:
        self._settings.learn_own_voice = on
        self.changed.emit()

    def _begin(self) -> None:
        assembly = self._listening()
        if assembly is not None and assembly.whose is not None:
            self._reading, self._read_in = Reading(), assembly
            assembly.whose.reading = self._reading
            self.refresh()

    def _keep(self, reading: Reading) -> None:
        from audio_model.speakers.model import SpeakerModel

        try:
            model = SpeakerModel.load()
            voiceprint = voiceprint_of(reading.sound, model)
            if (known := self._settings.own_voice()) is not None:
                voiceprint = known.with_reading(voiceprint)
        except UserError as error:
            self._end(failure_in_words(error))
            return
        self._settings.know_voice(voiceprint)
        if self._read_in is not None and self._read_in.whose is not None:
            self._read_in.whose.know(model, voiceprint)
            self._read_in.notice = without_asking(self._read_in.notice)
        self._end(tr("Learnt. What you say does not count from now on."))
        self.changed.emit()

    def _forget(self) -> None:
        self._settings.forget_voice()
        assembly = self._listening()
        if assembly is not None and assembly.whose is not None:
            assembly.whose.know(None, None)
        self._end(tr("Your voice is forgotten."))
        self.changed.emit()

    def _end(self, words: str) -> None:
        if self._read_in is not None and self._read_in.whose is not None:
            self._read_in.whose.reading = None
        self._reading = self._read_in = None
        set_text(self.progress, words)
        self.refresh()
