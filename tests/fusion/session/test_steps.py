"""In stages on threads a recording gives the very steps it gives in turn, and no thread stays behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy as np
import pytest

from fusion.evidence import Evidence, Modality
from fusion.interfaces import AudioChunk, DeviceError, VideoFrame
from fusion.session.steps import LOOKS_TOGETHER, SOUND_TOGETHER, TOGETHER, Step, beside, in_stages, in_turn
from fusion.speaking import Speaking

FLAT = np.full(7, 1 / 7)


class Ears:
    """Evidence of every third chunk."""

    def __init__(self) -> None:
        self.heard: list[float] = []

    def feed(self, chunk: AudioChunk) -> list[Evidence]:
        self.heard.append(chunk.t_start)
        return [Evidence(Modality.VOICE, 0.0, chunk.t_end, FLAT, 1.0)] if len(self.heard) % 3 == 0 else []

    def reset(self) -> None: ...

    def close(self) -> None: ...


class Eyes:
    """Evidence of all pictures so far, but of those that show nothing; remembers what happened where."""

    def __init__(self) -> None:
        self.saw: list[float] = []
        self.groups: list[int] = []
        self.threads: dict[str, int] = {}
        self.n_read = 0

    def feed(self, chunk: VideoFrame) -> list[Evidence]:
        return self.read([self.see(chunk)])[0]

    def see(self, chunk: VideoFrame) -> tuple[float, bool]:
        self.saw.append(chunk.t_start)
        self.threads["see"] = threading.get_ident()
        return chunk.t_start, bool(chunk.image.any())

    def read(self, seen: Sequence[tuple[float, bool]]) -> list[list[Evidence]]:
        self.groups.append(len(seen))
        self.threads["read"] = threading.get_ident()
        found = []
        for t, shows in seen:
            self.n_read += shows
            quality = 1 / (1 + self.n_read)
            found.append([Evidence(Modality.FACE, 0.0, t, FLAT, quality)] if shows else [])
        return found

    def reset(self) -> None: ...

    def close(self) -> None: ...


def sound(n: int) -> Iterator[AudioChunk]:
    return (AudioChunk(np.zeros(1600, np.float32), i / 10) for i in range(n))


def pictures(n: int) -> Iterator[VideoFrame]:
    return (VideoFrame(np.full((2, 2, 3), i % 4, np.uint8), 0.03 + i / 7) for i in range(n))


def told(steps: Iterator[Step]) -> list[tuple[float, list[tuple[Modality, float, float]]]]:
    return [(s.t_end, [(p.modality, p.t_end, p.quality) for p in s.pieces]) for s in steps]


@pytest.mark.parametrize("threads", [True, False])
@pytest.mark.parametrize(("n_sound", "n_pictures"), [(0, 0), (30, 0), (0, 3), (30, 21), (5, 200), (300, 16)])
def test_the_same_steps_as_in_turn(n_sound: int, n_pictures: int, threads: bool) -> None:
    expected = told(in_turn(sound(n_sound), pictures(n_pictures), Ears(), Eyes()))
    for _ in range(2):
        eyes = Eyes()
        steps = in_stages(sound(n_sound), pictures(n_pictures), Ears(), eyes, threads=threads)
        assert told(steps) == expected
        rest = n_pictures % TOGETHER
        assert eyes.groups == [TOGETHER] * (n_pictures // TOGETHER) + ([rest] if rest else [])
        if n_pictures:
            apart = {threading.get_ident(), *eyes.threads.values()}
            assert len(apart) == (2 if threads else 1)


def none_left() -> bool:
    return not [thread for thread in threading.enumerate() if thread.name.startswith("attune-ahead")]


@pytest.mark.parametrize(("width", "together"), [(2, 3), (640, 3), (1280, 1), (3840, 1)])
def test_no_more_is_made_than_has_room_and_who_leaves_early_leaves_no_thread(
    width: int, together: int
) -> None:
    ears, eyes = Ears(), Eyes()
    picture = np.ones((width * 3 // 4, width, 3), np.uint8)
    n_shown = most_waiting = 0

    def counted() -> Iterator[VideoFrame]:
        nonlocal n_shown, most_waiting
        for i in range(10_000):
            n_shown += 1
            most_waiting = max(most_waiting, n_shown - len(eyes.saw))
            yield VideoFrame(picture, 0.03 + i / 7)

    with closing(in_stages(sound(10_000), counted(), ears, eyes)) as steps:
        assert len([next(steps) for _ in range(5)]) == 5
    assert none_left()
    assert len(ears.heard) == SOUND_TOGETHER
    # Of each at most one lot is used, one waits and one is made.
    assert len(eyes.saw) <= 3 * (LOOKS_TOGETHER + TOGETHER)
    assert most_waiting <= 3 * together


def test_without_threads_no_more_is_made_than_a_lot() -> None:
    ears, eyes = Ears(), Eyes()
    with closing(in_stages(sound(10_000), pictures(10_000), ears, eyes, threads=False)) as steps:
        assert len([next(steps) for _ in range(5)]) == 5
    assert len(ears.heard) == SOUND_TOGETHER
    assert len(eyes.saw) == LOOKS_TOGETHER


@pytest.mark.parametrize("threads", [True, False])
@pytest.mark.parametrize("where", ["sound", "picture", "see", "read", "feed"])
def test_what_goes_wrong_in_a_stage_is_raised_here_and_ends_them_all(
    where: str, threads: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ears, eyes = Ears(), Eyes()

    def broken(*_: object) -> None:
        raise DeviceError(f"the {where} is damaged")

    def cut_off(chunks: Iterator[AudioChunk]) -> Iterator[AudioChunk]:
        for _ in range(4):
            yield next(chunks)
        broken()

    if where in ("see", "read"):
        monkeypatch.setattr(eyes, where, broken)
    if where == "feed":
        monkeypatch.setattr(ears, where, broken)
    heard = cut_off(sound(100)) if where == "sound" else sound(100)
    seen = cut_off(pictures(100)) if where == "picture" else pictures(100)  # type: ignore[arg-type]
    with pytest.raises(DeviceError, match=f"the {where} is damaged"):
        list(in_stages(heard, seen, ears, eyes, threads=threads))  # type: ignore[arg-type]
    assert none_left()


def test_ctrl_c_ends_the_threads() -> None:
    def interrupted() -> None:
        with closing(in_stages(sound(10_000), pictures(10_000), Ears(), Eyes())) as steps:
            for n, _ in enumerate(steps):
                if n == 20:
                    raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert none_left()


def test_what_was_heard_and_seen_apart_comes_in_the_order_of_time_and_says_who_spoke_last() -> None:
    one, other = Speaking(0.9, 0.1), Speaking(0.2, 0.8)
    heard = [Step(0.2, [], one), Step(0.5, [], other)]
    seen = [Step(t, [Evidence(Modality.FACE, t, t, FLAT, 1.0)]) for t in (0.1, 0.3, 0.5)]
    both = list(beside(heard, seen))
    assert [step.t_end for step in both] == [0.1, 0.2, 0.3, 0.5, 0.5]
    assert [step.speaking for step in both] == [None, one, one, other, other]
    assert [len(step.pieces) for step in both] == [1, 0, 1, 0, 1]
