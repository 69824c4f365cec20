"""The last seconds of sound as a spectrogram, and its level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy

from fusion.arrays import Float32Array, Uint8Array
from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart
from ui.widgets.politely import Politely
from ui.widgets.theme import blend
from ui.wording.translation import again, tr

if TYPE_CHECKING:
    from audio_model.spectrum_view import VoiceView

CORNER_PX = 12
LEVEL_HEIGHT_PX = 5
QUIETEST_DB, LOUDEST_DB = -72.0, 4.0
"""Range of mel power that is coloured, dB; fixed, so that the picture's brightness does not pump."""
QUIETEST_DBFS = -60.0
_STOPS = ((0.0, "#182229"), (0.35, "#264456"), (0.65, "#468483"), (0.88, "#7FB096"), (1.0, "#D4E6C8"))


def colour_table() -> list[int]:
    """256 colours from dark slate over teal to pale green, as QRgb; lightness only ever rises."""
    table = []
    for i in range(256):
        x = i / 255
        upper = next(k for k in range(1, len(_STOPS)) if x <= _STOPS[k][0])
        (x0, low), (x1, high) = _STOPS[upper - 1], _STOPS[upper]
        table.append(QColor(blend(high, low, (x - x0) / (x1 - x0))).rgb())
    return table


def to_levels(log_mel: Float32Array) -> Uint8Array:
    """Mel power in dB, float32 (n_mels, n_frames), as uint8 of the same shape, low pitch at the bottom."""
    shares = (np.nan_to_num(log_mel, nan=QUIETEST_DB) - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)
    levels: Uint8Array = (np.clip(shares, 0, 1)[::-1] * 255).astype(np.uint8)
    return levels


def to_wave(log_mel: Float32Array) -> Uint8Array:
    """How loud each frame of mel power, float32 dB (n_mels, n_frames), is: bars about the middle, uint8."""
    rows = np.abs(np.linspace(-1, 1, max(len(log_mel), 1)))[:, None]
    power = np.power(10.0, np.nan_to_num(log_mel, nan=QUIETEST_DB) / 10).mean(axis=0, keepdims=True)
    loud = (10 * np.log10(np.maximum(power, 1e-10)) - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)
    wave: Uint8Array = np.where(rows <= np.clip(loud, 0.02, 1), 205, 0).astype(np.uint8)
    return wave


def level_words(level_dbfs: float) -> str:
    """How loud the sound is, in a word or two."""
    if level_dbfs > -3:
        return tr("too loud")
    if level_dbfs > -18:
        return tr("loud")
    if level_dbfs > -40:
        return tr("at an ordinary level")
    return tr("quiet") if level_dbfs > QUIETEST_DBFS else tr("silent")


class SoundPicture(Chart):
    """Shows an :class:`audio_model.spectrum_view.VoiceView`: time runs to the right, pitch upwards."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._table = colour_table()
        self._image: QImage | None = None
        self._level = 0.0
        self._message = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 44)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # for a screen reader to be led here
        self._polite = Politely(self)
        appearance.changed.connect(self.update)
        self.show_message("")

    def sizeHint(self) -> QSize:
        return QSize(362, 96)

    def show_view(self, view: VoiceView) -> None:
        """Show the newest sound."""
        drawn = to_wave if self._appearance.settings.show_sound == "wave" else to_levels
        levels = np.ascontiguousarray(drawn(view.log_mel))
        self._message = ""
        self._image = None
        if levels.size:
            height, width = levels.shape
            image = QImage(levels.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
            image.setColorTable(self._table)
            self._image = image.copy()
        self._level = min(max(1 - view.level_dbfs / QUIETEST_DBFS, 0.0), 1.0)
        speech = tr("Speech is heard") if view.speech >= 0.5 else tr("No speech is heard")
        words = tr("{speech}; the sound is {level}.", speech=speech, level=level_words(view.level_dbfs))
        if (twin := (tr("Sound of the last seconds"), words)) != self._polite.newest:
            self._polite.tell(*twin)
        self.update()

    def show_message(self, message: str) -> None:
        """Show no sound but ``message``."""
        if self._image is not None or self._message != message or not self.accessibleName():
            self._image, self._level, self._message = None, 0.0, message
            self._polite.tell(tr("Sound of the last seconds"), message or tr("No sound."))
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        palette = self._appearance.palette
        picture = QRectF(0, 0, self.width(), self.height() - LEVEL_HEIGHT_PX - 7)
        clip = QPainterPath()
        clip.addRoundedRect(picture, CORNER_PX, CORNER_PX)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(picture, QColor(_STOPS[0][1]))
        if self._image is not None:
            painter.drawImage(picture, self._image)
        elif self._message:
            painter.setPen(QColor("#D5DADF"))
            area = picture.adjusted(16, 4, -16, -4)
            painter.drawText(
                area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), again(self._message)
            )
        painter.restore()
        track = QRectF(2, self.height() - LEVEL_HEIGHT_PX, self.width() - 4, LEVEL_HEIGHT_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.track))
        painter.drawRoundedRect(track, LEVEL_HEIGHT_PX / 2, LEVEL_HEIGHT_PX / 2)
        if self._level > 0:
            track.setWidth(max(track.width() * self._level, LEVEL_HEIGHT_PX))
            painter.setBrush(QColor(palette.hint))
            painter.drawRoundedRect(track, LEVEL_HEIGHT_PX / 2, LEVEL_HEIGHT_PX / 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.focus), 3))
            painter.drawRoundedRect(picture.adjusted(1.5, 1.5, -1.5, -1.5), CORNER_PX, CORNER_PX)
