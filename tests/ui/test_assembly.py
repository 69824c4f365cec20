"""A session put together, run and closed leaves nothing behind, native threads included."""

import sys
import threading
from pathlib import Path

import pytest

from ui.assemble import assemble
from ui.options import Options


def count(folder: str) -> int:
    return len(list(Path(folder).iterdir()))


def see_a_face_and_close() -> None:
    assembly = assemble(Options(source="demo", log=False))
    seen = threading.Event()
    assembly.session.subscribe(lambda estimate: seen.set() if estimate.face else None)
    assembly.session.start()
    try:
        assert seen.wait(60)
    finally:
        assembly.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counted in /proc")
def test_no_thread_and_no_file_is_left_by_a_session() -> None:
    see_a_face_and_close()  # libraries start pools of their own once
    threads, files = count("/proc/self/task"), count("/proc/self/fd")
    for _ in range(2):
        see_a_face_and_close()
    assert count("/proc/self/task") <= threads
    assert count("/proc/self/fd") <= files
