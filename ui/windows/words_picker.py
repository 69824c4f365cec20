"""The settings' choice of a model for the words: off until a folder is chosen."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from ui.settings import Settings
from ui.widgets.flow import Flow
from ui.widgets.parts import explained, label, set_text
from ui.wording.translation import mark, tr

EXPLAINED = mark(
    "A line beside the reading says whether the words seem friendly. It is not counted in the reading, and "
    "the words themselves are never kept. Needs a recogniser's model in a folder of yours (“attune "
    "fetch-words” brings one, or an English one of Vosk's); a change holds from the next conversation on."
)


class WordsPicker(QWidget):
    """Chooses the folder of a recogniser's model, or none."""

    changed = pyqtSignal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._state = label("")
        self.choose = QPushButton(tr("Choose a folder…"))
        self.choose.setAccessibleName(tr("Choose the folder of a model for the words"))
        self.choose.clicked.connect(self._ask)
        self.off = QPushButton(tr("Off"))
        self.off.setAccessibleName(tr("Do not listen to the words"))
        self.off.clicked.connect(lambda: self._set(None))
        row = Flow()
        for part in (self._state, self.choose, self.off):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(explained(self.choose, tr(EXPLAINED)))
        self._show()

    def _ask(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder of the model for the words"))
        if folder:
            self._set(folder)

    def _set(self, folder: str | None) -> None:
        self._settings.words_model = folder
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        folder = self._settings.words_model
        set_text(
            self._state,
            tr("The words: {name}", name=Path(folder).name) if folder else tr("The words: not listened to"),
        )
        self.off.setEnabled(folder is not None)
