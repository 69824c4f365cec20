"""A session put together, run and closed leaves nothing behind, native threads included."""

import sys
import threading
from pathlib import Path

import pytest

from ui.live.assemble import _played_file, assemble
from ui.live.options import Options


def count(folder: str) -> int:
    return len(list(Path(folder).iterdir()))


def take_part_and_close() -> None:
    """Until both networks have answered."""
    assembly = assemble(Options(source="demo", log=False))
    answered = threading.Event()
    assembly.session.subscribe(lambda e: answered.set() if e.voice and e.face else None)
    assembly.session.start()
    try:
        assert answered.wait(60)
    finally:
        assembly.close()


def settles_at(folder: str, most: int) -> bool:
    """Whether no more than ``most`` are left; native threads need a moment to end, and tell nobody when."""
    moments = iter(range(200))
    while count(folder) > most and next(moments, None) is not None:
        threading.Event().wait(0.02)
    return count(folder) <= most


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counted in /proc")
def test_no_thread_and_no_file_is_left_by_a_session() -> None:
    take_part_and_close()  # libraries start pools of their own once
    threads, files = count("/proc/self/task"), count("/proc/self/fd")
    for _ in range(2):
        take_part_and_close()
    assert settles_at("/proc/self/task", threads)
    assert settles_at("/proc/self/fd", files)


@pytest.mark.parametrize(
    ("source", "place"),
    [("demo", None), ("http://somewhere/talk.mp4", None), (None, None), ("talk.wav", Path("talk.wav"))],
)
def test_the_log_keeps_the_place_of_a_file_and_of_nothing_else(
    source: str | None, place: Path | None
) -> None:
    assert _played_file(Options(source=source)) == (place.resolve() if place else None)
