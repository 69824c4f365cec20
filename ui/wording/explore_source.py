"""Where the sound of a past conversation is, and which stretch of it to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fusion.events import SessionEvent
from fusion.log.kept import KeptFile
from fusion.log.records import SessionRecord
from fusion.pauses import recording_time, session_time
from fusion.recordings.recording import Recording
from fusion.recordings.sound import USUAL_SOUND, SoundChoice
from ui.wording.recording_place import kept_near
from ui.wording.session_story import moment_of_day, title_of
from ui.wording.translation import mark, tr

AROUND_S = 10.0
"""Length of the stretch looked at around a chosen moment, seconds."""

NOTHING_KEPT = mark(
    "Of this conversation no sound was kept: Attune keeps none unless it is asked to. To be able to look at "
    "one next time, choose “Keep sound…” at the foot of the window while you talk. Any recording can also be "
    "looked at on its own: choose one."
)


@dataclass(frozen=True)
class Stretch:
    """A stretch of a recording.

    Parameters
    ----------
    path
        The file; None where it is not known.
    start_s, length_s
        Where it begins and how long it is, seconds; a length of None is as much as one sheet holds.
    sentence
        Why the file is not known ("" where it is).
    sound
        Which sound of the file.
    title
        What it is called where the file's own name says nothing ("" where that does).
    place
        Which moment of the conversation the file begins with, a sentence ("" where its times are the same).
    """

    path: Path | None
    start_s: float = 0.0
    length_s: float | None = None
    sentence: str = ""
    sound: SoundChoice = USUAL_SOUND
    title: str = ""
    place: str = ""

    @property
    def name(self) -> str:
        """What stands above its picture ("" where nothing is known)."""
        return self.title or (self.path.name if self.path else "")


def stretch_of(
    record: SessionRecord,
    events: Sequence[SessionEvent],
    moment_s: float | None,
    demo: Path,
    recording: Path | None = None,
    kept: Sequence[KeptFile] = (),
    sound: SoundChoice = USUAL_SOUND,
) -> Stretch:
    """The stretch of a conversation's recording: around a moment, or from the beginning.

    Parameters
    ----------
    record, events
        The conversation.
    moment_s
        The moment chosen in it (session time, s); None for the whole.
    demo
        The built-in demo conversation's file.
    recording
        Where the conversation's recording lay when it was played; None where the log does not know.
    kept
        Sound that was kept of it; the file nearest to the moment is shown.
    sound
        Which sound of the recording was read.
    """
    if kept:
        at = recording_time(moment_s or 0.0, events)
        file, end_s = kept_near(kept, at)
        began = moment_of_day(record, session_time(file.start_s, events))
        place = tr("Its second 0 was at {moment} in the conversation.", moment=began)
        whole = Stretch(file.path, title=title_of(record), place=place)
        if moment_s is None:
            return whole
        first_s = min(at - AROUND_S / 2, end_s - AROUND_S)
        return replace(whole, start_s=max(0.0, first_s - file.start_s), length_s=AROUND_S)
    if recording is None and record.source in ("", "microphone and camera"):
        return Stretch(None, sentence=tr(NOTHING_KEPT))
    is_demo = record.source in ("demo", demo.name)
    path = demo if is_demo else recording or Path(record.source)
    start_s, length_s = 0.0, None
    if moment_s is not None:
        t = recording_time(moment_s, events)
        if is_demo:  # it is played over and over
            t %= Recording(demo).duration_s or 1.0
        start_s, length_s = max(0.0, t - AROUND_S / 2), AROUND_S
    if path.is_file():
        return Stretch(path, start_s, length_s, sound=sound)
    why = tr("It is not where it was") if recording else tr("The log does not say where it lies")
    sentence = tr(
        "This conversation was read from the recording “{name}”. {why}: choose it, and it is shown.",
        name=path.name,
        why=why,
    )
    return Stretch(None, start_s, length_s, sentence, sound)
