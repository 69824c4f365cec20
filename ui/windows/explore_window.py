"""A window that shows the sheet of a recording: waveform, mel spectrogram, MFCC, pitch and energy."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PyQt6.QtCore import QRectF, QSize, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QImage, QKeySequence, QPainter, QPaintEvent, QShortcut
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from audio_model.explore.ink import Ink
from audio_model.explore.sound import LONGEST_S
from fusion.recordings.sound import USUAL_SOUND, SoundChoice
from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart, whole_in
from ui.widgets.documents import file_name, in_documents, to_be_replaced, where_to_save
from ui.widgets.parts import ElidedLabel, label, set_text, set_twin
from ui.widgets.placing import resize_within_screen
from ui.widgets.theme import Palette
from ui.windows.background import Background
from ui.windows.sheet_words import say_in_sheet
from ui.wording.explore_source import Stretch
from ui.wording.failures import failure_in_words, unwritten
from ui.wording.from_below import from_below
from ui.wording.translation import mark, together, tr

RECORDINGS = mark(
    "Recordings (*.wav *.flac *.ogg *.opus *.mp3 *.m4a *.mp4 *.mkv *.mov *.webm *.avi);;All files (*)"
)
LOADING = mark("Loading what draws the picture, which takes longest the first time…")
READING = mark("Reading the sound…")
MEASURING = mark("Working out spectrum and pitch…")
DRAWING = mark("Drawing…")
SLOW_MS = 3000
"""What has not come by then is told of step by step."""
_PNG_DPI = 100
_SHEET_PX = (1120, 900)
_SHORTEST_S = 0.2


@dataclass(frozen=True)
class Sheet:
    """A finished sheet.

    Parameters
    ----------
    png
        The picture, as it would be saved.
    words
        The numbers in words, and what else should be known.
    """

    png: bytes
    words: str


def draw(
    path: Path,
    start_s: float,
    length_s: float,
    ink: Ink,
    sound: SoundChoice = USUAL_SOUND,
    name: str = "",
    tell: Callable[[str], object] = lambda _what: None,
) -> Sheet:
    """Read a stretch of a recording and draw its sheet; takes seconds, so not on the window's thread.

    ``name`` stands above it, the file's if there is none; ``tell`` is called with what is begun.

    Raises
    ------
    DeviceError
        If the recording cannot be read; the sentence is for the user.
    """
    tell(LOADING)
    from audio_model.explore.measures import in_words
    from audio_model.explore.panels import Take
    from audio_model.explore.sheet import draw_sheet
    from audio_model.explore.sound import read_sound

    tell(READING)
    take = Take(read_sound(path, start_s, length_s, sound))
    tell(MEASURING)
    words = f"{in_words(take.measures, take.sound.length_s)} {take.sound.note}".strip()
    tell(DRAWING)
    figure = draw_sheet(take, name or path.name, ink, (_SHEET_PX[0] / _PNG_DPI, _SHEET_PX[1] / _PNG_DPI))
    say_in_sheet(figure)
    png = io.BytesIO()
    figure.savefig(png, dpi=_PNG_DPI, format="png", facecolor=ink.paper)
    return Sheet(png.getvalue(), words)


def ink_of(palette: Palette) -> Ink:
    """The colours of a theme; the data keep Okabe and Ito's, lighter ones on a dark ground."""
    dark = palette.name != "light"
    return Ink(
        paper=palette.card,
        text=palette.text,
        muted=palette.muted,
        line=palette.border,
        sound="#56B4E9" if dark else "#0072B2",
        envelope="#E69F00" if dark else "#D55E00",
    )


class SheetView(Chart):
    """Shows an image as large as fits, in its proportions; its text twin tells the numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setMinimumSize(420, 320)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.show_image(QImage(), tr("Nothing is drawn yet."))

    def show_image(self, image: QImage, words: str) -> None:
        """Show ``image`` (a null one: nothing), told by ``words``."""
        self._image = image
        set_twin(self, tr("Sheet of the sound"), words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(*_SHEET_PX)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(whole_in(QRectF(self.rect()), self._image.size()), self._image)


class ExploreWindow(QMainWindow):
    """Draws the sheet of a stretch of a recording and saves it if asked.

    Parameters
    ----------
    appearance
        Colours of the theme.
    """

    closed = pyqtSignal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._background = Background()
        self._path: Path | None = None
        self._sound = USUAL_SOUND
        self._title = self._place = ""
        self._wanted = 0
        self._drawn: Sheet | None = None
        self._doing = DRAWING
        self._waited = QTimer(self)
        self._waited.timeout.connect(self._tell_what_takes_so_long)
        self.setWindowTitle(tr("Attune: exploring a sound"))
        resize_within_screen(self, 1000, 860)
        self.name = ElidedLabel("", role="heading")
        self.picture = SheetView()
        self.words = label("", wrap=True)
        self.start = _seconds(tr("Beginning of the stretch, seconds"), 0.0, 100_000.0)
        self.length = _seconds(tr("Length of the stretch, seconds"), _SHORTEST_S, LONGEST_S)
        self.draw = QPushButton(tr("Draw"))
        self.draw.clicked.connect(self._draw_chosen)
        self.choose = QPushButton(tr("Choose a recording…"))
        self.choose.clicked.connect(self._choose)
        self.save = QPushButton(tr("Save picture…"))
        self.save.clicked.connect(self._save)
        for box in (self.start, self.length):
            if (line := box.lineEdit()) is not None:
                line.returnPressed.connect(self._draw_chosen)
        self._lay_out()
        appearance.changed.connect(self._dress)
        self._dress()
        for keys, slot in (("Ctrl+O", self._choose), ("Ctrl+S", self._save)):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        QShortcut(QKeySequence("Escape"), self).activated.connect(self.close)
        self.show_stretch(Stretch(None, sentence=tr("Choose a recording to look at.")))

    def show_stretch(self, stretch: Stretch) -> None:
        """Draw a stretch of a recording; where the file is not known, say so and wait for it to be chosen."""
        self._path, self._sound = stretch.path, stretch.sound
        self._title, self._place = stretch.title, stretch.place
        self.name.show_text(stretch.name or tr("The sound in pictures"))
        self.start.setValue(stretch.start_s)
        self.length.setValue(stretch.length_s or LONGEST_S)
        self._forget_picture()
        set_text(self.words, stretch.sentence)
        self._draw_chosen()

    @property
    def busy(self) -> bool:
        """Whether a sheet is being drawn."""
        return self._waited.isActive()

    def _show(self, number: int, drawn: Sheet) -> None:
        if number != self._wanted:  # another stretch has been asked for meanwhile
            return
        self._waited.stop()
        self._drawn = replace(drawn, words=together(from_below(drawn.words), self._place))
        self.picture.show_image(QImage.fromData(drawn.png), self._drawn.words)
        set_text(self.words, self._drawn.words)
        self.save.setEnabled(True)

    def _complain(self, number: int, error: Exception) -> None:
        if number == self._wanted:
            self._forget_picture()
            words = failure_in_words(error)
            if self._path is not None and self._title:  # it is called so, and nobody named its file
                words = words.replace(self._path.name, self._title)
            set_text(self.words, words)

    def _forget_picture(self) -> None:
        self._wanted += 1
        self._waited.stop()
        self._drawn = None
        self.picture.show_image(QImage(), tr("Nothing is drawn."))
        self.save.setEnabled(False)
        self.draw.setEnabled(self._path is not None)

    def _draw_chosen(self) -> None:
        path = self._path
        if path is None:
            return
        self._wanted += 1
        number, ink, sound = self._wanted, ink_of(self._appearance.palette), self._sound
        title = self._title
        start_s, length_s = self.start.value(), self.length.value()
        self.save.setEnabled(False)
        set_text(self.words, tr(DRAWING))
        self._waited.start(SLOW_MS)

        def begin(what: str) -> None:
            if number == self._wanted:
                self._doing = what

        self._background.run(
            "drawing a sheet",
            lambda: draw(path, start_s, length_s, ink, sound, title, begin),
            lambda drawn: self._show(number, drawn),
            lambda error: self._complain(number, error),
        )

    def _tell_what_takes_so_long(self) -> None:
        set_text(self.words, tr(self._doing))

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, tr("Choose a recording"), in_documents(""), tr(RECORDINGS)
        )
        if path:
            # Whoever was asked for a conversation's recording sees the stretch that was wanted of it.
            known = self._path is not None
            start_s, length_s = (0.0, None) if known else (self.start.value(), self.length.value())
            sound = USUAL_SOUND if known else self._sound
            self.show_stretch(Stretch(Path(path), start_s, length_s, sound=sound))

    def _save(self) -> None:
        if self._drawn is None or self._path is None:
            return
        suggestion = file_name(self._title or self._path.stem, f"{self.start.value():.0f}s")
        picture = tr("Picture")
        saved = where_to_save(self, tr("Save the picture"), suggestion, {picture: ".png"}, picture)
        if saved is None:
            return
        target, _ = saved
        try:
            with to_be_replaced(target) as part:
                part.write_bytes(self._drawn.png)
        except OSError as error:
            set_text(self.words, unwritten(target, error))
        else:
            set_text(self.words, tr("{words} Saved as {target}.", words=self._drawn.words, target=target))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(tr("From")))
        row.addWidget(self.start)
        row.addWidget(label(tr("for")))
        row.addWidget(self.length)
        row.addWidget(self.draw)
        row.addStretch(1)
        row.addWidget(self.choose)
        row.addWidget(self.save)
        column = QVBoxLayout()
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.name)
        column.addLayout(row)
        column.addWidget(self.words)
        column.addWidget(self.picture, 1)
        centre = QWidget()
        centre.setProperty("role", "window")
        centre.setLayout(column)
        self.setCentralWidget(centre)

    def _dress(self) -> None:
        p = self._appearance.palette
        for box in (self.start, self.length):
            box.setSuffix(tr(" s"))
            box.setStyleSheet(
                f"QDoubleSpinBox {{ background: {p.card}; color: {p.text}; border: 1px solid {p.edge};"
                f" border-radius: 8px; padding: 6px 8px; }}"
                f"QDoubleSpinBox:focus {{ border: 2px solid {p.focus}; }}"
            )

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self._background.finish()
        self.closed.emit()
        super().closeEvent(event)


def _seconds(name: str, least: float, most: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(least, most)
    box.setDecimals(1)
    box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box
