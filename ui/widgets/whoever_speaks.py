"""The box to tick for reading whoever speaks, where several people are in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QCheckBox

from ui.widgets.appearance import Appearance
from ui.wording.translation import tr

if TYPE_CHECKING:
    from ui.live.speaker_choice import SpeakerChoice


class WhoeverSpeaks(QCheckBox):
    """Hidden where there is nobody to choose among; ``wanted`` fires after the settings have followed."""

    wanted = pyqtSignal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(tr("Read whoever speaks"))
        self._appearance = appearance
        self._speakers: SpeakerChoice | None = None
        self.setToolTip(tr("By whose mouth moves with what is heard; a click on a face ends it"))
        self.clicked.connect(self._turn)
        self.hide()

    def offer(self, speakers: SpeakerChoice | None) -> None:
        """Turn this session's from now on; nobody's with None."""
        self._speakers = speakers
        self.follow(0)

    def follow(self, faces: int) -> None:
        """Show how it stands while so many faces are in view."""
        speakers = self._speakers
        self.setVisible(speakers is not None and (faces > 1 or speakers.on))
        if speakers is not None and speakers.on is not self.isChecked():
            self.setChecked(speakers.on)

    def _turn(self, on: bool) -> None:
        if self._speakers is not None:
            self._speakers.turn(on)
        self._appearance.settings.follow_speaker = on
        self.wanted.emit()
