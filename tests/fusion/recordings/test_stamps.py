"""Stamps, damage, lengths and addresses, with containers made up for the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import av.error
import numpy as np
import pytest
from av.stream import Disposition

from fusion.interfaces import DeviceError
from fusion.recordings import recording as recordings
from fusion.recordings.recording import Recording


class Tracks(list[Any]):
    """Those of a container; whatever kind is asked for, the first is."""

    def best(self, kind: str) -> Any:
        return self[0] if self else None

    @property
    def audio(self) -> Tracks:
        return self


class Pieces:
    """Stands in for a container: gives what the test says, an exception is raised."""

    def __init__(self, *pieces: Any, duration: int | None = 3_000_000, start_time: int = 500_000) -> None:
        self.pieces, self.duration, self.start_time = pieces, duration, start_time
        self.format = SimpleNamespace(name="made up")
        self.sought: list[tuple[int, bool]] = []
        self.track = SimpleNamespace(
            index=0,
            codec_context=SimpleNamespace(options={}),
            disposition=Disposition(0),
            duration=2000,
            start_time=500,
            time_base=Fraction(1, 1000),
            average_rate=Fraction(10),
            guessed_rate=None,
            width=64,
            height=48,
        )
        self.streams = Tracks([self.track])
        self.fails_to_seek = False

    def __enter__(self) -> Pieces:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def demux(self, *_: object) -> Iterator[Any]:
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def seek(self, offset: int, backward: bool) -> None:
        self.sought.append((offset, backward))
        if self.fails_to_seek:
            raise av.error.PermissionError(1, "Operation not permitted")


def packet(*frames: Any, pts: int | None = None, duration: int | None = None) -> Any:
    def decode() -> list[Any]:
        if frames and isinstance(frames[0], Exception):
            raise frames[0]
        return list(frames)

    return SimpleNamespace(decode=decode, pts=pts, duration=duration, time_base=Fraction(1, 1000))


def sound(t: float, n: int, rate_hz: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.full((1, n), 0.5, np.float32), format="fltp", layout="mono")
    frame.sample_rate, frame.time_base = rate_hz, Fraction(1, 1000)
    frame.pts = round(1000 * t)
    return frame


def picture(t: float | None) -> Any:
    return SimpleNamespace(time=t)


BROKEN = av.error.InvalidDataError(1094995529, "Invalid data found when processing input")


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[Recording, Pieces]]:
    (tmp_path / "made-up.mp4").touch()

    def play(*pieces: Any, **container: Any) -> tuple[Recording, Pieces]:
        made = Pieces(*pieces, **container)
        monkeypatch.setattr(recordings.av, "open", lambda *_, **__: made)
        return Recording(tmp_path / "made-up.mp4"), made

    return play


Play = Callable[..., tuple[Recording, Pieces]]


def times(recording: Recording, start_s: float = 0.0) -> list[float]:
    return [t for _, t in recording.decoded_video(start_s)]


def test_times_count_from_the_recordings_zero_and_those_that_run_back_are_left_out(played: Play) -> None:
    recording, _ = played(
        packet(picture(0.5), picture(0.7)), packet(picture(0.6), picture(0.7), picture(0.8))
    )
    assert [t for _, t in recording.decoded_video()] == pytest.approx([0.0, 0.2, 0.3])
    assert recording.duration_s == 3.0


def test_a_frame_without_a_stamp_follows_the_last(played: Play) -> None:
    recording, _ = played(packet(picture(None), picture(None), picture(1.5), picture(None)))
    assert times(recording) == pytest.approx([0.0, 0.1, 1.0, 1.1])


def test_sound_without_a_stamp_follows_the_last(played: Play) -> None:
    frames = [sound(0.5, 1600, 16_000) for _ in range(2)]
    frames[1].pts = None
    recording, _ = played(packet(*frames))
    assert [c.t_start for c in recording.audio_chunks()] == pytest.approx([0.0, 0.064, 0.128, 0.192])


def test_one_that_begins_in_the_middle_is_sought_from_there_and_gives_no_earlier_frame(played: Play) -> None:
    recording, made = played(packet(picture(0.9), picture(1.4), picture(1.5), picture(2.4)))
    assert times(recording, 1.0) == pytest.approx([1.0, 1.9])
    assert made.sought == [(1_500_000, True)]
    assert recording.warning is None
    assert times(recording) == pytest.approx([0.4, 0.9, 1.0, 1.9])
    assert len(made.sought) == 1  # from the start there is nothing to seek
    made.fails_to_seek = True
    assert times(recording, 1.0) == pytest.approx([1.0, 1.9])
    assert recording.warning == "“made-up.mp4” cannot be searched, so it starts slowly."


def test_sound_whose_rate_changes_goes_on_at_the_same_time(played: Play) -> None:
    frames = [sound(0.5, 1600, 16_000), sound(0.6, 800, 8_000), sound(0.7, 800, 8_000)]
    recording, _ = played(packet(*frames))
    chunks = list(recording.audio_chunks())
    assert [c.t_start for c in chunks] == pytest.approx([0.0, 0.064, 0.1, 0.164, 0.228, 0.292])
    assert [len(c.samples) for c in chunks] == [1024, 576, 1024, 1024, 1024, 128]
    later = list(recording.audio_chunks(0.1))
    assert [c.t_start for c in later][:2] == pytest.approx([0.0, 0.064])  # the frame that ends there is heard
    assert next(recording.audio_chunks(0.101)).t_start == pytest.approx(0.1)


def test_a_live_stream_is_stamped_as_it_arrives(played: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    file, made = played(packet(picture(0.5)))
    times(file)
    assert made.track.thread_type == "AUTO"
    now = 100.0

    def arrive(seconds: float, frame: Any) -> Any:
        def decode() -> list[Any]:
            nonlocal now
            now += seconds
            return [frame]

        return SimpleNamespace(decode=decode)

    monkeypatch.setattr(recordings.time, "monotonic", lambda: now)
    live = Pieces(*(arrive(0.25, picture(7.0)) for _ in range(3)), duration=None)
    monkeypatch.setattr(recordings.av, "open", lambda *_, **__: live)
    webcam = Recording("http://cam.local/live?token=secret")
    stamps: list[float] = []
    with pytest.raises(DeviceError) as caught:
        stamps.extend(t for _, t in webcam.decoded_video(2.0))
    assert str(caught.value) == (
        "The stream http://cam.local/live has ended; check that its sender still runs."
    )
    assert stamps == [2.25, 2.5, 2.75]
    assert (live.track.thread_type, live.sought) == ("SLICE", [])
    live.pieces = (arrive(0.25, sound(7.0, 1600, 16_000)),)
    heard: list[float] = []
    with pytest.raises(DeviceError, match="has ended"):
        heard.extend(chunk.t_start for chunk in webcam.audio_chunks(2.0))
    assert heard == pytest.approx([2.15])  # a chunk's first sample sounded before it arrived


def test_what_is_damaged_is_left_out_and_told(played: Play) -> None:
    recording, _ = played(packet(picture(0.5)), packet(BROKEN), packet(picture(2.4)))
    assert times(recording) == pytest.approx([0.0, 1.9])
    assert recording.warning == "“made-up.mp4” is damaged in places; the rest was used."
    recording, _ = played(packet(picture(2.4)), BROKEN, packet(picture(2.5)))
    assert times(recording) == pytest.approx([1.9])
    assert recording.warning == (
        "“made-up.mp4” cannot be read to its end (invalid data found when processing input)."
    )
    recording, _ = played(packet(BROKEN))
    with pytest.raises(DeviceError) as caught:
        times(recording)
    assert str(caught.value).startswith(
        "The picture of “made-up.mp4” cannot be decoded: the file is damaged; choose a video"
    )
    assert times(recording, 1.0) == []  # it may well have ended before


@pytest.mark.parametrize(("last_s", "told"), [(1.0, False), (0.9, True)])
def test_a_track_that_ends_more_than_a_second_early_is_told_of(
    played: Play, last_s: float, told: bool
) -> None:
    recording, made = played(packet(picture(0.5), picture(0.5 + last_s)))
    assert times(recording) == pytest.approx([0.0, last_s])  # two seconds are stated
    early = "The picture of “made-up.mp4” ends after 1 s, earlier than the file states."
    assert recording.warning == (early if told else None)
    recording.warning = None
    made.track.duration = None
    times(recording)
    assert recording.warning is None
    made.track.duration, made.track.start_time, made.track.time_base = 2, None, Fraction(1)
    times(recording)  # half a second less than before
    assert recording.warning is None


def test_a_length_that_is_not_stated_is_where_the_last_packet_ends(played: Play) -> None:
    packets = (packet(pts=500, duration=40), packet(pts=2500), packet(pts=1500, duration=40), packet())
    recording, _ = played(*packets, duration=None)
    assert recording.duration_s == pytest.approx(2.0)
    assert recording.warning is None
    recording, _ = played(packet(pts=700, duration=100), BROKEN, packet(pts=9000), duration=None)
    assert recording.duration_s == pytest.approx(0.3)
    assert recording.warning is not None and "cannot be read to its end (invalid data" in recording.warning


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            av.error.PermissionError(13, "Permission denied"),
            "“made-up.mp4” may not be read; change its permissions.",
        ),
        (BROKEN, "“made-up.mp4” is damaged or not a recording; choose a video or sound file such as"),
        (OSError(5, "Input/output error"), "“made-up.mp4” is damaged or not a recording; choose a video"),
    ],
)
def test_why_a_file_cannot_be_opened_is_told(
    played: Play, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    recording, _ = played()

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(recordings.av, "open", fail)
    with pytest.raises(DeviceError) as caught:
        times(recording)
    assert str(caught.value).startswith(sentence)
    assert caught.value.__cause__ is error


def test_an_address_that_gives_nothing_is_told_without_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise av.error.ConnectionRefusedError(111, "Connection refused", "rtsp://ana:secret@cam.local/live")

    monkeypatch.setattr(recordings.av, "open", fail)
    with pytest.raises(DeviceError) as caught:
        Recording("rtsp://ana:secret@cam.local/live?token=secret")
    assert str(caught.value) == (
        "Nothing can be read from rtsp://cam.local/live (connection refused); check the address and that its"
        " sender runs."
    )


def test_only_what_comes_over_a_network_is_waited_for_so_long(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    waits: dict[str, float | None] = {}

    def note(address: str, timeout: float | None, **_: object) -> Pieces:
        waits[address] = timeout
        return Pieces(duration=None)

    monkeypatch.setattr(recordings.av, "open", note)
    (tmp_path / "a.mp4").touch()
    file, live = Recording(tmp_path / "a.mp4"), Recording("rtsp://ana:secret@cam.local/live")
    assert waits == {str(tmp_path / "a.mp4"): None, "rtsp://ana:secret@cam.local/live": 5.0}
    assert (file.is_endless, live.is_endless) == (False, True)
    monkeypatch.setattr(recordings.av, "open", lambda *_, **__: Pieces())
    assert not Recording("http://cam.local/talk.mp4").is_endless  # it states its length
    assert (file.name, live.name) == ("a.mp4", "rtsp://cam.local/live")


def test_what_holds_neither_is_told(played: Play, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Nothing(Pieces):
        def __init__(self, name: str = "mov") -> None:
            super().__init__()
            self.streams = Tracks()
            self.format.name = name

    recording, _ = played()
    for name, sentence in (("mov", "holds neither sound nor picture"), ("tty", "is not a recording")):
        monkeypatch.setattr(recordings.av, "open", lambda *_, name=name, **__: Nothing(name))
        with pytest.raises(DeviceError) as caught:
            Recording(tmp_path / "made-up.mp4")
        assert str(caught.value).startswith(f"“made-up.mp4” {sentence}; choose a video or sound file such")
    with pytest.raises(DeviceError) as caught:
        Recording(tmp_path / "none.mp4")
    assert str(caught.value) == f"There is no file “{tmp_path / 'none.mp4'}”; check the path."
    recording._container = lambda: Nothing()  # type: ignore[method-assign]
    with pytest.raises(
        DeviceError, match=r"“made-up.mp4” has no picture; choose a video or sound file such as"
    ):
        times(recording)
    with pytest.raises(DeviceError, match=r"“made-up.mp4” has no sound; choose"):
        list(recording.audio_chunks())
