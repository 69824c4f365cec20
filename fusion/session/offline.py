"""The same pipeline over a recording, without threads, as fast as the machine allows."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator

from fusion.display import Display
from fusion.events import TICK_S
from fusion.evidence import Evidence, Modality
from fusion.interfaces import Analyser, AudioChunk, VideoFrame
from fusion.late_fusion import LateFusion
from fusion.moment import Moment


def evidence_of(
    audio: Iterable[AudioChunk],
    video: Iterable[VideoFrame],
    voice: Analyser[AudioChunk],
    face: Analyser[VideoFrame],
) -> Iterator[Evidence]:
    """All evidence of a recording in the order of time; parameters as :func:`analyse`."""
    for chunk in _in_order(audio, video):
        yield from voice.feed(chunk) if isinstance(chunk, AudioChunk) else face.feed(chunk)


def analyse(
    audio: Iterable[AudioChunk],
    video: Iterable[VideoFrame],
    voice: Analyser[AudioChunk],
    face: Analyser[VideoFrame],
    *,
    fusion: LateFusion | None = None,
    display: Display | None = None,
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
    """
    fusion = fusion or LateFusion.shipped()
    display = display or Display()
    newest: dict[Modality, Evidence] = {}
    tick = 1
    end_s = 0.0

    def moment(at: float) -> Moment:
        return display.show(fusion.estimate(newest.values(), at))

    for chunk in _in_order(audio, video):
        while tick * TICK_S < chunk.t_end:
            yield moment(tick * TICK_S)
            tick += 1
        end_s = max(end_s, chunk.t_end)
        pieces = voice.feed(chunk) if isinstance(chunk, AudioChunk) else face.feed(chunk)
        for piece in pieces:
            newest[piece.modality] = piece
    if tick * TICK_S <= end_s + 1e-9:
        yield moment(tick * TICK_S)


def _in_order(audio: Iterable[AudioChunk], video: Iterable[VideoFrame]) -> Iterator[AudioChunk | VideoFrame]:
    return heapq.merge(audio, video, key=lambda chunk: chunk.t_end)
