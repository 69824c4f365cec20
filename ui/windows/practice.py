"""“What do you notice?”: the user guesses first, then sees what Attune makes of it."""

from __future__ import annotations

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from fusion.emotions import EMOTIONS, Emotion
from fusion.events import Guess
from ui.widgets.appearance import Appearance
from ui.widgets.flow import Flow
from ui.widgets.parts import Card, label, set_text
from ui.wording.practice import GuessTally, tally_words
from ui.wording.translation import mark, tr
from ui.wording.whom import say

HEADING = "What do you notice?"
HINT = "Look and listen, then choose. What Attune makes of it is shown for a moment after that."
JUST_SHOW = mark("Just show me")
SHOWN_MS = 8_000
"""For how long the card is seen after a guess."""


class Practice(Card):
    """Stands in the place of the card until something was guessed, then gives way to it for a while."""

    guessed = pyqtSignal(object)
    """The Emotion guessed; None where the user would rather just see."""
    covering = pyqtSignal(bool)
    gave_way = pyqtSignal()
    """It had the focus and is hidden now: the card is to have it, or the buttons above would."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._tally = GuessTally()
        self._words = label("", "muted", wrap=True)
        self._choices = QWidget()
        self._flow = Flow(self._choices)
        self._uncovered = QTimer(self)
        self._uncovered.setSingleShot(True)
        self._uncovered.setInterval(SHOWN_MS)
        self._uncovered.timeout.connect(lambda: self._cover(True))
        column = QVBoxLayout(self)
        column.setContentsMargins(44, 24, 44, 24)
        column.setSpacing(14)
        column.addStretch(1)
        self._heading = label("", "heading", wrap=True)
        self._hint = label("", "sentence", wrap=True)
        column.addWidget(self._heading)
        column.addWidget(self._hint)
        column.addWidget(self._choices)
        column.addWidget(self._words)
        column.addStretch(1)
        appearance.changed.connect(self._offer)
        self._offer()
        self.hide()
        self._wanted = self._resting = False

    @property
    def covers(self) -> bool:
        """Whether what Attune makes of it is not to be seen just now."""
        return not self.isHidden()

    def reveal(self) -> None:
        """The user would rather just see."""
        self._choose(None)

    def begin(self, on: bool) -> None:
        """Practise from now on, or no longer; what was guessed before is not counted on."""
        self._wanted, self._tally = on, GuessTally()
        set_text(self._words, "")
        self._uncovered.stop()
        self._cover(on and not self._resting)

    def rest(self, on: bool) -> None:
        """Give way while there is nothing to notice, in a pause and at the end; then ask again."""
        if on != self._resting:
            self._resting = on
            self._uncovered.stop()
            self._cover(self._wanted and not on)

    def follow(self, on: bool) -> None:
        """Begin or end it where that is another wish than before."""
        if on != self._wanted:
            self.begin(on)

    def count(self, guess: Guess) -> None:
        """Count a guess, and whether it is called as what was shown."""
        looks, shown = self._appearance.looks.of, guess.shown
        same = shown is not None and looks[shown].word == looks[guess.guessed].word
        self._tally = self._tally.with_guess(named=shown is not None, same=same)
        set_text(self._words, tally_words(self._tally))

    def _offer(self) -> None:
        """What is asked, and a button for each word; feelings of one word are one."""
        set_text(self._heading, say(self._appearance.looks.whom, HEADING))
        set_text(self._hint, say(self._appearance.looks.whom, HINT))
        self._flow.clear()
        offered: set[str] = set()
        for emotion in EMOTIONS:
            look = self._appearance.looks.of[emotion]
            if not look.hidden and look.word not in offered:
                offered.add(look.word)
                self._add(look.word, emotion)
        self._add(tr(JUST_SHOW), None)
        self.setFocusProxy(self._choices.findChild(QPushButton))

    def _add(self, words: str, emotion: Emotion | None) -> None:
        button = QPushButton(words)
        button.clicked.connect(lambda _on, e=emotion: self._choose(e))
        self._flow.addWidget(button)
        button.show()

    def _choose(self, emotion: Emotion | None) -> None:
        self.guessed.emit(emotion)
        self._cover(False)
        self._uncovered.start()

    def _cover(self, on: bool) -> None:
        had = (window := self.window()) is not None and self.isAncestorOf(window.focusWidget())
        self.setVisible(on)
        self.covering.emit(on)
        if had and not on:
            self.gave_way.emit()
