"""The page of the settings on the keys: which does what, and another in its place."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QKeyCombination, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.keys import ELSEWHERE, USUAL
from ui.settings import Settings
from ui.widgets.announce import announce
from ui.widgets.page_keys import page_keys
from ui.widgets.parts import explained, label, page_of, set_text, stand_beneath_tick
from ui.windows.elsewhere.keys_elsewhere import KeysElsewhere
from ui.wording.keys import ACTIONS, idle, refusal
from ui.wording.translation import tr

_NO_KEY = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_LEAVING = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyField(QKeySequenceEdit):
    """Takes the one key that is pressed in it.

    Escape, Enter, Tab and what turns the dialog's pages are the dialog's as everywhere.
    """

    pressed = pyqtSignal(str)
    """As :mod:`ui.keys` writes it; "" takes the key away."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaximumSequenceLength(1)
        self._shown = QKeySequence()
        self.editingFinished.connect(self._finish)

    def show_key(self, key: str) -> None:
        """Show a key, "" for none."""
        self._shown = QKeySequence(key)
        self.setKeySequence(self._shown)
        # A reader stands on the field, and meets neither the line within nor what it holds.
        self.setAccessibleDescription(
            self._shown.toString(QKeySequence.SequenceFormat.NativeText) or tr("No key")
        )
        line = self.findChild(QLineEdit)
        if line is not None:
            line.setPlaceholderText(tr("No key"))

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            keys = QKeySequence(event.keyCombination())
            if any(keys in turning for turning in page_keys().values()):
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in _LEAVING and not event.modifiers():
            event.ignore()
            return
        if event is not None and event.key() in _NO_KEY and not event.modifiers():
            self.pressed.emit("")
            return
        super().keyPressEvent(event)

    def _finish(self) -> None:
        if self.keySequence() != self._shown:
            self.pressed.emit(_written(self.keySequence()))


def _written(keys: QKeySequence) -> str:
    """The one key of ``keys``; which block of the keyboard it is on, and Shift for a sign, do not matter."""
    if keys.isEmpty():
        return ""
    key, held = keys[0].key(), keys[0].keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    sign = QKeySequence(key).toString()
    if len(sign) == 1 and not sign.isalnum():
        held &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(QKeyCombination(held, key)).toString()


class KeysPage(QWidget):
    """Every change holds at once; ``changed`` tells of it."""

    changed = pyqtSignal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._elsewhere: KeysElsewhere | None = None
        self.fields: dict[str, KeyField] = {}
        """By action."""
        self.told = label("", wrap=True)
        """Why a key cannot be taken, or does nothing now; "" after one that does."""
        intro = tr(
            "Choose a line and press the key that you want for it. Backspace leaves it without one. Space "
            "pauses and F1 lists the keys, whatever else is chosen."
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        for action, words in ACTIONS.items():
            if action == ELSEWHERE[0]:
                self._grid.addWidget(self._switch(), 2 * len(self.fields), 0, 1, 2)
            self._line(action, tr(words), 2 * len(self.fields) + (3 if action in ELSEWHERE else 0))
        usual = QPushButton(tr("Back to the usual keys"))
        usual.clicked.connect(self._reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(label(intro, "muted", wrap=True))
        column.addLayout(self._grid)
        column.addWidget(usual, alignment=Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(self.told, 1, 0, 1, 2)
        self.told.hide()
        self._fill()

    def attend(self, elsewhere: KeysElsewhere) -> None:
        """Say whether, and how, the keys in other programs are to be had."""
        self._elsewhere = elsewhere
        elsewhere.changed.connect(self._fill)
        self._fill()

    def _line(self, action: str, words: str, row: int) -> None:
        field = self.fields[action] = KeyField()
        field.setAccessibleName(words)
        field.pressed.connect(lambda key: self._choose(action, key))
        name = label(words, wrap=True)
        name.setBuddy(field)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(field, row, 1)

    def _switch(self) -> QWidget:
        """Whether there are keys while another program is in front."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 14, 0, 4)
        column.setSpacing(6)
        more = tr(
            "Attune asks the desktop for these two keys only; they work in a call too. It hears of nothing "
            "else that you type there."
        )
        self.switch = QCheckBox(tr("Keys while another program is in front"))
        self.switch.clicked.connect(self._switched)
        self.state = label("", wrap=True)
        """Why they cannot be had."""
        words = explained(self.switch, more)
        stand_beneath_tick(self.state)
        for widget in (self.switch, words, self.state):
            column.addWidget(widget)
        return part

    def _switched(self, on: bool) -> None:
        self._settings.keys_elsewhere = on
        self._fill()
        self.changed.emit()

    def _choose(self, action: str, key: str) -> None:
        why_not = refusal(self._settings, action, key)
        if not why_not:
            self._settings.keys.pop(action, None)
            if key != USUAL[action]:
                self._settings.keys[action] = key
        self._tell(why_not or idle(self._settings, key), self.fields[action])
        self._fill()
        if not why_not:
            self.changed.emit()

    def _reset(self) -> None:
        self._settings.keys.clear()
        self._tell("")
        self._fill()
        self.changed.emit()

    def _fill(self) -> None:
        """Show what the settings hold."""
        for action, field in self.fields.items():
            field.show_key(self._settings.keys.get(action, USUAL[action]))
            field.setEnabled(action not in ELSEWHERE or self._settings.keys_elsewhere)
        impossible = self._elsewhere.impossible if self._elsewhere is not None else ""
        self.switch.setEnabled(not impossible)
        self.switch.setChecked(self._settings.keys_elsewhere and not impossible)
        trouble = impossible or (self._elsewhere.trouble if self._elsewhere is not None else "")
        set_text(self.state, trouble)
        self.state.setVisible(trouble != "")

    def _tell(self, sentence: str, asked: QWidget | None = None) -> None:
        """Say it where the eyes are: beneath the line that was asked for."""
        if asked is not None:
            row = self._grid.getItemPosition(self._grid.indexOf(asked))[0]
            self._grid.addWidget(self.told, row + 1, 0, 1, 2)
        self.told.setText(sentence)
        self.told.setVisible(sentence != "")
        if asked is not None and sentence and (page := page_of(self)) is not None:
            page.show_both(asked, self.told)
        announce(sentence)
