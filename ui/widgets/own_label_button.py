"""“It was …”: what the user says it was, in one of the feelings' words."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal

from fusion.emotions import EMOTIONS
from ui.widgets.appearance import Appearance
from ui.widgets.menu_button import MenuButton
from ui.wording.translation import mark, tr

HOW = mark("Select a stretch, or click on a moment; then say what you think it was.")


class OwnLabelButton(MenuButton):
    """A button with the feelings beneath; those that share a word are offered once."""

    chosen = pyqtSignal(object)
    """The Emotion."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(tr("It was…"))
        self._appearance = appearance
        self.setToolTip(tr(HOW))
        self.setAccessibleDescription(tr(HOW))
        appearance.changed.connect(self._offer)
        self._offer()

    def _offer(self) -> None:
        self.choices.clear()
        offered: set[str] = set()
        for emotion in EMOTIONS:
            word = self._appearance.looks.of[emotion].word
            if word in offered:
                continue
            offered.add(word)
            action = self.choices.addAction(word)
            if action is not None:
                action.triggered.connect(lambda _on, e=emotion: self.chosen.emit(e))
