"""A small picture of what is seen, a bar of how loud what is heard is, and a sentence on both."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, QTimer
from PyQt6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PyQt6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from fusion.arrays import Uint8Array
from ui.live.trial import Look
from ui.widgets.appearance import Appearance
from ui.widgets.camera_view import CORNER_PX, ON_SCREEN, to_qimage
from ui.widgets.chart import Chart, whole_in
from ui.widgets.parts import label, set_text, set_twin
from ui.widgets.voice_view import QUIETEST_DBFS, level_words
from ui.wording.from_below import from_below
from ui.wording.translation import together, tr

PICTURE_PX = (224, 126)
"""At the ordinary text size."""
_BESIDE_UP_TO = 1.3
"""With text of this size words still have room beside the picture; larger, they stand beneath it."""
_REFRESH_MS = 100
_BAR_PX = 12


class Seen(Chart):
    """The picture, mirrored as that of the window; a few words while there is none."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.image: QImage | None = None
        """What is shown; None while there is nothing."""
        set_twin(self, tr("What is seen"), tr("No picture yet"))
        appearance.changed.connect(self._fit)
        self._fit()

    def show_picture(self, picture: Uint8Array | None) -> None:
        """Show this, uint8 (height, width, 3), RGB; None for none."""
        self.image = None
        if picture is not None:
            seen = to_qimage(picture, round(self.width() * self.devicePixelRatioF()))
            self.image = seen.mirrored(True, False) if self._appearance.settings.mirrored else seen
        set_twin(self, tr("What is seen"), "" if picture is not None else tr("No picture yet"))
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        clip, area = QPainterPath(), QRectF(self.rect())
        clip.addRoundedRect(area, CORNER_PX, CORNER_PX)
        painter.setClipPath(clip)
        painter.fillRect(area, QColor(self._appearance.palette.screen))
        if self.image is None:
            painter.setPen(QColor(ON_SCREEN))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(area.adjusted(8, 8, -8, -8), flags, tr("No picture yet"))
            return
        painter.drawImage(whole_in(area, self.image.size()), self.image)

    def _fit(self) -> None:
        self.setFixedSize(*(self._appearance.scaled(side) for side in PICTURE_PX))


class LevelBar(Chart):
    """How loud the sound is: a progress bar would be told in percent, again with each word that is heard."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._share = 0.0
        self.setFixedHeight(_BAR_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)
        set_twin(self, tr("How loud the sound is"), tr("No sound yet"))

    def value(self) -> int:
        """How much of it is filled, percent."""
        return round(100 * self._share)

    def show_level(self, share: float, words: str) -> None:
        """Fill this share of it, 0..1; ``words`` tell as much."""
        set_twin(self, tr("How loud the sound is"), words)
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        palette = self._appearance.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(palette.edge))
        painter.setBrush(QColor(palette.track))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        if self._share > 0:
            filled = box.adjusted(0.5, 0.5, -0.5, -0.5)
            filled.setWidth(max(filled.width() * self._share, filled.height()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.focus))
            painter.drawRoundedRect(filled, filled.height() / 2, filled.height() / 2)


class Preview(QWidget):
    """Hidden, and nothing is looked at, but from :meth:`begin` to :meth:`end`."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._look: Look | None = None
        self._plays = False
        self.picture = Seen(appearance)
        self.level = LevelBar(appearance)
        self.words = label("", "small", wrap=True)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setColumnStretch(1, 1)
        appearance.changed.connect(self._arrange)
        self._arrange()
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self.hide()

    def _arrange(self) -> None:
        """Words beside the picture, or beneath it where their longest would make the page too wide."""
        beside = self._appearance.settings.text_scale <= _BESIDE_UP_TO
        foot, top = Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self.picture, 0, 0, 2 if beside else 1, 1)
        self._grid.addWidget(self.level, 0, 1, foot if beside else Qt.AlignmentFlag.AlignVCenter)
        if beside:
            self._grid.addWidget(self.words, 1, 1, top)
        else:
            self._grid.addWidget(self.words, 1, 0, 1, 2)

    def begin(self, look: Look | None, plays: bool) -> None:
        """Show what there is to see and hear; nothing with None. ``plays``: it is the computer's sound."""
        self.end()
        self._look, self._plays = look, plays
        self.setVisible(look is not None)
        if look is not None:
            self._timer.start()
            self.refresh()

    def end(self) -> None:
        """Look and listen no more."""
        self._timer.stop()
        look, self._look = self._look, None
        self.picture.show_picture(None)
        if look is not None:
            look.end()

    def refresh(self) -> None:
        """Show the newest."""
        look = self._look
        if look is None:
            return
        self.picture.show_picture(look.picture)
        level = look.level_dbfs
        share = 0.0 if level is None else min(max(1 - level / QUIETEST_DBFS, 0.0), 1.0)
        heard = self._heard(level)
        self.level.show_level(share, heard)
        troubles = (from_below(trouble) for trouble in look.troubles)
        told = (*troubles, heard) if level is not None else troubles
        set_text(self.words, together(*told) or heard)

    def _heard(self, level: float | None) -> str:
        if level is None:
            return tr("No sound yet")
        if level <= QUIETEST_DBFS:
            return (
                tr("Nothing plays just now")
                if self._plays
                else tr("Nothing is heard: say something, or choose another microphone")
            )
        return tr("The sound is {level}.", level=level_words(level))
