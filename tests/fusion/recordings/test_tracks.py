"""Which sound of a recording is read, and what is said of tracks that begin far apart."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from fusion.interfaces import DeviceError
from fusion.recordings.recording import Recording
from fusion.recordings.sound import SoundChoice
from fusion.recordings.tracks import only_of
from fusion.side import Side
from ui.demo.clip import DEMO_CLIP

RATE = 16_000
KINDS = ("audio", "video"), ("audio",), ("video",)


def tone(hz: float, seconds: float) -> np.ndarray:
    """A sine of half of full scale, float32 (n,)."""
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def put_sound(
    container: av.container.OutputContainer, stream: av.AudioStream, sound: np.ndarray, t: float
) -> None:
    """Write channels (c, n) from time ``t`` (s) on."""
    for first in range(0, sound.shape[1], 1024):
        part = sound[:, first : first + 1024]
        packed = np.ascontiguousarray((part.T * 32767).astype(np.int16).reshape(1, -1))
        layout = "mono" if len(sound) == 1 else "stereo"
        frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=layout)
        frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
        frame.pts = round(t * RATE) + first
        container.mux(stream.encode(frame))
    container.mux(stream.encode())


def put_picture(
    container: av.container.OutputContainer, stream: av.VideoStream, seconds: float, t: float
) -> None:
    """Write two grey pictures a second from time ``t`` (s) on."""
    for k in range(round(seconds * 2)):
        frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 90, np.uint8), format="rgb24")
        frame.pts, frame.time_base = round((t + k / 2) * 1000), Fraction(1, 1000)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())


def pair(path: Path, left: np.ndarray, right: np.ndarray) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=RATE, layout="stereo")
        put_sound(container, stream, np.stack([left, right]), 0.0)
    return path


def apart(path: Path, sound_s: tuple[float, float], picture_s: tuple[float, float]) -> Path:
    """A recording whose sound and picture begin and last as told, seconds."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "pcm_s16le" if path.suffix == ".mkv" else "mp2", rate=RATE, layout="mono"
        )
        picture = container.add_stream("mpeg4", rate=2)
        picture.width = picture.height = 64
        picture.codec_context.time_base = Fraction(1, 1000)
        put_sound(container, stream, tone(440, sound_s[1])[None], sound_s[0])
        put_picture(container, picture, picture_s[1], picture_s[0])
    return path


def heard(recording: Recording) -> np.ndarray:
    return np.concatenate([chunk.samples for chunk in recording.audio_chunks()])


def pitch(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * RATE / len(samples))


@pytest.fixture(scope="module")
def two_tracks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As a screen recorder writes it: the microphone on the first track, the desktop on the second."""
    path = tmp_path_factory.mktemp("tracks") / "call.mkv"
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("pcm_s16le", rate=RATE, layout="mono") for _ in range(2)]
        for stream, title in zip(streams, ("Mic", "Desktop"), strict=True):
            stream.metadata["title"] = title
        for stream, hz in zip(streams, (300, 700), strict=True):
            put_sound(container, stream, tone(hz, 2.0)[None], 0.0)
    return path


@pytest.mark.parametrize(("track", "hz"), [(None, 300), (1, 300), (2, 700)])
def test_the_track_asked_for_is_heard(two_tracks: Path, track: int | None, hz: float) -> None:
    assert pitch(heard(Recording(two_tracks, SoundChoice(track)))) == pytest.approx(hz, abs=2)


def test_several_tracks_are_told_of_by_name_unless_one_was_chosen(two_tracks: Path) -> None:
    assert Recording(two_tracks).notes == [
        "“call.mkv” has 2 sound tracks (1 “Mic”, 2 “Desktop”); number 1 is read, --audio-track chooses "
        "another."
    ]
    assert Recording(two_tracks, SoundChoice(2)).notes == []


def test_a_name_that_is_no_utf_8_is_told_as_far_as_it_can_be_shown(two_tracks: Path, tmp_path: Path) -> None:
    path = tmp_path / "call.mkv"
    path.write_bytes(two_tracks.read_bytes().replace(b"Desktop", "Gespräc".encode("cp1252")))
    (sentence,) = Recording(path).notes
    assert "2 “Gespr�c”" in sentence and sentence.encode("utf-8")


@pytest.mark.parametrize("track", [0, 3])
def test_a_track_that_is_not_there_is_told(two_tracks: Path, track: int) -> None:
    with pytest.raises(DeviceError, match=f"has 2 sound tracks, so there is no track {track}"):
        Recording(two_tracks, SoundChoice(track))


def test_one_side_of_a_pair_is_heard_alone(tmp_path: Path) -> None:
    path = pair(tmp_path / "call.wav", tone(300, 1.0), tone(700, 1.0))
    for side, hz in ((Side.LEFT, 300), (Side.RIGHT, 700)):
        recording = Recording(path, SoundChoice(side=side))
        assert heard(recording) == pytest.approx(tone(hz, 1.0), abs=1e-3)
        assert recording.notes == []
    assert heard(Recording(path)) == pytest.approx((tone(300, 1.0) + tone(700, 1.0)) / 2, abs=1e-3)


def test_one_channel_has_no_sides(two_tracks: Path) -> None:
    with pytest.raises(DeviceError, match="has one channel, so no side: leave out --partner"):
        Recording(two_tracks, SoundChoice(side=Side.LEFT))


def test_a_pair_in_opposite_phase_is_heard_and_told_of(tmp_path: Path) -> None:
    voice = tone(440, 1.0)
    recording = Recording(pair(tmp_path / "turned.wav", voice, -voice))
    assert heard(recording) == pytest.approx(voice, abs=1e-3)
    assert recording.notes == [
        "The two channels of “turned.wav” are in opposite phase, so one is read alone."
    ]


@pytest.mark.parametrize("suffix", ["mkv", "ts"])
def test_a_track_that_begins_minutes_later_is_told_of_and_keeps_its_times(
    tmp_path: Path, suffix: str
) -> None:
    recording = Recording(apart(tmp_path / f"late.{suffix}", (0.0, 200.0), (160.0, 30.0)))
    assert recording.notes == [
        f"The picture of “late.{suffix}” begins 3 min after its sound, which is read alone until then."
    ]
    assert next(recording.video_frames()).t_start == pytest.approx(160.0, abs=1.0)
    assert next(recording.audio_chunks()).t_start == pytest.approx(0.0, abs=1.0)


def test_tracks_of_one_length_that_never_meet_are_read_from_their_own_beginnings(tmp_path: Path) -> None:
    recording = Recording(apart(tmp_path / "clocks.ts", (0.0, 20.0), (3600.0, 20.0)))
    assert recording.notes == [
        "The stamps of sound and picture in “clocks.ts” are 1 h apart and never meet, so each is read from "
        "its own beginning."
    ]
    assert recording.duration_s == pytest.approx(20.0, abs=1.0)
    picture = [frame.t_start for frame in recording.video_frames()]
    sound = [chunk.t_start for chunk in recording.audio_chunks()]
    assert picture[0] == pytest.approx(0.0, abs=0.1) and sound[0] == pytest.approx(0.0, abs=0.1)
    assert picture[-1] == pytest.approx(19.5, abs=0.1)
    assert next(recording.video_frames(10.0)).t_start == pytest.approx(10.0, abs=0.6)


def test_what_begins_together_needs_no_word(tmp_path: Path) -> None:
    assert Recording(apart(tmp_path / "usual.mkv", (0.0, 5.0), (0.5, 4.0))).notes == []


def test_a_recording_with_one_person_on_each_channel_says_so_once(tmp_path: Path) -> None:
    one, other, quiet = tone(300, 3.0), tone(700, 3.0), tone(500, 3.0) * 1e-4
    left, right = np.concatenate([one, quiet, quiet]), np.concatenate([quiet, quiet, other])
    recording = Recording(pair(tmp_path / "call.wav", left, right))
    heard(recording)
    assert recording.notes == [
        "“call.wav” seems to hold one person on each of two channels, read as one; --partner left or right "
        "chooses."
    ]
    chosen = Recording(pair(tmp_path / "call.wav", left, right), SoundChoice(side=Side.LEFT))
    heard(chosen)
    assert chosen.notes == []


@pytest.mark.parametrize("ending", ["mp4", "mkv", "mov", "ts"])
def test_a_track_is_read_as_if_it_were_alone(ending: str, tmp_path: Path) -> None:
    """What the demo holds, packed as it was: both tracks in a file, and each in one of its own."""
    files = {kinds: tmp_path / f"{'-'.join(kinds)}.{ending}" for kinds in KINDS}
    for kinds, path in files.items():
        with av.open(str(DEMO_CLIP)) as demo, av.open(str(path), "w") as out:
            streams = {getattr(demo.streams, kind)[0]: kind for kind in kinds}
            copies = {kind: out.add_stream_from_template(stream) for stream, kind in streams.items()}
            for packet in demo.demux(list(streams)):
                if packet.dts is not None and packet.dts * packet.time_base < 2:
                    packet.stream = copies[streams[packet.stream]]
                    out.mux(packet)
    both, sound, picture = (Recording(files[kinds]) for kinds in KINDS)
    heard, heard_alone = (np.concatenate([c.samples for c in r.audio_chunks()]) for r in (both, sound))
    assert len(heard) >= 1.9 * RATE
    assert np.array_equal(heard, heard_alone)
    seen, seen_alone = ([f.image for f in r.video_frames()] for r in (both, picture))
    assert len(seen) >= 45
    assert all(np.array_equal(one, other) for one, other in zip(seen, seen_alone, strict=True))


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_what_is_not_of_the_track_is_passed_over_before_it_is_handed_over(kind: str) -> None:
    with av.open(str(DEMO_CLIP)) as demo:
        whole = Counter(packet.stream.type for packet in demo.demux() if packet.dts is not None)
    with av.open(str(DEMO_CLIP)) as demo:
        only_of(getattr(demo.streams, kind)[0], demo)
        found = Counter(packet.stream.type for packet in demo.demux() if packet.dts is not None)
    assert found[kind] == whole[kind]
    # A few were read already, when the file was opened.
    assert found.total() - found[kind] <= 5 < whole.total() - whole[kind]


@pytest.mark.parametrize("ending", ["mp4", "mkv"])
@pytest.mark.parametrize("start_s", [1.3, 3.71])
def test_from_a_later_moment_on_the_sound_is_that_of_the_whole(
    ending: str, start_s: float, tmp_path: Path
) -> None:
    """A decoder that begins in the middle lacks what came before, and begins with a crack."""
    path = tmp_path / f"film.{ending}"
    with av.open(str(DEMO_CLIP)) as demo, av.open(str(path), "w") as out:
        copies = {stream: out.add_stream_from_template(stream) for stream in demo.streams}
        for packet in demo.demux():
            if packet.dts is not None:
                packet.stream = copies[packet.stream]
                out.mux(packet)
    whole, later = (
        [frame.to_ndarray() for frame, _ in Recording(path)._decoded("audio", t)] for t in (0.0, start_s)
    )
    assert len(whole) > len(later) > 100
    assert np.array_equal(np.hstack(whole[-len(later) :]), np.hstack(later))
