"""What was read of a recording with several sounds is what is heard and drawn of it later."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from audio_model.explore.sound import read_sound
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.recordings.sound import USUAL_SOUND, SoundChoice
from fusion.side import Side
from ui.cli import app
from ui.demo.clip import DEMO_CLIP
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.one_side import OneSide
from ui.widgets.session_view import SessionView
from ui.wording.explore_source import stretch_of
from ui.wording.looks import looks_of
from ui.wording.recording_place import playable
from ui.wording.session_story import Story, tell

RATE = 16_000
LOOKS = looks_of(Settings())


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The microphone on the first track (300 Hz), the desktop on the second (700 Hz), 3 s."""
    path = tmp_path_factory.mktemp("tracks") / "call.mkv"
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("pcm_s16le", rate=RATE, layout="mono") for _ in range(2)]
        for stream, hz in zip(streams, (300, 700), strict=True):
            sound = (16_000 * np.sin(2 * np.pi * hz * np.arange(3 * RATE) / RATE)).astype(np.int16)
            for first in range(0, len(sound), 1000):
                frame = av.AudioFrame.from_ndarray(sound[None, first : first + 1000], "s16", "mono")
                frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), first
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
    return path


def story_of(folder: Path, made: Any, recording: Path, sound: SoundChoice) -> Story:
    with Timeline(folder / "log.db") as timeline:
        number = timeline.begin(Mode.VOICE, recording.name, None, recording, sound.as_logged())
        timeline.add(number, [made.moment(i / 10) for i in range(30)])
        timeline.end(number)
        return tell(timeline, timeline.session(number), LOOKS)


@pytest.fixture
def view(qtbot: Any) -> Iterator[SessionView]:
    pytest.importorskip("PyQt6.QtMultimedia")
    view = SessionView(Appearance(Settings()))
    qtbot.addWidget(view)
    view.show()
    yield view
    view.player.let_go()


@pytest.mark.parametrize(
    "sound", [USUAL_SOUND, SoundChoice(2), SoundChoice(1, Side.LEFT), SoundChoice(None, Side.RIGHT)]
)
def test_a_log_gives_back_what_was_chosen(tmp_path: Path, made: Any, call: Path, sound: SoundChoice) -> None:
    assert story_of(tmp_path, made, call, sound).sound == sound


@pytest.mark.parametrize("logged", [{}, {"sound track": "0"}, {"sound track": "two", "sound side": "up"}])
def test_what_a_log_says_that_cannot_be_is_passed_over(logged: dict[str, str]) -> None:
    assert SoundChoice.from_log(logged) == USUAL_SOUND


def test_the_track_that_was_read_is_played(
    view: SessionView, qtbot: Any, tmp_path: Path, made: Any, call: Path
) -> None:
    story = story_of(tmp_path, made, call, SoundChoice(2))
    view.show_opening(story.record)
    view.show_story(story)
    assert "number 2 was read, and is the one you hear" in view.player.words.text()
    view.player.button.click()
    qtbot.waitUntil(lambda: len(view.player._media.audioTracks()) == 2, timeout=20_000)
    qtbot.waitUntil(lambda: view.player._media.activeAudioTrack() == 1, timeout=20_000)


@pytest.mark.parametrize(("side", "word"), [(Side.LEFT, "left"), (Side.RIGHT, "right")])
def test_of_two_channels_it_is_told_which_was_read(
    tmp_path: Path, made: Any, call: Path, side: Side, word: str
) -> None:
    found = playable(story_of(tmp_path, made, call, SoundChoice(None, side)), DEMO_CLIP)
    assert f"the {word} one was read, and is the one you hear" in found.sentence
    assert playable(story_of(tmp_path, made, call, USUAL_SOUND), DEMO_CLIP).sentence == ""


@pytest.mark.parametrize(("side", "hz"), [(Side.LEFT, 300), (Side.RIGHT, 700)])
def test_the_side_that_was_read_is_played(
    view: SessionView,
    qtbot: Any,
    tmp_path: Path,
    made: Any,
    monkeypatch: pytest.MonkeyPatch,
    side: Side,
    hz: float,
) -> None:
    heard: list[np.ndarray] = []
    monkeypatch.setattr(OneSide, "put", lambda _self, samples: heard.append(samples.copy()))
    pair = tmp_path / "pair.wav"
    t = np.arange(3 * RATE) / RATE
    soundfile.write(pair, 0.5 * np.sin(2 * np.pi * np.outer(t, (300, 700))), RATE)
    story = story_of(tmp_path, made, pair, SoundChoice(None, side))
    view.show_opening(story.record)
    view.show_story(story)
    view.player.button.click()
    qtbot.waitUntil(lambda: sum(map(len, heard)) > 24_000, timeout=20_000)
    samples = np.concatenate(heard)[:24_000].astype(float)  # half a second, in which whole waves fit
    loud = np.abs(np.fft.rfft(samples))
    assert np.argmax(loud) * 2 == pytest.approx(hz, abs=2)
    other = (300 + 700 - hz) / 2
    assert loud[round(other)] < 0.02 * loud.max()
    view.player.let_go()
    assert view.player.picture.image.isNull() and not view.player.playing


class SlowLoudspeaker:
    """Has room for no more than so many bytes at a time, and for none at first."""

    def __init__(self, room: int) -> None:
        self.room, self.heard, self.asked = room, b"", 0

    def write(self, data: bytes) -> int:
        self.asked += 1
        taken = data[: self.room if self.asked > 2 else 0]
        self.heard += taken
        return len(taken)


def one_side_on(qtbot: Any, loudspeaker: SlowLoudspeaker) -> OneSide:
    multimedia = pytest.importorskip("PyQt6.QtMultimedia")
    media = multimedia.QMediaPlayer()
    side = OneSide(media, Side.LEFT)
    side._loudspeaker, side.media = loudspeaker, media  # type: ignore[attr-defined]
    return side


def test_what_a_loudspeaker_has_no_room_for_is_heard_next(qtbot: Any) -> None:
    loudspeaker = SlowLoudspeaker(room=1001)
    side = one_side_on(qtbot, loudspeaker)
    sound = np.arange(4000, dtype=np.int16)
    for part in np.array_split(sound, 20):
        side.put(part)
    whole = len(loudspeaker.heard) // 2 * 2
    assert whole == len(sound) * 2
    assert np.array_equal(np.frombuffer(loudspeaker.heard[:whole], np.int16), sound)
    side.let_go()


def test_what_would_be_heard_half_a_second_late_is_left_out(qtbot: Any) -> None:
    loudspeaker = SlowLoudspeaker(room=1_000_000)
    side = one_side_on(qtbot, loudspeaker)
    sound = np.arange(30_000, dtype=np.int16)
    for part in np.array_split(sound, 3):  # the first two of them find no room
        side.put(part)
    assert np.array_equal(np.frombuffer(loudspeaker.heard, np.int16), sound[-24_000:])
    side.let_go()


def test_a_player_that_hands_over_nothing_at_its_end_is_no_fault(qtbot: Any) -> None:
    multimedia = pytest.importorskip("PyQt6.QtMultimedia")
    side = one_side_on(qtbot, SlowLoudspeaker(room=1000))
    side._heard(multimedia.QAudioBuffer())
    side.let_go()


def test_the_sheet_of_its_sound_is_of_what_was_read(tmp_path: Path, made: Any, call: Path) -> None:
    story = story_of(tmp_path, made, call, SoundChoice(2))
    stretch = stretch_of(story.record, story.events, 1.0, DEMO_CLIP, story.recording, sound=story.sound)
    assert stretch.path is not None
    samples = read_sound(stretch.path, 0.0, 2.0, stretch.sound).samples
    assert np.argmax(np.abs(np.fft.rfft(samples))) * RATE / len(samples) == pytest.approx(700, abs=2)


def test_an_analysed_recording_is_kept_with_what_was_read_of_it(call: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    command = ["analyze", str(call), "--audio-track", "2", "--mode", "voice", "--out", str(tmp_path)]
    done = CliRunner().invoke(app, [*command, "--keep", "--log", str(log)])
    assert done.exit_code == 0, done.output
    with Timeline(log) as timeline:
        (record,) = timeline.sessions()
        assert tell(timeline, record, LOOKS).sound == SoundChoice(2)
