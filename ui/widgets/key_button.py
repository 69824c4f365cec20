"""A button that shows its key."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QPushButton

from ui.widgets.appearance import Appearance
from ui.widgets.parts import label, set_text, set_twin
from ui.wording.keys import first_key, keys_in_words
from ui.wording.translation import tr


class KeyButton(QPushButton):
    """Shows the key in force beside its name. A click leaves the keyboard focus where it was.

    Parameters
    ----------
    name
        Pause, for example.
    action
        One of :data:`ui.keys.USUAL`, whose key it is.
    """

    def __init__(self, name: str, appearance: Appearance, action: str, pressed: Callable[[], object]) -> None:
        super().__init__()
        self._appearance, self._action = appearance, action
        self._wide = True
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 8, 15, 8)
        row.setSpacing(9)
        self._name = label(name)
        self._key = label("", "hint")
        for part in (self._name, self._key):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignCenter)
        self.clicked.connect(lambda: pressed())
        appearance.changed.connect(self._say)
        self._say()

    def rename(self, name: str) -> None:
        """Show another name (Pause, Go on)."""
        if self._name.text() != name:
            self._name.setText(name)
            self._say()

    def show_key(self, shown: bool) -> None:
        """Show or hide the key's name (a narrow window has no room for it)."""
        self._wide = shown
        self._key.setVisible(shown and self._key.text() != "")
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        row = self.layout()
        return row.sizeHint() if row is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def _say(self) -> None:
        """Name and keys, to be seen and to be heard."""
        name, keys = self._name.text(), keys_in_words(self._appearance.settings, self._action)
        set_text(self._key, first_key(self._appearance.settings, self._action))
        set_twin(self, name, tr("Key: {key}", key=keys) if keys else "")
        self.setToolTip(tr("{name} ({key})", name=name, key=keys) if keys else name)
        self.show_key(self._wide)
