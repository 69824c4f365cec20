"""The tracks of a recording: which sound and which picture are read, and when each of them begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from av.stream import Disposition

from fusion.interfaces import DeviceError
from fusion.recordings.sound import SoundChoice

APART_S = 60.0
"""Tracks that begin further apart than this are told of, seconds."""

_ALIKE = 0.1
"""Tracks that never meet belong together nevertheless if their lengths differ by no more than this share."""


@dataclass(frozen=True)
class Span:
    """From when to when a track lasts, seconds by the container's stamps."""

    start: float
    end: float


def picture_of(container: Any) -> Any:
    """The picture a player would show; None where there is none, or a cover only."""
    return _best(container, "video")


def sound_of(container: Any, choice: SoundChoice, name: str) -> Any:
    """The sound chosen, or that which a player would choose; None where there is none.

    Raises
    ------
    DeviceError
        If there is no such track, or it has no sides to choose from.
    """
    stream = _best(container, "audio")
    tracks = container.streams.audio
    if choice.track is not None:
        if not 1 <= choice.track <= len(tracks):
            raise DeviceError(
                f"“{name}” has {_counted(len(tracks))}, so there is no track {choice.track}: choose another "
                "with --audio-track."
            )
        stream = tracks[choice.track - 1]
    if choice.side is not None and stream is not None and stream.codec_context.layout.nb_channels < 2:
        raise DeviceError(f"The sound of “{name}” has one channel, so no side: leave out --partner.")
    return stream


def other_sounds(container: Any, stream: Any, name: str) -> str:
    """A sentence where there is more than one sound to choose from, else ""."""
    tracks = container.streams.audio
    if stream is None or len(tracks) < 2:
        return ""
    titles = [f"{n} “{title}”" for n, title in enumerate(map(_title, tracks), 1) if title]
    called = f" ({', '.join(titles)})" if titles else ""
    read = 1 + next(i for i, track in enumerate(tracks) if track.index == stream.index)
    return (
        f"“{name}” has {_counted(len(tracks))}{called}; number {read} is read, --audio-track chooses another."
    )


def only_of(stream: Any, container: Any) -> None:
    """Have the container pass over what is not of this track, before it is handed to Python."""
    for other in container.streams:
        if other is not stream and hasattr(other, "discard"):  # PyAV 17.0 has none
            other.discard = type(other.discard).all


def start_of(container: Any, stream: Any) -> float | None:
    """The first stamp of a track, seconds.

    It is read from the track itself: FFmpeg says of one that begins minutes late that it begins with the
    others.
    """
    return next((stamp for stamp, _ in _stamps(container, stream)), None)


def span_of(container: Any, stream: Any) -> Span:
    """When a track begins and ends, by its own stamps; it is read through. Raises FFmpegError."""
    stamps = list(_stamps(container, stream))
    return Span(min(start for start, _ in stamps), max(end for _, end in stamps))


def _stamps(container: Any, stream: Any) -> Iterator[tuple[float, float]]:
    """Start and end of each packet, seconds."""
    for packet in container.demux(stream):
        if packet.pts is not None:
            start = float(packet.pts * packet.time_base)
            yield start, start + float((packet.duration or 0) * packet.time_base)


def set_apart(sound: Span, picture: Span, name: str) -> tuple[bool, str]:
    """Whether the stamps of tracks that begin far apart are of two clocks, and a sentence on it.

    Tracks of the same length that never meet were recorded together: each is read from its own beginning.
    """
    by = _spoken(abs(sound.start - picture.start))
    first, second = ("sound", "picture") if sound.start < picture.start else ("picture", "sound")
    earlier, later = sorted((sound, picture), key=lambda span: span.start)
    if earlier.end > later.start:
        return (
            False,
            f"The {second} of “{name}” begins {by} after its {first}, which is read alone until then.",
        )
    lengths = [earlier.end - earlier.start, later.end - later.start]
    if max(lengths) - min(lengths) <= _ALIKE * max(lengths):
        return True, (
            f"The stamps of sound and picture in “{name}” are {by} apart and never meet, so each is read "
            "from its own beginning."
        )
    return False, (
        f"The {second} of “{name}” begins {by} after its {first}, when that has ended: nothing can be read "
        "together."
    )


def _best(container: Any, kind: str) -> Any:
    """The track a player would choose, or None."""
    stream = container.streams.best(kind)
    if stream is None or stream.codec_context is None or stream.disposition & Disposition.attached_pic:
        return None
    return stream


def _title(track: Any) -> str:
    """What a track is called; what is no UTF-8, as older recorders wrote it, as signs that can be shown."""
    title = str(track.metadata.get("title", ""))
    return title.encode(errors="surrogateescape").decode(errors="replace")


def _counted(tracks: int) -> str:
    return f"{tracks} sound track{'s' if tracks != 1 else ''}" if tracks else "no sound"


def _spoken(seconds: float) -> str:
    """A length of time, roughly."""
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    parts = ([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes or not hours else [])
    return " ".join(parts)
