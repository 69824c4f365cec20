"""The same pipeline over a recording, as fast as the machine allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from fusion.display import Display
from fusion.events import TICK_S
from fusion.evidence import Evidence, Modality
from fusion.interfaces import Analyser, AudioChunk, VideoFrame
from fusion.late_fusion import LateFusion
from fusion.moment import Moment
from fusion.running import RunningBaseline
from fusion.session.kept_steps import KeptSteps
from fusion.session.steps import Step, in_turn, nobody_asks
from fusion.speaking import Speaking

LEAST_LOOKS = 10
"""Of a person seen less often a recording says nothing."""


def evidence_of(
    audio: Iterable[AudioChunk],
    video: Iterable[VideoFrame],
    voice: Analyser[AudioChunk],
    face: Analyser[VideoFrame],
) -> Iterator[Evidence]:
    """All evidence of a recording in the order of time; parameters as :func:`analyse`."""
    for step in in_turn(audio, video, voice, face):
        yield from step.pieces


def analyse(
    audio: Iterable[AudioChunk],
    video: Iterable[VideoFrame],
    voice: Analyser[AudioChunk],
    face: Analyser[VideoFrame],
    *,
    fusion: LateFusion | None = None,
    display: Display | None = None,
    running: RunningBaseline | None = None,
    two_passes: bool = False,
    who_speaks: Callable[[], Speaking | None] = nobody_asks,
) -> Iterator[Moment]:
    """Ten estimates a second of recording, and what would be shown, from its start to its end.

    An estimate for time t rests on chunks that had ended by t, exactly as live; the same recording gives the
    same estimates to the last digit.

    Parameters
    ----------
    audio, video
        Chunks in order, stamped in seconds from the recording's start; either may be empty.
    voice, face
        Fresh analysers.
    running
        Learns how the people in it usually look and sound, which is allowed for; None to allow for what
        ``fusion`` does alone.
    two_passes
        Let it learn from the whole recording before the first estimate is made; nothing comes until then.
    who_speaks
        Tells who of the two people speaks, by what the analysers have been fed.
    """
    steps = in_turn(audio, video, voice, face, who_speaks)
    return analyse_steps(steps, fusion=fusion, display=display, running=running, two_passes=two_passes)


def analyse_steps(
    steps: Iterable[Step],
    *,
    fusion: LateFusion | None = None,
    display: Display | None = None,
    running: RunningBaseline | None = None,
    two_passes: bool = False,
) -> Iterator[Moment]:
    """The same of steps that are made elsewhere; parameters as :func:`analyse`."""
    fusion, display = fusion or LateFusion.shipped(), display or Display()
    return _known_moments(steps, fusion, display, running, two_passes=two_passes)


class OfOne(Iterable[Step]):
    """The steps of one person among those of everybody in a picture; may be gone through again."""

    def __init__(self, steps: Iterable[Step], person: int) -> None:
        self._steps, self._person = steps, person

    def __iter__(self) -> Iterator[Step]:
        for step in self._steps:
            yield Step(step.t_end, [piece for piece in step.pieces if piece.person == self._person])


def each_alone(video: Iterable[VideoFrame], faces: Analyser[VideoFrame]) -> dict[int, OfOne]:
    """For each person's number what is seen of them in a picture, for :func:`analyse_steps`.

    Whoever was seen less than ten times, a second at most, is left out.

    Parameters
    ----------
    video
        Frames in order, as for :func:`analyse`.
    faces
        Gives the evidence of all faces, each with its person.
    """
    steps = KeptSteps(Step(frame.t_end, faces.feed(frame)) for frame in video)
    looks = Counter(piece.person for step in steps for piece in step.pieces)
    return {person: OfOne(steps, person) for person in sorted(looks) if looks[person] >= LEAST_LOOKS}


def _known_moments(
    steps: Iterable[Step],
    fusion: LateFusion,
    display: Display,
    running: RunningBaseline | None,
    *,
    two_passes: bool,
) -> Iterator[Moment]:
    if two_passes and running is not None:
        steps = KeptSteps(steps)
        for step in steps:
            for piece in step.pieces:
                running.take(fusion.calibrated(piece))
        running.settle()
    return _moments(steps, fusion, display, running)


def _moments(
    steps: Iterable[Step], fusion: LateFusion, display: Display, running: RunningBaseline | None
) -> Iterator[Moment]:
    newest: dict[Modality, Evidence] = {}  # calibrated
    understood: list[Evidence] | None = []  # the same as it is of whoever is there; None until worked out
    tick = 1
    end_s = 0.0
    speaking: Speaking | None = None

    def moment(at: float) -> Moment:
        nonlocal understood
        if understood is None:
            knowing = replace(fusion, baseline=running.baseline()) if running is not None else fusion
            understood = [knowing.allowed_for(piece) for piece in newest.values()]
        shown = display.show(fusion.estimate_of_understood(understood, at))
        return shown if speaking is None else replace(shown, speaking=speaking)

    for step in steps:
        while tick * TICK_S < step.t_end:
            yield moment(tick * TICK_S)
            tick += 1
        end_s, speaking = max(end_s, step.t_end), step.speaking
        for piece in map(fusion.calibrated, step.pieces):
            newest[piece.modality], understood = piece, None
            if running is not None:
                running.take(piece)
    if tick * TICK_S <= end_s + 1e-9:
        yield moment(tick * TICK_S)
