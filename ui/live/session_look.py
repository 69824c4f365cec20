"""A look at what a running session hears and sees: its devices are open already, and none is opened twice."""

from __future__ import annotations

from collections.abc import Callable

from face_model.screen.capture import OWN_IN_FRONT
from fusion.arrays import Uint8Array
from ui.live.scene import Streams
from ui.wording.captured import GREY
from ui.wording.translation import tr

_STALE_AFTER_S = 2.0


class SessionLook:
    """As :class:`ui.live.trial.Look` says.

    Parameters
    ----------
    streams
        What is heard and seen now; None while no session runs.
    """

    def __init__(self, streams: Callable[[], Streams | None]) -> None:
        self._streams = streams

    @property
    def picture(self) -> Uint8Array | None:
        """The newest picture."""
        if (streams := self._streams()) is None or (view := streams.face.view) is None:
            return None
        old = streams.face.now - view.frame.t_start > _STALE_AFTER_S
        return None if streams.face.silence or old else view.frame.image

    @property
    def level_dbfs(self) -> float | None:
        """How loud the newest sound is, dB of full scale."""
        if (streams := self._streams()) is None or (view := streams.voice.view) is None:
            return None
        old = streams.voice.now - view.t > _STALE_AFTER_S
        return None if streams.voice.silence or old else view.level_dbfs

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why nothing is heard or seen."""
        if (streams := self._streams()) is None:
            return ()
        why = ((tr("Face"), streams.face.silence), (tr("Voice"), streams.voice.silence))
        told = tuple(tr("{name}: {choice}", name=name, choice=silence) for name, silence in why if silence)
        seen = streams.face.view if self.picture is not None else None
        return (*told, tr(GREY)) if seen is not None and seen.frame.covered == OWN_IN_FRONT else told

    def end(self) -> None:
        """Nothing is to be let go of."""
