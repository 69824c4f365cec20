"""Two lists to pick a microphone and a camera from."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fusion.evidence import Modality
from ui.widgets import label

ANY_DEVICE = "Whatever is there"
_TITLES = {Modality.VOICE: "Microphone", Modality.FACE: "Camera"}


class DevicePickers(QWidget):
    """``picked`` gives the modality and the device's name (None: whatever is there)."""

    picked = pyqtSignal(Modality, object)

    def __init__(self, stacked: bool = False) -> None:
        super().__init__()
        row = QVBoxLayout(self) if stacked else QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._boxes: dict[Modality, QComboBox] = {}
        for modality, title in _TITLES.items():
            box = QComboBox()
            box.setAccessibleName(title)
            box.setToolTip(title)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(16)
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            box.activated.connect(lambda _i, m=modality: self.picked.emit(m, self._boxes[m].currentData()))
            name: QLabel = label(title)
            name.setBuddy(box)
            row.addWidget(name)
            row.addWidget(box)
            self._boxes[modality] = box
        self.set_choices([], [])

    def set_choices(
        self,
        microphones: Sequence[str],
        cameras: Sequence[str],
        microphone: str | None = None,
        camera: str | None = None,
    ) -> None:
        """Offer these devices; ``microphone`` and ``camera`` are the preferred ones, connected or not."""
        self._fill(self._boxes[Modality.VOICE], microphones, microphone)
        self._fill(self._boxes[Modality.FACE], cameras, camera)

    def _fill(self, box: QComboBox, names: Sequence[str], preferred: str | None) -> None:
        box.clear()
        box.addItem(ANY_DEVICE if names else "None found", None)
        for name in names:
            box.addItem(name, name)
        if preferred is not None and preferred not in names:
            box.addItem(f"{preferred} (not connected)", preferred)
        box.setCurrentIndex(max(box.findData(preferred), 0) if preferred is not None else 0)

    def choices(self, modality: Modality) -> list[str]:
        """The texts offered."""
        box = self._boxes[modality]
        return [box.itemText(i) for i in range(box.count())]
