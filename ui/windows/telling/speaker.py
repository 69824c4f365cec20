"""Words said by the voice that the computer has."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QLocale

from fusion.emotions import Emotion
from ui.wording.translation import language_for, mark, tr

NO_VOICE = mark(
    "This computer has no voice for the language chosen. On Linux, speech-dispatcher and its voices "
    "bring some."
)
_MADE_UP = "mock"
"""Qt's engine for tests: it says nothing."""


class Speaker:
    """Says what the card shows, in the language of the settings.

    Parameters
    ----------
    language
        As in :attr:`ui.settings.Settings.language`.
    engine
        Which of Qt's ways to speak; None: the first there is.

    Attributes
    ----------
    trouble : str
        Why nothing can be heard, "" where it can.
    """

    def __init__(self, language: str, engine: str | None = None) -> None:
        self.trouble = tr(NO_VOICE)
        self._engine: Any = None
        try:
            from PyQt6.QtTextToSpeech import QTextToSpeech
        except ImportError:
            return
        engines = [e for e in QTextToSpeech.availableEngines() if e != _MADE_UP]
        if engine is None and not engines:
            return
        speech = QTextToSpeech(engine or engines[0])
        wanted = QLocale(language_for(language, QLocale.system().name()))
        spoken = [locale for locale in speech.availableLocales() if locale.language() == wanted.language()]
        if speech.state() != QTextToSpeech.State.Error and spoken:
            here = QLocale.system()
            speech.setLocale(next((s for s in (here, wanted) if s in spoken), spoken[0]))
            self._engine, self.trouble = speech, ""

    def tell(self, _feeling: Emotion, words: str) -> None:
        """Say it."""
        if self._engine is not None:
            self._engine.say(words)

    def close(self) -> None:
        """Be silent."""
        if self._engine is not None:
            self._engine.stop()
