"""Everything the live windows show at one tick, as one frozen value; the windows only paint it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from fusion.affect import Affect
from fusion.evidence import Modality
from ui.wording.readings import Reading
from ui.wording.strip_spans import Strip

if TYPE_CHECKING:
    from audio_model.spectrum_view import VoiceView
    from face_model.analyser import FaceView

View = TypeVar("View")


@dataclass(frozen=True)
class StreamScene(Generic[View]):
    """What one device's card shows.

    Parameters
    ----------
    view
        The newest of what was heard or seen; None while there is nothing.
    now
        When this was so, seconds on the session clock.
    device
        Its name, "" for none.
    silence
        Why it says nothing, "" while it does.
    """

    view: View | None = None
    now: float = 0.0
    device: str = ""
    silence: str = ""


@dataclass(frozen=True)
class Streams:
    """Both of them."""

    voice: StreamScene[VoiceView]
    face: StreamScene[FaceView]


@dataclass(frozen=True)
class Scene:
    """One tick.

    Parameters
    ----------
    now
        Seconds on the session clock.
    paused, over
        Whether the user has paused, and whether the recording has been played to its end.
    reading
        What the card says.
    words
        What the words seem to say beside the voice, "" for nothing just now; None where they are not listened
        to.
    mapped
        Whether the map of feeling is wanted.
    affect
        Where the reading lies on it; None where that cannot be said.
    strip
        The last two minutes.
    times
        The strip's ends as times of day: "18:04 – 18:06".
    trouble
        The devices' plain sentences, where not all is well.
    disk
        A sentence each while the log or the JSON lines cannot be written.
    logged
        Whether there is a log.
    back
        What was in trouble and is well again, for a moment.
    notice
        What the user should know of the session from its start, else "".
    is_demo
        Whether it is the built-in conversation.
    footer
        The line at the foot of the window.
    keepable
        Whether sound and picture come from devices or the screen, so that they can be kept.
    kept
        That sound and picture are being kept, "" while they are not.
    known
        Whose usual ways are allowed for and for how long they are known, "" where nobody's are; in the footer
        too.
    learning
        Whether whoever is there is learnt, so that it can be begun anew.
    """

    now: float
    paused: bool
    over: bool
    reading: Reading
    words: str | None
    mapped: bool
    affect: Affect | None
    strip: Strip
    times: str
    trouble: Mapping[Modality, str]
    disk: tuple[str, ...]
    back: tuple[str, ...]
    logged: bool
    notice: str
    is_demo: bool
    footer: str
    keepable: bool = False
    kept: str = ""
    known: str = ""
    learning: bool = False
