"""Recordings of calls: the two sides of one, each with a result of its own."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from made_films import silent
from scipy.signal import resample_poly
from typer.testing import CliRunner

from fusion.evidence import State
from fusion.exports.talk import Talk
from fusion.late_fusion import no_signal
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from fusion.recordings.recording import Recording
from fusion.recordings.sound import USUAL_SOUND
from fusion.speaking import Speaking
from ui.cli import app
from ui.commands.batch.found import Job
from ui.commands.batch.one import Estimated, How
from ui.commands.batch.one import written as finish
from ui.commands.log_recordings import RecordingLog
from ui.demo.clip import DEMO_CLIP

OWN_SPEECH: list[tuple[float, float, dict[str, object] | None, bool]] = [
    (0.7, 0.3, {}, True),  # the user spoke
    (0.3, 0.7, {}, False),  # somebody else did, and was not read for another reason
    (0.0, 0.0, {}, False),  # nobody did
    (0.7, 0.3, None, False),  # nobody was told apart
]


def spoken(seconds: float) -> np.ndarray:
    """The demo's voice from its beginning, float32 (n,), 16 kHz."""
    chunks = []
    for chunk in Recording(DEMO_CLIP).audio_chunks():
        if chunk.t_start >= seconds:
            break
        chunks.append(chunk.samples)
    return np.concatenate(chunks)


def loud(sound: np.ndarray) -> np.ndarray:
    """The sound at one loudness."""
    return np.asarray(sound * (0.05 / np.sqrt(np.square(sound).mean())), np.float32)


def written(path: Path, left: np.ndarray, right: np.ndarray) -> Path:
    soundfile.write(path, np.stack([left, right], axis=1), 16_000)
    return path


def analyse(*arguments: object) -> str:
    done = CliRunner().invoke(app, ["analyze", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def voices(path: Path) -> int:
    """In how many lines a voice was heard."""
    return sum(json.loads(line)["voice"] is not None for line in path.read_text().splitlines())


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's voice on the left, nobody on the right."""
    voice = spoken(6.0)
    return written(tmp_path_factory.mktemp("call") / "call.wav", voice, np.zeros_like(voice))


def test_each_side_of_a_call_has_a_result_of_its_own(call: Path, tmp_path: Path) -> None:
    analyse(call, "--partner", "each", "--out", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["call-left.jsonl", "call-right.jsonl"]
    assert voices(tmp_path / "call-left.jsonl") > 10
    assert voices(tmp_path / "call-right.jsonl") == 0


def test_what_is_kept_is_opened_with_its_recording(call: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    analyse(call, "--partner", "left", "--out", tmp_path, "--keep", "--log", log)
    with Timeline(log) as timeline:
        (record,) = timeline.sessions()
        assert (record.title, record.source, record.running) == ("call", "call.wav", False)
        assert timeline.recording(record.id) == call.resolve()
        assert "attune" in " ".join(timeline.made_by(record.id)).lower()
        lines = (tmp_path / "call.jsonl").read_text().splitlines()
        assert timeline.moments(record.id).times == pytest.approx([json.loads(line)["t"] for line in lines])


def test_what_did_not_come_to_its_end_is_not_kept(call: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    nobody = [Moment(no_signal(t), Shown(State.NO_SIGNAL, None, 0.0)) for t in (0.1, 0.2)]
    with RecordingLog(log, {}) as kept_in:
        for job in range(3):
            kept_in.add(job, call, f"number {job}", Mode.VOICE, nobody[:1])
        kept_in.drop(1)
        kept_in.add(0, call, "number 0", Mode.VOICE, nobody[1:])
        kept_in.end(0)
    with Timeline(log) as timeline:
        (record,) = timeline.sessions()
        assert (record.title, record.duration_s) == ("number 0", pytest.approx(0.2))
        assert len(timeline.moments(record.id)) == 2


def test_a_pair_in_opposite_phase_is_read_as_if_it_were_not(tmp_path: Path) -> None:
    voice = spoken(6.0)
    (tmp_path / "alone").mkdir()
    plain = written(tmp_path / "alone" / "call.wav", voice, voice)
    turned = written(tmp_path / "call.wav", voice, -voice)
    told = analyse(turned, "--out", tmp_path / "turned")
    analyse(plain, "--out", tmp_path / "plain")
    assert "are in opposite phase, so one is read alone" in told
    lines = [(tmp_path / name / "call.jsonl").read_text() for name in ("turned", "plain")]
    assert lines[0] == lines[1]
    assert voices(tmp_path / "turned" / "call.jsonl") > 10


def test_everybody_in_the_picture_has_a_result_of_their_own(tmp_path: Path) -> None:
    """Two of one size: her photograph and its mirror image."""
    from skimage.data import astronaut

    portrait = astronaut()[:256, 100:356]
    both = np.ascontiguousarray(np.hstack([portrait, portrait[:, ::-1]]))
    talk = silent(tmp_path / "two.mp4", [both] * 15, "libx264")
    analyse(talk, "--faces", "all", "--out", tmp_path)
    names = sorted(path.name for path in tmp_path.glob("*.jsonl"))
    assert names == ["two-person1.jsonl", "two-person2.jsonl"]
    for name in names:
        lines = [json.loads(line) for line in (tmp_path / name).read_text().splitlines()]
        assert len(lines) >= 13 and sum(line["face"] is not None for line in lines) >= 12


@pytest.mark.parametrize("option", ["--audio-track=1", "--partner=left", "--own-voice=me.wav"])
def test_of_the_face_alone_nothing_of_the_voice_is_silently_passed_over(
    call: Path, tmp_path: Path, option: str
) -> None:
    from fusion.errors import UserError

    command = ["analyze", str(call), "--mode", "face", "--out", str(tmp_path / "out"), option]
    done = CliRunner().invoke(app, command)
    assert isinstance(done.exception, UserError)
    said = f"the face alone is read; leave out that or “{option.split('=')[0]}”."
    assert str(done.exception) == f"With “--mode face” {said}"


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (["--audio-track", "1"], "“--audio-track”"),
        (["--partner", "each", "--own-voice", "me.wav"], "“--partner” and “--own-voice”"),
        (["--voice-reader", "large"], "“--voice-reader”"),
    ],
)
def test_beside_faces_alone_nothing_is_silently_passed_over(
    call: Path, tmp_path: Path, asked: list[str], named: str
) -> None:
    command = ["analyze", str(call), "--faces", "all", "--out", str(tmp_path / "out"), *asked]
    from fusion.errors import UserError

    done = CliRunner().invoke(app, command, env={"COLUMNS": "200"})
    assert isinstance(done.exception, UserError)
    assert "“--faces all”" in str(done.exception) and named in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_faces_are_not_to_be_had_from_the_voice_alone(call: Path, tmp_path: Path) -> None:
    from fusion.errors import UserError

    with pytest.raises(UserError, match="leave out"):
        analyse(call, "--faces", "all", "--mode", "voice", "--out", tmp_path)
    done = CliRunner().invoke(app, ["analyze", str(call), "--faces", "all", "--out", str(tmp_path)])
    assert done.exit_code == 2 and "no picture; use --mode voice in place of --faces all" in done.output
    assert "estimates" in analyse(call, "--mode", "voice", "--out", tmp_path)


def test_what_is_wrong_with_a_recording_is_said_once_for_both_its_sides(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["analyze", str(tmp_path / "no.wav"), "--partner", "each"])
    assert done.exit_code == 2 and done.output.count("There is no file") == 1


@pytest.mark.parametrize(("own", "partner", "voiceprint", "told"), OWN_SPEECH)
def test_where_all_speech_was_the_users_that_is_said(
    tmp_path: Path, own: float, partner: float, voiceprint: dict[str, object] | None, told: bool
) -> None:
    quiet = Shown(State.NO_SIGNAL, None, 0.0)
    moments = [Moment(no_signal(t), quiet, Speaking(partner, own)) for t in (0.1, 0.2)]
    job = Job(0, Path("me.wav"), USUAL_SOUND, tmp_path / "me.jsonl")
    how = How("jsonl", Mode.VOICE, voiceprint=voiceprint)
    found = Estimated((("", Talk(moments, name="me.wav")),))
    outcome = finish(job, how, found, lambda _moments: None)
    sentence = "me.wav: all speech counted as your own, so no other voice was read."
    assert (sentence in outcome.told) is told


def test_in_two_passes_the_users_own_voice_is_told_from_the_partners(tmp_path: Path) -> None:
    partner = [loud(spoken(until)[round(since * 16_000) :]) for since, until in ((0.4, 3.4), (5.9, 8.9))]
    user = [resample_poly(turn, 3, 2) for turn in partner]  # deeper, and slower
    turns, truth, t = [], [], 0.0
    for k in range(8):
        turn = (user if k % 2 else partner)[k // 2 % 2][: 3 * 16_000]
        turns += [turn, np.zeros(3200, np.float32)]
        truth.append((t, t + len(turn) / 16_000, k % 2 == 1))
        t += len(turn) / 16_000 + 0.2
    soundfile.write(tmp_path / "me.wav", np.tile(np.concatenate(user), 2), 16_000)
    soundfile.write(tmp_path / "talk.wav", np.concatenate(turns), 16_000)
    options = ("--mode", "voice", "--own-voice", tmp_path / "me.wav", "--two-pass", "--out", tmp_path)
    analyse(tmp_path / "talk.wav", *options)
    lines = [json.loads(line) for line in (tmp_path / "talk.jsonl").read_text().splitlines()]
    for side, own in (("own", True), ("partner", False)):
        told = [
            line["speaking"][side] > 0.5
            for line in lines
            for since, until, of_user in truth
            if of_user is own and since + 0.8 <= line["t"] < until - 0.2
        ]
        assert np.mean(told) > 0.7


def test_a_name_in_square_brackets_stands_beside_the_bar_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # what a terminal is told
    soundfile.write(tmp_path / "[red]talk.wav", spoken(1.0), 16_000)
    before, _, _ = analyse(tmp_path / "[red]talk.wav", "--out", tmp_path / "out").partition(
        "recordings analysed"
    )
    assert before.count("[red]talk.wav") > 1  # in the table too
