"""How a plan becomes a session, with stand-ins for what loads models: what is joined, told of and closed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from audio_model.readers import VoiceReader
from audio_model.spectrogram import LogMelParameters
from audio_model.spectrum_view import SpectrumView
from audio_model.words.phrases import WordsHeard
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.interfaces import DeviceError
from fusion.log.errors import TimelineError
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.session.session import Session
from ui.demo.clip import DEMO_CLIP
from ui.live import assemble as module
from ui.live.assemble import Assembly, LogPart, build
from ui.live.options import Options
from ui.live.plan import Plan
from ui.live.tracks import require_tracks
from ui.settings import Settings


class Analyser:
    """Hears and sees nothing, and remembers what it was asked."""

    listeners: tuple[object, ...] = ()

    parameters = LogMelParameters()

    without_familiarity = ""

    def __init__(self, _classifier: Any = None, alone_step_s: float = 0.0) -> None:
        self.watcher: Any = None
        self.chosen: list[tuple[float, float]] = []

    def feed(self, _chunk: Any) -> list[Any]:
        return []

    def choose(self, x: float, y: float) -> None:
        self.chosen.append((x, y))

    def read_lips(self) -> None: ...

    def reset(self) -> None: ...

    def close(self) -> None: ...


class Words(Analyser):
    """In the place of what listens to words."""

    made: list[Words]

    def __init__(self, analyser: Any, recogniser: Any, score: Callable[[str], float]) -> None:
        super().__init__()
        self.analyser, self.recogniser, self.score = analyser, recogniser, score
        self.made.append(self)

    def start(self, tell: Callable[[Any], None]) -> None:
        self.tell = tell


@pytest.fixture(autouse=True)
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    Words.made = []
    monkeypatch.setattr(module, "VoiceAnalyser", Analyser)
    monkeypatch.setattr(module, "FaceAnalyser", Analyser)
    monkeypatch.setattr(module, "WordsListener", Words)
    monkeypatch.setattr(module, "recogniser", lambda model: ("understands", model))
    sentiment = SimpleNamespace(score=lambda text: SimpleNamespace(mean=len(text) / 10))
    monkeypatch.setattr("audio_model.words.sentiment.TextSentiment", lambda: sentiment)


DEMO = Plan(recording=DEMO_CLIP, is_demo=True, logged=False)


def broken(tmp_path: Path) -> Path:
    file = tmp_path / "broken.db"
    file.write_bytes(b"not a database" * 100)
    return file


def test_a_session_has_what_the_plan_says() -> None:
    assembly = build(replace(DEMO, notice="This is the demo.", mode=Mode.FACE))
    assert assembly.session.mode is Mode.FACE and assembly.is_demo
    assert assembly.notice == "This is the demo."
    assert set(assembly.session.status()) == set(Modality)
    assert {s.name for s in assembly.session.status().values()} == {DEMO_CLIP.name}
    assert (assembly.words, assembly.lines, assembly.writer, assembly.log) == (None, None, None, LogPart())
    assembly.close()
    devices = build(Plan(microphone="Headset", camera="Webcam", logged=False))
    assert {m: s.name for m, s in devices.session.status().items()} == {
        Modality.VOICE: "Headset",
        Modality.FACE: "Webcam",
    }
    devices.close()


def test_who_looks_is_shown_sound_and_pictures_and_chooses_a_face() -> None:
    assembly, sounds, pictures = build(DEMO), list[Any](), list[Any]()
    voice: Any = assembly.voice
    face: Any = assembly.face
    onlooker: Any = SimpleNamespace(put_sound=sounds.append, put_picture=pictures.append)
    assembly.watch(onlooker)
    assert isinstance(voice.watcher, SpectrumView)
    voice.watcher.reset()
    face.watcher("a picture")
    assert sounds[-1] is None and pictures == ["a picture"]
    assembly.choose_face(0.25, 0.75)
    assert face.chosen == [(0.25, 0.75)]
    assembly.watch(None)
    assert voice.watcher is None and face.watcher is None
    assembly.close()
    blind = Assembly(assembly.session, None, None)
    blind.watch(onlooker)  # nothing to show is nothing wrong
    blind.choose_face(0.5, 0.5)


def test_words_are_listened_to_and_their_scores_told_to_the_session(tmp_path: Path) -> None:
    assembly, told = build(replace(DEMO, words=tmp_path)), list[Any]()
    (words,) = Words.made
    assert assembly.words is words and words.analyser is assembly.voice
    assert words.recogniser == ("understands", tmp_path) and words.score("four") == 0.4
    assembly.session.subscribe_events(told.append)
    words.tell(WordsHeard(0.7))
    words.tell(WordsHeard(0.0, "pl"))
    assert [event.payload for event in told] == [0.7, "pl"]
    assembly.close()


def test_every_moment_goes_into_the_lines_and_the_log(tmp_path: Path, made: Any) -> None:
    target = tmp_path / "x.jsonl"
    plan = replace(DEMO, is_demo=False, logged=True, log=tmp_path / "log.db", jsonl=str(target))
    for label in ("", "a talk"):
        assembly = build(replace(plan, label=label))
        assert assembly.writer is assembly.log.writer is not None
        for callback in assembly.session._moment_callbacks:
            callback(made.moment(1.5))
        assembly.close()
    assert [json.loads(line)["t"] for line in target.read_text().splitlines()] == [1.5, 1.5]
    with Timeline(tmp_path / "log.db") as timeline:
        records = timeline.sessions()
        assert {record.source for record in records} == {DEMO_CLIP.name, "a talk"}
        assert {timeline.recording(record.id) for record in records} == {DEMO_CLIP.resolve()}
        assert all(len(timeline.moments(record.id)) == 1 for record in records)


def test_what_is_asked_for_is_planned_and_built(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Mode] = []
    settings = Settings(microphone="Headset", logging=False)
    monkeypatch.setattr(module, "any_found", lambda mode: asked.append(mode) or True)
    assembly = module.assemble(Options(mode=Mode.VOICE, camera=None), settings)
    assert asked == [Mode.VOICE] and assembly.session.mode is Mode.VOICE and assembly.writer is None
    assert assembly.session.status()[Modality.VOICE].name == "Headset"
    assembly.close()
    monkeypatch.setattr(module, "any_found", lambda _mode: False)
    demo = module.assemble(Options(log=False))
    assert demo.is_demo and "so this is the built-in demo" in demo.notice
    demo.close()
    with pytest.raises(DeviceError):
        module.assemble(Options(log=False), demo_without_devices=False)


def test_words_take_the_voices_sound_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    halves: list[tuple[Any, Any]] = []

    class Seen(Session):
        def __init__(self, voice: Any, face: Any, **more: Any) -> None:
            halves.append((voice, face))
            super().__init__(voice, face, **more)

    monkeypatch.setattr(module, "Session", Seen)
    for words in (None, tmp_path):
        assembly = build(replace(DEMO, words=words))
        assert halves[-1][0][1] is (Words.made[-1] if words else assembly.voice)
        assert halves[-1][1][1] is assembly.face
        assembly.close()


def test_without_the_words_the_conversation_goes_on_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_model: Path) -> NoReturn:
        raise UserError("There is no folder.")

    monkeypatch.setattr(module, "recogniser", fail)
    assembly = build(replace(DEMO, words=tmp_path, notice="This is the demo."))
    assert assembly.notice == "This is the demo. The words are not listened to: There is no folder."
    assert assembly.words is None and isinstance(assembly.voice, Analyser)
    assert assembly.session.status()[Modality.VOICE].name == DEMO_CLIP.name
    assembly.close()


def test_the_log_of_devices_begins_with_the_session(tmp_path: Path) -> None:
    assembly = build(Plan(log=tmp_path / "log.db"))
    assert assembly.log.timeline is not None and assembly.log.writer is not None
    began = assembly.session.clock.started_at
    assembly.close()
    with Timeline(tmp_path / "log.db") as timeline:
        (record,) = timeline.sessions()
        assert (record.source, record.started_at, record.mode) == ("", began, Mode.BOTH)


def test_what_does_not_work_is_told_of_in_one_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fusion.log.timeline.default_path", lambda: broken(tmp_path))
    assembly = build(replace(DEMO, logged=True, notice="This is the demo."))
    assert assembly.writer is None
    assert assembly.notice.startswith("This is the demo. This conversation is not logged: ")
    assembly.close()


def test_where_the_log_that_was_named_cannot_be_used_everything_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Assembly] = []
    close = Assembly.close
    monkeypatch.setattr(Assembly, "close", lambda self: (closed.append(self), close(self)))
    with pytest.raises(TimelineError):
        build(replace(DEMO, logged=True, log=broken(tmp_path), jsonl=str(tmp_path / "x.jsonl")))
    (assembly,) = closed
    assert assembly.lines is not None and assembly.lines._own is not None and assembly.lines._own.closed


def test_parts_are_closed_in_order_and_one_that_fails_keeps_no_other_from_it() -> None:
    done: list[str] = []

    def part(name: str) -> Any:
        def close() -> None:
            done.append(name)
            raise OSError(name)

        return SimpleNamespace(close=close, stop=close)

    with pytest.raises(OSError, match="lines"):
        Assembly(part("session"), None, None, lines=part("lines"), log=part("log")).close()
    assert done == ["session", "log", "lines"]
    done.clear()
    assembly = Assembly(part("session"), None, None)
    with pytest.raises(OSError, match="session"):
        assembly.close()
    writer, timeline = (SimpleNamespace(close=lambda name=name: done.append(name)) for name in "wt")
    LogPart(timeline, writer).close()  # type: ignore[arg-type]
    assert done == ["session", "w", "t"]


@pytest.mark.parametrize(
    ("mode", "audio", "video", "sentence"),
    [
        (Mode.VOICE, False, True, "“talk.mp4” has no sound; use --mode face for its picture."),
        (Mode.FACE, True, False, "“talk.mp4” has no picture; use --mode voice for its sound."),
        (Mode.VOICE, True, False, ""),
        (Mode.FACE, False, True, ""),
        (Mode.BOTH, False, True, ""),
        (Mode.BOTH, True, False, ""),
    ],
)
def test_a_mode_needs_the_track_it_reads(mode: Mode, audio: bool, video: bool, sentence: str) -> None:
    recording: Any = SimpleNamespace(name="talk.mp4", has_audio=audio, has_video=video)
    if not sentence:
        require_tracks(recording, mode)
        return
    with pytest.raises(DeviceError) as error:
        require_tracks(recording, mode)
    assert str(error.value) == sentence


def test_a_recording_with_one_track_gives_one_half(monkeypatch: pytest.MonkeyPatch) -> None:
    for audio in (True, False):
        track: Any = SimpleNamespace(name="talk.mp4", has_audio=audio, has_video=not audio, notes=[])
        monkeypatch.setattr(module, "Recording", lambda _file, _sound, track=track: track)
        monkeypatch.setattr(module, "RecordingAudio", lambda _r, loop: SimpleNamespace(name=f"sound {loop}"))
        monkeypatch.setattr(module, "RecordingVideo", lambda _r, loop: SimpleNamespace(name=f"sight {loop}"))
        assembly = build(replace(DEMO, loop=audio))
        assert (assembly.voice is not None, assembly.face is not None) == (audio, not audio)
        assert assembly.notice == ""
        (status,) = assembly.session.status().values()
        assert status.name == ("sound True" if audio else "sight False")
        assembly.close()
        wrong = Mode.FACE if audio else Mode.VOICE
        with pytest.raises(DeviceError):
            build(replace(DEMO, mode=wrong))


def test_without_the_larger_reader_the_small_one_listens_unless_it_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("audio_model.large.store.encoder_path", lambda: tmp_path / "not fetched")
    saved = build(replace(DEMO, voice_reader=VoiceReader.LARGE, mode=Mode.VOICE))
    assert "The small voice reader listens" in saved.notice and "fetch-voice-reader" in saved.notice
    saved.close()
    with pytest.raises(UserError, match="fetch-voice-reader"):
        build(replace(DEMO, voice_reader=VoiceReader.LARGE, voice_reader_asked_for=True))
