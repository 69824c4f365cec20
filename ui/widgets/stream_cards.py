"""The two quiet cards at the side: what the camera sees and what the microphone hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.live.scene import StreamScene
from ui.widgets.appearance import Appearance
from ui.widgets.camera_view import CameraPicture
from ui.widgets.parts import Card, ElidedLabel
from ui.widgets.voice_view import SoundPicture
from ui.widgets.whoever_speaks import WhoeverSpeaks
from ui.wording.translation import again, tr

if TYPE_CHECKING:
    from audio_model.spectrum_view import VoiceView
    from face_model.analyser import FaceView

PICTURE_STALE_AFTER_S = 2.0
WHO_HELD_S = 2.0
"""So long the words on who is read stay when another's face is lost: most are found again at once."""
STILL_STEP_S = 0.5
"""With motion off the sound picture takes a step this often instead of gliding."""


class StreamCard(Card):
    """A device's name at the left, a hint at the right, a picture beneath."""

    def __init__(self, title: str, picture: QWidget) -> None:
        super().__init__()
        self._title = title
        self._name = ElidedLabel(title)
        self._hint = ElidedLabel("", align_right=True)
        head = QHBoxLayout()
        head.setSpacing(12)
        # Where there is little room the device's name gives way, not what the user can act on.
        self._hint.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head.addWidget(self._name, 1)
        head.addWidget(self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 18)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(picture, 1)
        self._column = column

    @property
    def hint(self) -> str:
        """What is said of the sound or the picture just now."""
        return self._hint.whole

    def show_head(self, device: str, hint: str) -> None:
        """Name the device and say in a few words how it goes."""
        title = again(self._title)
        self._name.show_text(f"{title} · {device}" if device else title)
        self._hint.show_text(tr(hint))


class CameraCard(StreamCard):
    """The camera's picture."""

    def __init__(self, appearance: Appearance) -> None:
        self.picture = CameraPicture(appearance)
        super().__init__(tr("Face"), self.picture)
        self.whoever = WhoeverSpeaks(appearance)
        self._column.addWidget(self.whoever)
        self._shown_t: float | None = None
        self.who_is_read = ""
        """Which of several people in view is read, in a few words; "" where it goes without saying."""
        self._several_t = 0.0

    def show_scene(self, scene: StreamScene[FaceView]) -> None:
        """Show the newest view, or why there is none."""
        view = scene.view
        if scene.silence or view is None or scene.now - view.frame.t_start > PICTURE_STALE_AFTER_S:
            self._shown_t, self.who_is_read = None, ""
            self.picture.show_message(scene.silence.capitalize() or tr("No picture at the moment"))
            self.show_head(scene.device, "")
            return
        if view.frame.t_start != self._shown_t:
            self._shown_t = view.frame.t_start
            self.picture.show_view(view)
            self._tell_who(view)
        self.show_head(scene.device, view.hint)
        self.whoever.follow(len(view.faces))

    def _tell_who(self, view: FaceView) -> None:
        t, who = view.frame.t_start, self.picture.who_is_read
        if who:
            self._several_t = t
        if who or view.partner is None or not 0 <= t - self._several_t <= WHO_HELD_S:
            self.who_is_read = who


class VoiceCard(StreamCard):
    """The last seconds of sound."""

    def __init__(self, appearance: Appearance) -> None:
        self.picture = SoundPicture(appearance)
        super().__init__(tr("Voice"), self.picture)
        self._appearance = appearance
        self._shown_t: float | None = None

    def show_scene(self, scene: StreamScene[VoiceView]) -> None:
        """Show the newest view, or why there is none."""
        view = scene.view
        if scene.silence or view is None or scene.now - view.t > PICTURE_STALE_AFTER_S:
            self._shown_t = None
            self.picture.show_message(scene.silence.capitalize() or tr("No sound at the moment"))
            self.show_head(scene.device, "")
            return
        step = 0.0 if self._appearance.motion else STILL_STEP_S
        if self._shown_t is None or view.t < self._shown_t or view.t > self._shown_t + step:
            self._shown_t = view.t
            self.picture.show_view(view)
        self.show_head(scene.device, view.hint)
