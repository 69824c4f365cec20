"""Sound and pictures of a session kept: what is read back of the files is what went in, when it went in."""

import os
import stat
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from fusion.events import EventKind, SessionEvent
from fusion.evidence import Modality
from fusion.interfaces import AudioChunk, VideoFrame
from fusion.keeping.cutting import Cutter
from fusion.keeping.encoding import kept_size
from fusion.keeping.keeper import PICTURES_WAITING, Keeper
from fusion.keeping.what import Keep
from fusion.log.kept import kept_files, kept_path
from fusion.mode import Mode

BOTH = frozenset(Modality)
CHUNK = 512
NEAR_S = 0.020
"""So near the stamps that are read back must be to those that went in, seconds."""


def sound(t: float, n: int = CHUNK, level: float = 0.1) -> AudioChunk:
    return AudioChunk(np.full(n, level, np.float32), t)


def picture(t: float, shade: int = 128, width: int = 64, height: int = 48) -> VideoFrame:
    return VideoFrame(np.full((height, width, 3), shade, np.uint8), t)


def conversation(start_s: float, end_s: float, seed: int = 0) -> Iterator[AudioChunk | VideoFrame]:
    """Sound without a gap and pictures at uneven times, as devices give them."""
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.uniform(0.04, 0.2, 100_000)) + start_s
    pictures = iter(times[times < end_s])
    due = next(pictures, None)
    for t in np.arange(start_s, end_s, CHUNK / 16_000):
        while due is not None and due <= t:
            yield picture(float(due), shade=int(due * 10) % 200)
            due = next(pictures, None)
        yield sound(float(t))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "timeline.db"


@pytest.fixture
def cutter(log: Path) -> Callable[..., Cutter]:
    def make(what: Keep = Keep.ALL, modalities: frozenset[Modality] = BOTH, mode: Mode = Mode.BOTH) -> Cutter:
        return Cutter(what, lambda a, b: kept_path(log, 7, a, b), modalities, mode)

    return make


def stamps(path: Path, kind: str, start_s: float) -> list[float]:
    """When pictures were taken or pieces of sound began, session seconds, as PyAV reads it."""
    with av.open(str(path)) as container:
        streams = container.streams.video if kind == "video" else container.streams.audio
        if not streams:
            return []
        return [float(f.pts * f.time_base) + start_s for f in container.decode(streams[0])]


def heard(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)]) / 32767


def test_all_is_kept_in_one_file_with_the_clocks_stamps(cutter, log: Path) -> None:
    chunks = list(conversation(1.7, 12.0))
    keeping = cutter()
    for chunk in chunks:
        keeping.take(chunk)
    keeping.close()
    (kept,) = kept_files(log, 7)
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert kept.start_s == pytest.approx(1.7, abs=1e-3) and kept.end_s is None
    taken = [c.t_start for c in chunks if isinstance(c, VideoFrame)]
    read = stamps(kept.path, "video", kept.start_s)
    assert read == pytest.approx(taken, abs=NEAR_S) and len(read) > 50
    blocks = stamps(kept.path, "audio", kept.start_s)
    assert blocks == pytest.approx([1.7 + i * 0.064 for i in range(len(blocks))], abs=NEAR_S)
    assert blocks[-1] > 11.9


def test_the_picture_and_the_sound_are_what_they_were(cutter, log: Path) -> None:
    keeping = cutter()
    rng = np.random.default_rng(1)
    samples = rng.uniform(-0.5, 0.5, 32_000).astype(np.float32)
    image = np.zeros((48, 64, 3), np.uint8)
    image[:, :32] = (200, 60, 40)
    for i in range(0, 32_000, 500):
        keeping.take(AudioChunk(samples[i : i + 500], i / 16_000))
        keeping.take(VideoFrame(image, i / 16_000))
    keeping.close()
    (kept,) = kept_files(log)
    assert heard(kept.path)[:32_000] == pytest.approx(samples, abs=1e-4)
    with av.open(str(kept.path)) as container:
        seen = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert np.abs(seen[:, 4:24].astype(int).mean((0, 1)) - (200, 60, 40)).max() < 8
    assert seen[:, 40:60].mean() < 8


def test_slow_drift_of_the_microphones_clock_does_not_add_up(cutter, log: Path) -> None:
    keeping = cutter(modalities=frozenset({Modality.VOICE}), mode=Mode.VOICE)
    chunk_s = CHUNK / 16_000 * 1.0005
    for i in range(3000):
        keeping.take(sound(i * chunk_s))
    keeping.close()
    (kept,) = kept_files(log)
    read = stamps(kept.path, "audio", 0.0)
    assert read == pytest.approx([2 * i * chunk_s for i in range(len(read))], abs=NEAR_S)


def test_missing_sound_is_silence_and_what_comes_after_it_is_in_time(cutter, log: Path) -> None:
    keeping = cutter(modalities=frozenset({Modality.VOICE}), mode=Mode.VOICE)
    for t in [*np.arange(0, 2.0, 0.032), *np.arange(5.0, 6.0, 0.032)]:
        keeping.take(sound(float(t)))
    keeping.close()
    (kept,) = kept_files(log)
    samples = heard(kept.path)
    assert np.abs(samples[round(2.1 * 16_000) : round(4.9 * 16_000)]).max() == 0
    assert samples[round(5.1 * 16_000)] == pytest.approx(0.1, abs=1e-3)


def test_sound_that_tells_of_the_same_time_twice_is_kept_once_and_in_order(cutter, log: Path) -> None:
    keeping = cutter(modalities=frozenset({Modality.VOICE}), mode=Mode.VOICE)
    starts = [1.0 + i * 0.032 - 0.045 * (i % 20) for i in range(200)]  # as a busy machine stamps it
    for t in starts:
        keeping.take(sound(t))
    keeping.close()
    (kept,) = kept_files(log)
    read = stamps(kept.path, "audio", kept.start_s)
    assert all(a < b for a, b in pairwise(read))
    assert read[-1] == pytest.approx(max(starts), abs=0.1)
    assert len(read) * 0.064 == pytest.approx(read[-1] - read[0] + 0.064, abs=0.1)


def test_a_pause_is_not_in_the_file(cutter, log: Path) -> None:
    keeping = cutter()
    for chunk in conversation(0.0, 4.0):
        keeping.take(chunk)
    keeping.tell(SessionEvent(4.0, EventKind.PAUSE))
    before = sum(kept.path.stat().st_size for kept in kept_files(log))
    for chunk in conversation(4.0, 30.0, seed=1):
        keeping.take(chunk)  # a device takes a moment to close
    assert sum(kept.path.stat().st_size for kept in kept_files(log)) == before
    keeping.tell(SessionEvent(100.0, EventKind.RESUME))
    later = list(conversation(100.5, 103.0, seed=2))
    for chunk in later:
        keeping.take(chunk)
    keeping.close()
    (kept,) = kept_files(log)
    read = stamps(kept.path, "video", 0.0)
    taken = [c.t_start - 96.0 for c in later if isinstance(c, VideoFrame)]
    assert read[-len(taken) :] == pytest.approx(taken, abs=NEAR_S)
    assert max(read) < 7.1


@pytest.mark.parametrize(("mode", "kinds"), [(Mode.VOICE, ("audio",)), (Mode.FACE, ("video",))])
def test_a_mode_that_leaves_something_out_keeps_nothing_of_it(cutter, log: Path, mode: Mode, kinds) -> None:
    keeping = cutter(mode=mode)
    for chunk in conversation(0.0, 3.0):
        keeping.take(chunk)
    keeping.close()
    (kept,) = kept_files(log)
    with av.open(str(kept.path)) as container:
        assert tuple(s.type for s in container.streams) == kinds


def test_what_comes_into_use_later_begins_another_file(cutter, log: Path) -> None:
    keeping = cutter(mode=Mode.VOICE)
    for chunk in conversation(0.0, 3.0):
        keeping.take(chunk)
    keeping.tell(SessionEvent(3.0, EventKind.MODE, Mode.BOTH))
    later = list(conversation(3.0, 5.0))
    for chunk in later:
        keeping.take(chunk)
    keeping.close()
    first, second = kept_files(log)
    assert not stamps(first.path, "video", 0.0)
    taken = [c.t_start for c in later if isinstance(c, VideoFrame)]
    assert stamps(second.path, "video", second.start_s) == pytest.approx(taken, abs=NEAR_S)


def test_a_camera_that_never_comes_is_not_waited_for(cutter, log: Path) -> None:
    keeping = cutter()
    for t in np.arange(0, 6.0, 0.032):
        keeping.take(sound(float(t)))
    keeping.close()
    (kept,) = kept_files(log)
    assert stamps(kept.path, "audio", kept.start_s)[-1] > 5.8


def test_a_clip_is_the_last_twenty_seconds_before_the_bookmark(cutter, log: Path) -> None:
    keeping = cutter(Keep.BOOKMARKS)
    chunks = list(conversation(0.0, 50.0))
    for chunk in chunks:
        keeping.take(chunk)
        if chunk.t_start == pytest.approx(40.0, abs=1e-6):
            keeping.tell(SessionEvent(40.01, EventKind.BOOKMARK, ""))
    assert len(kept_files(log)) == 1  # written at the bookmark, not at the end
    keeping.close()
    (kept,) = kept_files(log)
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert kept.end_s == pytest.approx(40.01, abs=1e-3)
    assert 18.8 < kept.start_s <= 20.01
    taken = [c.t_start for c in chunks if isinstance(c, VideoFrame) and 20.02 < c.t_start < 39.9]
    read = [t for t in stamps(kept.path, "video", kept.start_s) if 20.02 < t < 39.9]
    assert read == pytest.approx(taken, abs=NEAR_S)
    blocks = stamps(kept.path, "audio", kept.start_s)
    assert blocks[0] < 20.05 and blocks[-1] > 39.8


def test_without_a_bookmark_nothing_is_written(cutter, log: Path) -> None:
    keeping = cutter(Keep.BOOKMARKS)
    for chunk in conversation(0.0, 30.0):
        keeping.take(chunk)
    keeping.close()
    assert not list(log.parent.iterdir())


def test_two_bookmarks_close_together_are_two_clips_and_the_last_one_is_kept_at_the_end(
    cutter, log: Path
) -> None:
    keeping = cutter(Keep.BOOKMARKS)
    for chunk in conversation(0.0, 8.0):
        keeping.take(chunk)
    keeping.tell(SessionEvent(7.9, EventKind.BOOKMARK, ""))
    keeping.tell(SessionEvent(8.0, EventKind.BOOKMARK, "again"))
    keeping.close()
    assert [round(kept.end_s, 1) for kept in kept_files(log)] == [7.9, 8.0]


def test_a_file_that_was_cut_off_can_be_played(cutter, log: Path, tmp_path: Path) -> None:
    keeping = cutter()
    for chunk in conversation(0.0, 20.0):
        keeping.take(chunk)
    (kept,) = kept_files(log)
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(kept.path.read_bytes())  # as it lies on the disk while the program is killed
    keeping.close()
    assert stamps(cut, "video", 0.0)[-1] > 17.5
    assert stamps(cut, "audio", 0.0)[-1] > 17.5
    cut.write_bytes(cut.read_bytes()[:-1000])  # and in the middle of a piece
    assert stamps(cut, "audio", 0.0)[-1] > 16.5


def test_pictures_of_another_size_are_shown_whole(cutter, log: Path) -> None:
    keeping = cutter(modalities=frozenset({Modality.FACE}), mode=Mode.FACE)
    keeping.take(picture(0.0, 200))
    keeping.take(picture(0.1, 200, width=48, height=64))
    keeping.close()
    (kept,) = kept_files(log)
    with av.open(str(kept.path)) as container:
        _, second = [f.to_ndarray(format="rgb24") for f in container.decode(video=0)]
    assert second.shape == (48, 64, 3)
    assert second[24, 32].mean() > 180 and second[24, 4].mean() < 20


@pytest.mark.parametrize(
    ("shape", "size"), [((480, 640), (640, 480)), ((1080, 1920), (1280, 720)), ((101, 333), (332, 100))]
)
def test_pictures_are_kept_as_large_as_they_are_up_to_a_limit(shape, size) -> None:
    assert kept_size(np.zeros((*shape, 3), np.uint8)) == size


class Room:
    """A session's side of keeping, told by hand."""

    def __init__(self, mode: Mode = Mode.BOTH) -> None:
        self.mode = mode
        self.events: list[Callable[[SessionEvent], None]] = []
        self.chunks: list[Callable[[AudioChunk | VideoFrame], None]] = []

    def subscribe_events(self, callback) -> Callable[[], None]:
        self.events.append(callback)
        return lambda: self.events.remove(callback)

    def subscribe_chunks(self, callback) -> Callable[[], None]:
        self.chunks.append(callback)
        return lambda: self.chunks.remove(callback)

    def say(self, item: AudioChunk | VideoFrame | SessionEvent) -> None:
        for callback in self.events if isinstance(item, SessionEvent) else self.chunks:
            callback(item)


def test_the_keeper_writes_on_a_thread_of_its_own_and_lets_go(log: Path) -> None:
    room = Room()
    keeper = Keeper(room, Keep.ALL, lambda a, b: kept_path(log, 1, a, b), BOTH)
    for chunk in conversation(0.0, 5.0):
        room.say(chunk)
    keeper.close()
    keeper.close()
    assert not room.events and not room.chunks and not keeper.refused
    (kept,) = kept_files(log, 1)
    assert stamps(kept.path, "audio", 0.0)[-1] > 4.8


def test_a_disk_that_is_slow_costs_pictures_and_never_the_session(log: Path, monkeypatch) -> None:
    held = threading.Event()
    room = Room()

    def name(start_s: float, end_s: float | None) -> Path:
        held.wait(20)
        return kept_path(log, 1, start_s, end_s)

    keeper = Keeper(room, Keep.ALL, name, BOTH)
    for chunk in conversation(0.0, 10.0):
        room.say(chunk)  # returns at once, or the test would never come to its next line
    assert keeper.pictures_lost > 0 and keeper.sound_lost == 0
    held.set()
    keeper.close()
    (kept,) = kept_files(log, 1)
    assert stamps(kept.path, "audio", 0.0)[-1] > 9.8
    assert len(stamps(kept.path, "video", 0.0)) <= PICTURES_WAITING + 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_ends_keeping_and_says_so_once(tmp_path: Path, monkeypatch) -> None:
    room = Room()
    names: list[Path] = []

    def name(start_s: float, end_s: float | None) -> Path:
        names.append(tmp_path / f"{len(names)}.mkv")
        return names[-1]

    keeper = Keeper(room, Keep.ALL, name, BOTH)
    real = os.open

    def full(path, flags, mode=0o777):
        """The file is made, and then lies on a device without room."""
        made = real(path, flags, mode)
        Path(path).unlink()
        Path(path).symlink_to("/dev/full")
        return made

    with monkeypatch.context() as disk:
        disk.setattr(os, "open", full)
        for chunk in conversation(0.0, 6.0):
            room.say(chunk)
        keeper.close()
    assert "no space left" in keeper.refused
    assert len(names) == 1


def test_a_folder_that_may_not_be_written_ends_keeping(tmp_path: Path) -> None:
    room = Room()
    keeper = Keeper(room, Keep.ALL, lambda a, b: tmp_path / "not there" / "x.mkv", BOTH)
    for chunk in conversation(0.0, 3.0):
        room.say(chunk)
    keeper.close()
    assert "no such file" in keeper.refused
