"""The sound and picture of a recording, played beside its lanes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PyQt6.QtCore import QRectF, QSize, QTimer, QUrl, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from fusion.errors import UserError
from fusion.recordings.recording import Recording
from fusion.recordings.sound import USUAL_SOUND, SoundChoice
from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart, whole_in
from ui.widgets.foreign_threads import let_threads_disconnect
from ui.widgets.one_side import OneSide
from ui.widgets.parts import Card, label, set_text, set_twin
from ui.wording.durations import moment_words
from ui.wording.translation import mark, tr

PICTURE_PX = 200
"""Height of the picture at the ordinary text size, pixels."""
CANNOT = mark("This recording cannot be played here ({reason}). What was read of it is all there.")
STALLED = mark(
    "Nothing can be played at this moment of the recording; its sound and picture may begin far apart. Play "
    "it from another moment; what was read of it is all there."
)
STALLED_AFTER_S = 5.0
"""What has not come after so long will not come, seconds."""
PLACE = mark("{time} of {length}")
PICTURE_ALONE = mark(
    "{time} of {length}. Sound and picture of this recording begin too far apart to be played together, so "
    "only the picture is."
)
NO_PLAYER = mark("the parts of Qt that play sound and picture are missing")


class Picture(Chart):
    """The picture as it was recorded, whole, on a dark ground."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_twin(
            self, tr("Picture of the recording"), tr("What the camera or the film showed at this moment.")
        )

    def sizeHint(self) -> QSize:
        return QSize(320, self._appearance.scaled(PICTURE_PX))

    def show_image(self, image: QImage) -> None:
        """Show another picture."""
        self._image = image
        self.update()

    @property
    def image(self) -> QImage:
        """The picture shown."""
        return self._image

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(self._appearance.palette.screen))
        if self._image.isNull():
            return
        painter.drawImage(whole_in(QRectF(self.rect()), self._image.size()), self._image)


class Player(Card):
    """Plays a file from a moment on; ``moved`` tells where it stands while it plays.

    Nothing is opened before something is to be played, and all is let go of when another file is offered.
    Times are seconds in the recording.
    """

    moved = pyqtSignal(float)
    wanted = pyqtSignal()
    """It is to be played: from where, the one who knows the lanes says by :meth:`play`."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._path: Path | None = None
        self._sound = USUAL_SOUND
        self._side: OneSide | None = None
        self._media: Any = None
        self._sink: Any = None
        self._from_s: float | None = None
        self._until_s: float | None = None
        self._apart: Recording | None = None
        self._stalled = QTimer(self)
        self._stalled.setSingleShot(True)
        self._stalled.setInterval(round(STALLED_AFTER_S * 1000))
        self._stalled.timeout.connect(self._stall)
        self.button = QPushButton(tr("Play"))
        self.button.setToolTip(tr("Play or stop (in the lanes: Space)"))
        self.button.clicked.connect(self.toggle)
        self.words = label("", "muted", wrap=True)
        self._playing = False
        self.picture = Picture(appearance)
        self.picture.hide()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.button)
        row.addWidget(self.words, 1)
        self._row = row
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(10)
        column.addWidget(self.picture)
        column.addLayout(row)
        self.hide()

    def put_beside(self, widget: QWidget) -> None:
        """Let something stand at the end of the line on the file."""
        self._row.addWidget(widget)

    def offer(self, path: Path | None, sentence: str = "", sound: SoundChoice = USUAL_SOUND) -> None:
        """Offer a file to be played, and what it is; or tell why there is none.

        Without either nothing is shown. ``sound`` is what is to be heard of it.
        """
        if path is None or (path, sound) != (self._path, self._sound):
            self.let_go()
        self._path, self._sound = path, sound
        self.button.setVisible(path is not None)
        if path is None or self._media is None:
            set_text(
                self.words,
                sentence or (tr("“{name}” can be played beside the lanes.", name=path.name) if path else ""),
            )
        self.setVisible(path is not None or bool(sentence))

    @property
    def playing(self) -> bool:
        """Whether it is playing, or about to."""
        return self._playing

    def toggle(self) -> None:
        """Stop what is playing, or ask for it to be played."""
        if self.playing:
            self.stop()
        elif self._path is not None:
            self.wanted.emit()

    def play(self, from_s: float, until_s: float | None = None) -> None:
        """Play from one moment on, up to another or to the end."""
        if not self._open():
            return
        self._until_s = until_s
        self._show_playing(True)
        self.seek(from_s)
        self._media.play()

    def seek(self, t: float) -> None:
        """Go to a moment; what is playing goes on from there."""
        if self._media is None:
            return
        if self._media.mediaStatus().name in ("NoMedia", "LoadingMedia"):
            self._from_s = t
        else:
            self._go_to(t)

    def _go_to(self, t: float) -> None:
        assert self._media is not None
        self._media.setPosition(round((max(t, 0.0) + self._shift_s) * 1000))
        if self.playing:
            self._stalled.start()

    @property
    def _shift_s(self) -> float:
        """So much later than in the recording a moment is for Qt, seconds."""
        return (self._apart.picture_apart_s if self._apart is not None else None) or 0.0

    @property
    def _length_s(self) -> float:
        if self._apart is not None:
            return self._apart.duration_s or 0.0
        return self._media.duration() / 1000 if self._media is not None else 0.0

    def stop(self) -> None:
        """Stop where it is."""
        self._stalled.stop()
        if self._media is not None:
            self._media.pause()
        self._show_playing(False)

    def let_go(self) -> None:
        """Stop, and close the file."""
        self._stalled.stop()
        self._show_playing(False)
        self._from_s = None
        if self._media is not None:
            # Its threads must have nothing left to call: whoever waits for them here would wait for ever.
            self._sink.videoFrameChanged.disconnect()
            if self._side is not None:
                self._side.let_go()
                self._side = None
            self._media.stop()
            self._media.setSource(QUrl())
            self._media.deleteLater()  # by the event loop, which holds up nobody
            self._media = self._sink = None
        self.picture.show_image(QImage())
        self.picture.hide()

    def _open(self) -> bool:
        """Open the file, if it is not open yet; False where it cannot be."""
        if self._media is not None:
            return True
        if self._path is None:
            return False
        try:
            from PyQt6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoSink
        except ImportError:
            self._fail(tr(NO_PLAYER))
            return False
        media = QMediaPlayer(self)
        if not media.isAvailable():  # it would take everything, play nothing and tell of no error
            media.deleteLater()
            self._fail(tr(NO_PLAYER))
            return False
        self._media = media
        self._sink = QVideoSink(self._media)
        let_threads_disconnect(self._media.errorChanged, self._sink.videoSizeChanged)
        self._media.setVideoSink(self._sink)
        if self._sound.side is None:
            sound = QAudioOutput(self._media)
            let_threads_disconnect(sound.volumeChanged)
            self._media.setAudioOutput(sound)
        else:
            self._side = OneSide(self._media, self._sound.side)
        self._sink.videoFrameChanged.connect(self._frame)
        self._media.positionChanged.connect(self._moved)
        self._media.tracksChanged.connect(self._choose_track)
        self._media.mediaStatusChanged.connect(self._status)
        self._media.playbackStateChanged.connect(self._state)
        self._media.errorOccurred.connect(self._error)
        self._apart = _apart(self._path, self._sound)
        self._media.setSource(QUrl.fromLocalFile(str(self._path)))
        return True

    def _status(self, status: Any) -> None:
        # A player says sooner that it can go somewhere, but forgets where to until the file is open.
        if status.name != "LoadedMedia" or self._media is None or self._from_s is None:
            return
        t, self._from_s = self._from_s, None
        # At the beginning it is; going there would leave out sound that comes before the first picture.
        if t > 0 or self._shift_s:
            self._go_to(t)
        elif self.playing:
            self._stalled.start()

    def _stall(self) -> None:
        """Say so where nothing more comes."""
        if not self.playing:
            return
        self.stop()
        t = self._media.position() / 1000 - self._shift_s
        if t < self._length_s - STALLED_AFTER_S:  # else it was its end
            set_text(self.words, tr(STALLED))

    def _choose_track(self) -> None:
        """Let the track be heard that was read: another holds somebody else's voice."""
        track = self._sound.track
        if self._media is not None and track is not None and track <= len(self._media.audioTracks()):
            self._media.setActiveAudioTrack(track - 1)

    def _frame(self, frame: Any) -> None:
        image = frame.toImage()
        if not image.isNull():
            self.picture.show_image(image)
            self.picture.show()

    def _moved(self, ms: int) -> None:
        if self._media is None or self._from_s is not None:
            return
        t = max(ms / 1000 - self._shift_s, 0.0)
        time, length = moment_words(t), moment_words(self._length_s)
        said = PICTURE_ALONE if self._apart is not None else PLACE
        # Of a file that is still being written nobody knows the length.
        set_text(self.words, tr(said, time=time, length=length) if self._length_s > 0 else time)
        if self.playing:
            self._stalled.start()
            self.moved.emit(t)
            if self._until_s is not None and t >= self._until_s:
                self.stop()

    def _state(self, state: Any) -> None:
        if state.name == "StoppedState":
            self._stalled.stop()
            self._show_playing(False)

    def _error(self, _error: Any, reason: str) -> None:
        self._fail(reason)

    def _fail(self, reason: str) -> None:
        self._show_playing(False)
        set_text(self.words, tr(CANNOT, reason=reason.rstrip(".").lower() or tr("nobody says why")))

    def _show_playing(self, playing: bool) -> None:
        self._playing = playing
        set_text(self.button, tr("Stop") if playing else tr("Play"))


def _apart(path: Path, sound: SoundChoice) -> Recording | None:
    """A recording whose sound and picture are of two clocks; None of another, or where nothing tells."""
    try:
        recording = Recording(path, sound)
    except UserError:
        return None  # Qt says why, or plays it nevertheless
    return recording if recording.picture_apart_s is not None else None
