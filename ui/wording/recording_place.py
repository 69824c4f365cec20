"""Where the recording of a past conversation is, for playing it in step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fusion.pauses import recording_time, session_time
from ui.wording.session_story import Story
from ui.wording.translation import tr


@dataclass(frozen=True)
class Playable:
    """A file to be played, or a sentence on why there is none ("" where there never was one)."""

    path: Path | None = None
    sentence: str = ""


def playable(story: Story, demo: Path) -> Playable:
    """The recording of a conversation, if it is where it was."""
    source = story.record.source
    if source in ("demo", demo.name) and story.recording is None:
        return Playable(demo)
    if story.recording is None:
        return Playable()
    if story.recording.is_file():
        return Playable(story.recording)
    return Playable(
        None,
        tr(
            "The recording “{name}” is no longer where it was, so it cannot be played. What was read of it "
            "is all there; put the file back, and it can be heard and seen again.",
            name=story.recording.name,
        ),
    )


def is_of_a_file(story: Story) -> bool:
    """Whether a file was read, and no conversation as it went on: its own time says more than the day's."""
    return story.recording is not None and story.record.source == story.recording.name


def to_recording(story: Story, t: float) -> float:
    """Where the recording stood at session time ``t``, s."""
    return recording_time(t, story.events)


def to_session(story: Story, t: float) -> float:
    """The session time (s) at which the recording stood at ``t`` (s)."""
    return session_time(t, story.events)
