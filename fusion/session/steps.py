"""A recording step by step: what each of its chunks completes, in turn or in stages."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter
from typing import TypeVar

from fusion.ahead import Number, ahead, in_lots
from fusion.evidence import Evidence
from fusion.interfaces import Analyser, AudioChunk, HalvedAnalyser, Seen, VideoFrame
from fusion.speaking import Speaking

Item = TypeVar("Item")

TOGETHER = 8
"""So many frames are read at once, with threads and without: a network's answer may depend on how many it is
given."""

LOOKS_TOGETHER = 4 * TOGETHER
SOUND_TOGETHER = 64
"""So many looks, and so many chunks of sound, are made one after the other, four seconds or so: what takes
turns more often finds nothing in the processor's caches, and threads wait for each other more often."""

LOT_BYTES = 3_000_000
"""Pictures are large: of small ones three go from thread to thread at once, of others one by one."""


_when = attrgetter("t_end")


@dataclass(frozen=True)
class Step:
    """A chunk was taken that ended at ``t_end`` (s), completed these pieces, and told who speaks."""

    t_end: float
    pieces: Sequence[Evidence]
    speaking: Speaking | None = None


def nobody_asks() -> None:
    """In place of who speaks, where that is not asked."""


def in_turn(
    audio: Iterable[AudioChunk],
    video: Iterable[VideoFrame],
    voice: Analyser[AudioChunk],
    face: Analyser[VideoFrame],
    who_speaks: Callable[[], Speaking | None] = nobody_asks,
) -> Iterator[Step]:
    """Each chunk fed in the order of time, on this thread: for analysers that hear of each other."""
    chunks: Iterator[AudioChunk | VideoFrame] = heapq.merge(audio, video, key=_when)
    for chunk in chunks:
        pieces = voice.feed(chunk) if isinstance(chunk, AudioChunk) else face.feed(chunk)
        yield Step(chunk.t_end, pieces, who_speaks())


def beside(heard: Iterable[Step], seen: Iterable[Step]) -> Iterator[Step]:
    """Steps of sound and of pictures, read apart, in the order of time; who speaks is what was heard last."""
    speaking = None
    for step in heapq.merge(heard, seen, key=_when):
        speaking = step.speaking if step.speaking is not None else speaking
        yield replace(step, speaking=speaking)


def in_stages(
    audio: Iterator[AudioChunk],
    video: Iterator[VideoFrame],
    voice: Analyser[AudioChunk],
    face: HalvedAnalyser[VideoFrame, Seen],
    *,
    threads: bool = True,
) -> Generator[Step, None, None]:
    """The same steps, with the pictures, and what is seen in them, made ahead on a thread each.

    That is more than half of the work and keeps two processors busy. Threads for the rest as well would wait
    for each other and for Python's one lock more often, and be no sooner done. What is made in advance is
    bounded. What goes wrong on a thread is raised here; closing the generator, or using it up, ends them.

    Parameters
    ----------
    audio
        Used on this thread.
    video
        Used on another thread only.
    voice, face
        Which share nothing; nor do the two halves of ``face``.
    threads
        Whether there are any; without them the same is done on this thread.
    """
    with ExitStack() as stages:

        def stage(items: Iterator[Item], together: Number[Item]) -> Iterator[Item]:
            made = ahead(items, 1, together) if threads else in_lots(items, together)
            return stages.enter_context(closing(made))

        frames = stage(video, _pictures_together)
        seen = stage(((frame.t_end, face.see(frame)) for frame in frames), LOOKS_TOGETHER)
        looks = in_lots(_read(face, seen), LOOKS_TOGETHER)
        heard = in_lots((Step(chunk.t_end, voice.feed(chunk)) for chunk in audio), SOUND_TOGETHER)
        yield from heapq.merge(heard, looks, key=_when)


def _pictures_together(frame: VideoFrame) -> int:
    """How many pictures as large as this one."""
    return min(max(LOT_BYTES // frame.image.nbytes, 1), 3)


def _read(face: HalvedAnalyser[VideoFrame, Seen], seen: Iterator[tuple[float, Seen]]) -> Iterator[Step]:
    """The second half, so many at a time."""
    while some := list(islice(seen, TOGETHER)):
        for (t_end, _), pieces in zip(some, face.read([sight for _, sight in some]), strict=True):
            yield Step(t_end, pieces)
