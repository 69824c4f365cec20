"""What the live window shows beside the card: a button with a list to choose from."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QActionGroup
from PyQt6.QtWidgets import QMenu

from fusion.whom import Whom
from ui.widgets.appearance import Appearance
from ui.widgets.menu_button import MenuButton
from ui.wording.translation import mark, tr

FACE = (
    ("picture", mark("The camera's picture")),
    ("outline", mark("Only the outline of the face")),
    ("off", mark("No picture")),
)
SOUND = (
    ("picture", mark("The sound as a picture")),
    ("wave", mark("The sound as a wave")),
    ("off", mark("No sound picture")),
)
WATCHED = (
    (Whom.OTHER, mark("About the other person")),
    (Whom.MYSELF, mark("About myself")),
)
SWITCHES = (
    ("mirrored", mark("As in a mirror")),
    ("show_past", mark("The last two minutes")),
    ("practice", mark("Practise: guess first, then see")),
)


class ViewButton(MenuButton):
    """Changes the settings at once; ``changed`` fires after that. What is hidden is read all the same."""

    changed = pyqtSignal()
    watch_chosen = pyqtSignal(Whom)
    """It is to be about somebody else from now on, or about the user: a session of its own."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(tr("View"))
        self._appearance = appearance
        self.setProperty("role", "plain")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(tr("What is shown beside the card; what is hidden is read all the same"))
        menu = self.choices
        for name, choices in (("show_face", FACE), ("show_sound", SOUND)):
            self._offer(menu, name, choices)
            menu.addSeparator()
        self._watched = {}
        group = QActionGroup(menu)
        for whom, words in WATCHED:
            if (action := menu.addAction(tr(words))) is not None:
                action.setCheckable(True)
                action.triggered.connect(lambda _on, w=whom: self._watch(w))
                self._watched[whom] = group.addAction(action)
        menu.addSeparator()
        appearance.changed.connect(self._follow)
        self._follow()
        for name, words in SWITCHES:
            if (action := menu.addAction(tr(words))) is not None:
                action.setCheckable(True)
                action.setChecked(getattr(appearance.settings, name))
                action.toggled.connect(lambda on, n=name: self._change(n, on))

    def _follow(self) -> None:
        """Tick whom it is about now."""
        for whom, action in self._watched.items():
            if action is not None:
                action.setChecked(whom is self._appearance.looks.whom)

    def _watch(self, whom: Whom) -> None:
        if whom is not self._appearance.looks.whom:
            self.watch_chosen.emit(whom)

    def _offer(self, menu: QMenu, name: str, choices: tuple[tuple[str, str], ...]) -> None:
        group = QActionGroup(menu)
        for value, words in choices:
            action = menu.addAction(tr(words))
            if action is not None:
                action.setCheckable(True)
                action.setChecked(getattr(self._appearance.settings, name) == value)
                action.triggered.connect(lambda _on, n=name, v=value: self._change(n, v))
                group.addAction(action)

    def _change(self, name: str, value: object) -> None:
        setattr(self._appearance.settings, name, value)
        self._appearance.apply()
        self.changed.emit()
