"""A session put together, run and closed leaves nothing behind, native threads included."""

import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fusion.errors import UserError
from fusion.log.errors import TimelineError
from fusion.log.timeline import Timeline
from fusion.recordings.recording import Recording
from fusion.session.session import Session
from ui.demo.clip import DEMO_CLIP
from ui.live.assemble import assemble, build_face, build_log, build_voice
from ui.live.feed import LiveFeed
from ui.live.options import Options
from ui.live.plan import Plan


def count(folder: str) -> int:
    return len(list(Path(folder).iterdir()))


def take_part_and_close() -> None:
    """Until both networks have answered."""
    assembly = assemble(Options(source="demo", log=False))
    answered = threading.Event()
    assembly.session.subscribe(lambda m: answered.set() if m.estimate.voice and m.estimate.face else None)
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


def test_the_voice_is_built_alone_and_where_there_is_sound_only() -> None:
    demo = Recording(DEMO_CLIP)
    part = build_voice(Plan(recording=DEMO_CLIP), demo)
    assert part is not None and part.source.name == demo.name and part.words is None and not part.fault
    silent: Any = SimpleNamespace(has_audio=False)
    assert build_voice(Plan(recording="silent.mp4"), silent) is None
    device = build_voice(Plan(microphone="Headset"), None)
    assert device is not None and device.source.name == "Headset"


def test_words_the_settings_ask_for_in_vain_are_told_of_and_those_asked_for_raise(tmp_path: Path) -> None:
    gone = tmp_path / "none"
    part = build_voice(Plan(words=gone), None)
    assert part is not None and part.words is None
    assert part.fault.startswith("The words are not listened to: There is no folder")
    with pytest.raises(UserError, match="There is no folder"):
        build_voice(Plan(words=gone, words_asked_for=True), None)


def test_the_face_is_built_alone_and_where_there_is_a_picture_only() -> None:
    part = build_face(Plan(recording=DEMO_CLIP), Recording(DEMO_CLIP))
    assert part is not None and part.source.name == DEMO_CLIP.name
    part.analyser.close()
    unseen: Any = SimpleNamespace(has_video=False)
    assert build_face(Plan(recording="talk.wav"), unseen) is None


def test_the_log_is_built_alone(tmp_path: Path) -> None:
    session = Session(None, None)
    part = build_log(Plan(recording="talk.wav", log=tmp_path / "log.db"), session, "talk.wav")
    part.close()
    with Timeline(tmp_path / "log.db") as timeline:
        (record,) = timeline.sessions()
        assert record.source == "talk.wav"
        assert timeline.recording(record.id) == Path("talk.wav").resolve()


def test_only_a_log_that_was_named_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database" * 100)
    with pytest.raises(TimelineError):
        build_log(Plan(log=broken), Session(None, None), "")
    monkeypatch.setattr("fusion.log.timeline.default_path", lambda: broken)
    part = build_log(Plan(), Session(None, None), "")
    assert part.writer is None and part.fault.startswith("This conversation is not logged: ")
    part.close()


def test_what_is_seen_and_heard_is_drawn_for_whoever_looks_and_for_nobody_else() -> None:
    assembly = assemble(Options(source="demo", log=False))
    feed, seen = LiveFeed(), threading.Event()

    def look(_moment: object) -> None:
        if feed.sound is not None and feed.picture is not None:
            seen.set()

    assembly.session.subscribe(look)
    assembly.watch(feed)
    assembly.session.start()
    try:
        assert seen.wait(60)
        assembly.watch(None)
        assert assembly.voice is not None and assembly.voice.watcher is None
        assert assembly.face is not None and assembly.face.watcher is None
    finally:
        assembly.close()
