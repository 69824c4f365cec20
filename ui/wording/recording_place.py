"""Where the recording of a past conversation is, for playing it in step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fusion.log.kept import KeptFile
from fusion.pauses import recording_time, session_time
from fusion.recordings.sound import USUAL_SOUND, SoundChoice
from fusion.side import Side
from ui.wording.session_story import Story
from ui.wording.translation import together, tr, tr_count

END_S = 0.7
"""So near to the end it is played from the beginning, seconds."""


@dataclass(frozen=True)
class Playable:
    """A file to be played, or a sentence on why there is none ("" where there never was one).

    ``start_s`` is the moment at its beginning, ``from_s`` the one to play it from: session time without
    pauses, seconds. ``sound`` is what was read of its sound, and is heard.
    """

    path: Path | None = None
    sentence: str = ""
    start_s: float = 0.0
    from_s: float = 0.0
    sound: SoundChoice = USUAL_SOUND


def playable(story: Story, demo: Path, t: float = 0.0) -> Playable:
    """The recording of a conversation, if it is where it was, and where in it session time ``t`` (s) is.

    Of sound and picture that were kept it is the file nearest to that moment. A clip is played from its
    beginning where the moment is its end, a bookmark, or not in it.
    """
    at = to_recording(story, t)
    if story.kept:
        return _nearest(story.kept, at)
    found = _recording(story, demo)
    return replace(found, from_s=0.0 if t >= story.end_s - END_S else at)


def kept_near(kept: Sequence[KeptFile], at: float) -> tuple[KeptFile, float]:
    """The file that holds a moment, or is nearest to it, and its end (inf: that of all there is).

    Both are session time without pauses, seconds.
    """
    wholes = [file.start_s for file in kept if file.end_s is None]

    def end_of(file: KeptFile) -> float:
        if file.end_s is not None:
            return file.end_s
        return min((start for start in wholes if start > file.start_s), default=math.inf)

    def apart(file: KeptFile) -> tuple[float, float]:
        return max(file.start_s - at, at - end_of(file), 0.0), end_of(file)

    file = min(kept, key=apart)
    return file, end_of(file)


def _nearest(kept: Sequence[KeptFile], at: float) -> Playable:
    file, end_s = kept_near(kept, at)
    inside = file.start_s <= at < end_s - END_S
    words = (
        tr("Sound and picture that were kept can be played beside the lanes.")
        if any(file.end_s is None for file in kept)
        else tr_count(
            "The last seconds before {n} bookmark were kept; point there to play them.",
            "The last seconds before {n} bookmarks were kept; point there to play them.",
            len(kept),
        )
    )
    return Playable(file.path, words, file.start_s, at if inside else file.start_s)


def _recording(story: Story, demo: Path) -> Playable:
    source = story.record.source
    if source in ("demo", demo.name) and story.recording is None:
        return Playable(demo)
    if story.recording is None:
        return Playable()
    if story.recording.is_file():
        return Playable(story.recording, _what_was_read(story), sound=story.sound)
    return Playable(
        None,
        tr(
            "The recording “{name}” is no longer where it was, so it cannot be played. What was read of it "
            "is all there; put the file back, and it can be heard and seen again.",
            name=story.recording.name,
        ),
    )


def _what_was_read(story: Story) -> str:
    """Where less than all of the sound was read: of what, and what is heard; else ""."""
    sound, said = story.sound, []
    if sound.track is not None:
        said.append(tr("Of its sound tracks number {n} was read, and is the one you hear.", n=sound.track))
    if sound.side is not None:
        said.append(
            tr("Of its two channels the left one was read, and is the one you hear.")
            if sound.side is Side.LEFT
            else tr("Of its two channels the right one was read, and is the one you hear.")
        )
    if not said or story.recording is None:
        return ""
    return together(tr("“{name}” can be played beside the lanes.", name=story.recording.name), *said)


def is_of_a_file(story: Story) -> bool:
    """Whether a file was read, and no conversation as it went on: its own time says more than the day's."""
    return story.recording is not None and story.record.source == story.recording.name


def to_recording(story: Story, t: float) -> float:
    """Where the recording stood at session time ``t``, s."""
    return recording_time(t, story.events)


def to_session(story: Story, t: float) -> float:
    """The session time (s) at which the recording stood at ``t`` (s)."""
    return session_time(t, story.events)
