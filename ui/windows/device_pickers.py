"""Two lists: a microphone and a camera, or what the computer plays and what part of the screen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from fusion.evidence import Modality
from ui.live.device_words import device_words, is_always_there
from ui.widgets.choice import Choice, unseen_name
from ui.widgets.parts import name_once, set_text
from ui.wording.translation import mark, tr

_TITLES = {Modality.VOICE: mark("Microphone"), Modality.FACE: mark("Camera")}
_IN_A_SENTENCE = {Modality.VOICE: mark("microphone"), Modality.FACE: mark("camera")}
_CALL_TITLES = {Modality.VOICE: mark("Sound"), Modality.FACE: mark("Part of the screen")}


class DevicePickers(QWidget):
    """``picked`` gives the modality and the device's name (None: whatever is there)."""

    picked = pyqtSignal(Modality, object)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._boxes: dict[Modality, Choice] = {}
        self._names: dict[Modality, QLabel] = {}
        for modality, title in _TITLES.items():
            box = Choice(Qt.TextElideMode.ElideMiddle)
            self._names[modality] = unseen_name(box, tr(title))
            row.addWidget(self._names[modality])
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(10)
            box.picked.connect(partial(self.picked.emit, modality))
            row.addWidget(box, 1)
            self._boxes[modality] = box
        self.set_choices([], [])

    def set_choices(
        self,
        microphones: Sequence[str],
        cameras: Sequence[str],
        microphone: str | None = None,
        camera: str | None = None,
        *,
        on_screen: bool = False,
    ) -> None:
        """Offer these devices; ``microphone`` and ``camera`` are the preferred ones, connected or not.

        ``on_screen``: they are what the computer plays and parts of its screen.
        """
        titles = _CALL_TITLES if on_screen else _TITLES
        self._fill(Modality.VOICE, microphones, microphone, tr(titles[Modality.VOICE]), on_screen)
        self._fill(Modality.FACE, cameras, camera, tr(titles[Modality.FACE]), on_screen)

    def show_only(self, modalities: Collection[Modality]) -> None:
        """Show the lists of these modalities."""
        for modality, box in self._boxes.items():
            box.setVisible(modality in modalities)
        self.setVisible(bool(modalities))

    def choices(self, modality: Modality) -> list[str]:
        """The texts offered."""
        box = self._boxes[modality]
        return [box.itemText(i) for i in range(box.count())]

    def box(self, modality: Modality) -> QComboBox:
        """The list of one modality."""
        return self._boxes[modality]

    def _fill(
        self, modality: Modality, names: Sequence[str], preferred: str | None, title: str, on_screen: bool
    ) -> None:
        box = self._boxes[modality]
        box.clear()
        name_once(box, title)
        set_text(self._names[modality], title)
        if not on_screen:
            device = tr(_IN_A_SENTENCE[modality])
            box.addItem(
                tr("Any {device}", device=device) if names else tr("No {device} found", device=device), None
            )
        elif not names:
            box.addItem(tr("Nothing found"), None)
        for name in names:
            box.addItem(device_words(name), name)
        if preferred is not None and preferred not in names:
            missing = (
                ""
                if is_always_there(preferred)
                else " " + tr("(not on the screen)")
                if on_screen and modality is Modality.FACE
                else " " + tr("(not connected)")
            )
            box.addItem(f"{device_words(preferred)}{missing}", preferred)
        for at in range(box.count()):
            box.setItemData(at, box.itemText(at), Qt.ItemDataRole.ToolTipRole)
        box.choose(preferred)
        box.setToolTip(tr("{name}: {choice}", name=title, choice=box.currentText()))
