"""Where the other person is, what is looked at and listened to there, and a first look at it."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from fusion.evidence import Modality
from fusion.whom import Whom
from ui.live.trial import Look
from ui.widgets.appearance import Appearance
from ui.widgets.flow import Flow
from ui.widgets.parts import Segments, label, set_text
from ui.windows.address_line import AddressLine
from ui.windows.aside import Aside
from ui.windows.device_pickers import DevicePickers
from ui.windows.preview import Preview
from ui.windows.region_chooser import RegionChooser, behind
from ui.wording.translation import mark, tr

WHERE = (("room", mark("In the room")), ("screen", mark("On this screen")))
ABOUT = ((Whom.OTHER.value, mark("The other person")), (Whom.MYSELF.value, mark("Myself")))
_MYSELF = mark(
    "Point the camera at yourself. Other voices count too where the microphone hears them: on a call, "
    "headphones keep them out."
)
_MEANING = {
    "room": mark("Point the camera at them. Your own voice is heard too."),
    "screen": mark(
        "A video call: Attune looks at the part of the screen that you choose and hears what this "
        "computer plays. Your camera stays off, and your microphone unless you ask for it, only to tell when "
        "you speak. The people on the call should know."
    ),
}


class WherePanel(QWidget):
    """The question, the lists that go with its answer, and the picture and level of what is chosen.

    Parameters
    ----------
    appearance
        Settings and palette.
    where
        "room" or "screen".
    try_out
        Makes a look at what is chosen, or None where there is none to be had; asked anew at each change, and
        only while the panel is in view.
    """

    where_chosen = pyqtSignal(str)
    watch_chosen = pyqtSignal(Whom)
    look_again = pyqtSignal()
    picked = pyqtSignal(object, object)
    """The modality and the name of what was picked."""

    def __init__(self, appearance: Appearance, where: str, try_out: Callable[[], Look | None]) -> None:
        super().__init__()
        self._try_out = try_out
        self._chooser: RegionChooser | None = None
        self._aside: Aside | None = None
        self._appearance = appearance
        self.where = where
        self.about = QWidget()
        self.watched = Segments(tr("Whom is it about?"), ABOUT)
        self.watched.select(appearance.looks.whom.value)
        self.watched.chosen.connect(lambda whom: self.watch_chosen.emit(Whom(whom)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.question = Segments(tr("Where is the other person?"), WHERE)
        self.question.select(where)
        self.question.chosen.connect(self.choose)
        asked = Flow(self.about)
        asked.setSpacing(12)
        asked.addWidget(label(tr("Whom is it about?")))
        asked.addWidget(self.watched)
        column.addWidget(self.about)
        self.at = QWidget()
        top = Flow(self.at)
        top.setSpacing(12)
        self.asking = label(tr("Where is the other person?"))
        top.addWidget(self.asking)
        top.addWidget(self.question)
        column.addWidget(self.at)
        self._meaning = label("", "muted", wrap=True)
        column.addWidget(self._meaning)
        self.pickers = DevicePickers()
        self.pickers.picked.connect(self.picked)
        self.region = QPushButton(tr("Draw a region…"))
        self.region.clicked.connect(self.draw_region)
        again = QPushButton(tr("Look again"))
        again.clicked.connect(self.look_again)
        column.addWidget(self.pickers)
        row = Flow()
        row.addWidget(self.region)
        row.addWidget(again)
        column.addLayout(row)
        self.microphone_too = QCheckBox(tr("Hear my microphone too"))
        self.microphone_too.setChecked(appearance.settings.microphone_too)
        self.microphone_too.clicked.connect(self._choose_microphone_too)
        column.addWidget(self.microphone_too)
        self.address = AddressLine()
        column.addWidget(self.address)
        self.preview = Preview(appearance)
        column.addWidget(self.preview)
        appearance.changed.connect(self._dress)
        self._dress()

    def restart(self) -> None:
        """Look at what is chosen now; out of view nothing is looked at."""
        self.close_down()
        if self.isVisible():
            self.preview.begin(self._try_out(), plays=self._on_screen)

    def close_down(self) -> None:
        """Look and listen no more."""
        self.preview.end()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.restart()

    def hideEvent(self, event: QHideEvent | None) -> None:
        super().hideEvent(event)
        self.close_down()
        self.address.forget()

    def draw_region(self) -> None:
        """Have a region of the screen drawn."""
        if self._aside is None:
            self._aside = Aside(self)
            self._aside.make_room(self._choose_region)

    def _choose_region(self) -> None:
        try:
            self._chooser = chooser = RegionChooser(self.screen(), behind(self.screen()))
        except Exception:
            self._chooser_left()  # nobody else would bring the windows back
            raise
        chooser.chosen.connect(lambda region: self.picked.emit(Modality.FACE, region))
        chooser.left.connect(self._chooser_left)
        chooser.showFullScreen()
        chooser.activateWindow()

    def choose(self, where: str) -> None:
        """The other person is there."""
        self.where = where
        self.question.select(where)
        self._dress()
        self.where_chosen.emit(where)

    def _choose_microphone_too(self, on: bool) -> None:
        self._appearance.settings.microphone_too = on
        self.choose(self.where)

    def _chooser_left(self) -> None:
        chooser, self._chooser = self._chooser, None
        if chooser is not None:
            chooser.deleteLater()
        aside, self._aside = self._aside, None
        if aside is not None:
            aside.end()

    @property
    def _on_screen(self) -> bool:
        return self.where == "screen" and self._appearance.looks.whom is Whom.OTHER

    def _dress(self) -> None:
        whom = self._appearance.looks.whom
        self.watched.select(whom.value)
        set_text(self._meaning, tr(_MEANING[self.where] if whom is Whom.OTHER else _MYSELF))
        self.at.setVisible(whom is Whom.OTHER)
        self.address.setVisible(not self._on_screen)
        self.region.setVisible(self._on_screen)
        self.microphone_too.setVisible(self._on_screen)
