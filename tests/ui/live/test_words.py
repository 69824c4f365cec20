"""The words beside the voice: a stand-in recogniser over the demo's known words, up to the window."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scripted_session import Deaf

from audio_model.words.listener import QUEUE_CHUNKS, WordsListener
from audio_model.words.phrases import Phrase, Tone, WordsHeard
from audio_model.words.sentiment import TextSentiment
from fusion.emotions import Emotion
from fusion.errors import UserError
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Evidence, Modality
from fusion.interfaces import AudioChunk
from fusion.log.timeline import Timeline
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP
from ui.live.assemble import Assembly, assemble
from ui.live.options import Options
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.windows.live_window import LiveWindow
from ui.windows.settings_dialog import SettingsDialog
from ui.wording.heard_words import NOTHING_SAID, WORDS_HOLD_S, words_sentence
from ui.wording.looks import looks_of
from ui.wording.session_story import told_events

SCRIPT = [s for s in json.loads(DEMO_CLIP.with_suffix(".json").read_text())["segments"] if s["says"]]


class KnowsTheDemo:
    """A recogniser that has read the demo's script: a phrase is finished once its last sound was heard."""

    def __init__(self) -> None:
        self.resets = 0

    def feed(self, chunk: AudioChunk) -> list[Phrase]:
        return [
            Phrase(s["says"], *s["speech"]) for s in SCRIPT if chunk.t_start < s["speech"][1] <= chunk.t_end
        ]

    def reset(self) -> None:
        self.resets += 1


def chunk(t: float, seconds: float = 0.1) -> AudioChunk:
    return AudioChunk(np.zeros(round(16_000 * seconds), np.float32), t)


def sounding(made: Any, emotion: Emotion, p: float = 0.8) -> Evidence:
    return Evidence(Modality.VOICE, 0.0, 3.0, made.leaning(emotion, p), 0.9, {})


def test_the_demos_words_are_heard_in_order_and_scored() -> None:
    heard: list[WordsHeard] = []
    done = threading.Event()

    def tell(words: WordsHeard) -> None:
        heard.append(words)
        if len(heard) == len(SCRIPT):
            done.set()

    listener = WordsListener(Deaf(), KnowsTheDemo(), lambda text: TextSentiment().score(text).mean)
    listener.start(tell)
    try:
        for sound in Recording(DEMO_CLIP).audio_chunks():
            while listener._queue.full():  # a file is read faster than any microphone delivers
                threading.Event().wait(0.01)
            listener.feed(sound)
        assert done.wait(20)
    finally:
        listener.close()
    expected = [TextSentiment().score(s["says"]).mean for s in SCRIPT]
    assert [words.score for words in heard] == pytest.approx(expected)
    assert heard[0].tone is Tone.NEUTRAL  # the shop and the bus
    assert heard[1].tone is Tone.FRIENDLY  # the job
    assert listener.dropped == 0


def test_a_recogniser_that_falls_behind_holds_nothing_up_and_drops_are_counted() -> None:
    going_on, inside = threading.Event(), threading.Event()

    class Slow(KnowsTheDemo):
        def feed(self, chunk: AudioChunk) -> list[Phrase]:
            inside.set()
            going_on.wait(20)
            return []

    listener = WordsListener(Deaf(), Slow(), lambda _text: 0.0)
    listener.start(lambda _heard: None)
    listener.feed(chunk(0))
    assert inside.wait(20)
    for k in range(QUEUE_CHUNKS + 3):
        listener.feed(chunk(k / 10))
    assert listener.dropped == 3
    going_on.set()
    listener.close()
    listener.close()


def test_a_recogniser_that_fails_is_not_the_end_and_a_pause_reaches_it() -> None:
    class Faulty(KnowsTheDemo):
        def feed(self, chunk: AudioChunk) -> list[Phrase]:
            if chunk.t_start < 1:
                raise RuntimeError("broken")
            return [Phrase("Lovely!", 1.0, 1.1)]

    recogniser, told = Faulty(), threading.Event()
    deaf = Deaf()
    listener = WordsListener(deaf, recogniser, lambda _text: 0.9)
    listener.start(lambda _heard: told.set())
    listener.feed(chunk(0))
    listener.reset()
    listener.feed(chunk(2))
    assert told.wait(20)
    listener.close()
    assert recogniser.resets == 1
    assert deaf.closed


def test_a_score_seems_friendly_unhappy_or_neither() -> None:
    assert WordsHeard(0.617).tone is Tone.FRIENDLY
    assert WordsHeard(-0.4).tone is Tone.UNHAPPY
    assert WordsHeard(0.1).tone is Tone.NEUTRAL


def test_the_line_says_whether_the_voice_goes_with_the_words(made: Any) -> None:
    looks, friendly, unhappy = looks_of(Settings()), WordsHeard(0.7), WordsHeard(-0.7)
    angry, happy, calm = (sounding(made, e) for e in (Emotion.ANGRY, Emotion.HAPPY, Emotion.NEUTRAL))
    assert words_sentence(friendly, angry, looks) == "The words seem friendly, the voice does not."
    assert words_sentence(friendly, happy, looks) == "The words seem friendly, and so does the voice."
    assert words_sentence(unhappy, happy, looks) == "The words seem unhappy, the voice does not."
    assert words_sentence(unhappy, angry, looks) == "The words seem unhappy, and so does the voice."
    for voice in (None, calm, sounding(made, Emotion.ANGRY, 0.2)):
        assert words_sentence(friendly, voice, looks) == "The words seem friendly."
    assert words_sentence(WordsHeard(0.1), angry, looks) == ""
    assert words_sentence(None, angry, looks) == ""
    settings = Settings()
    settings.look(Emotion.ANGRY).hidden = True
    assert words_sentence(friendly, angry, looks_of(settings)) == "The words seem friendly."


@pytest.fixture
def assembly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Assembly]:
    """The demo with the stand-in recogniser, put together as live but not started."""
    monkeypatch.setattr("ui.live.assemble.recogniser", lambda _model: KnowsTheDemo())
    assembly = assemble(Options(source="demo", log=tmp_path / "log.db", words=tmp_path))
    yield assembly
    assembly.close()


def test_the_words_of_a_session_are_logged_as_scores_and_enter_no_estimate(
    assembly: Assembly, tmp_path: Path
) -> None:
    """The demo up to the end of its second line; the same voice evidence with and without the words."""
    said = threading.Event()
    events: list[SessionEvent] = []

    def take(event: SessionEvent) -> None:
        if event.kind is EventKind.WORDS:
            events.append(event)
            if len(events) == 2:
                said.set()

    assembly.session.subscribe_events(take)
    assert assembly.words is not None
    # What the voice's worker does with the demo's sound, without waiting for it to be spoken.
    pieces: list[Evidence] = []
    for sound in Recording(DEMO_CLIP).audio_chunks():
        if sound.t_start > 10:
            break
        while assembly.words._queue.full():
            threading.Event().wait(0.01)
        pieces += assembly.words.feed(sound)
    assert said.wait(30)
    assert assembly.voice is not None
    assembly.voice.reset()
    alone: list[Evidence] = []
    for sound in Recording(DEMO_CLIP).audio_chunks():
        if sound.t_start > 10:
            break
        alone += assembly.voice.feed(sound)
    assert len(pieces) == len(alone) > 5
    for with_words, without in zip(pieces, alone, strict=True):
        np.testing.assert_array_equal(with_words.probabilities, without.probabilities)
    assembly.close()
    with Timeline(tmp_path / "log.db") as timeline:
        logged = [e for e in timeline.events(timeline.sessions()[0].id) if e.kind is EventKind.WORDS]
    assert [e.payload for e in logged] == [e.payload for e in events]
    assert [WordsHeard(e.payload).tone for e in logged] == [Tone.NEUTRAL, Tone.FRIENDLY]
    assert told_events(logged) == logged[1:]
    everything = b"".join(file.read_bytes() for file in tmp_path.glob("log.db*"))
    assert b"gave me the job" not in everything


def test_without_a_model_it_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"brings one: give its folder, or that of an English Vosk model .*--words"
    ):
        assemble(Options(source="demo", log=False, words=tmp_path / "none"))


def test_a_saved_model_that_is_gone_does_not_stop_a_conversation(tmp_path: Path) -> None:
    assembly = assemble(Options(source="demo", log=False), Settings(words_model=str(tmp_path / "none")))
    try:
        assert assembly.words is None
        assert assembly.notice.startswith("The words are not listened to: There is no folder")
    finally:
        assembly.close()


def test_the_window_has_a_third_line_while_words_are_listened_to(window: LiveWindow, made: Any) -> None:
    session = made.Session()
    window.attach(made.Assembly(session))
    assert not window.card.words.isVisible()  # off by default
    window.attach(made.Assembly(session, words="listening"))
    row = window.card.words
    assert row.isVisible()
    assert row.accessibleDescription() == NOTHING_SAID
    session.say(made.moment(12.0, voice=Emotion.ANGRY))
    session._announce(EventKind.WORDS, 0.7)
    window.refresh_words()
    assert row.accessibleDescription() == "The words seem friendly, the voice does not."
    assert "not counted" in row.accessibleName()
    session.say(made.moment(12.0 + WORDS_HOLD_S + 0.1, voice=Emotion.ANGRY))
    window.refresh_words()
    assert row.accessibleDescription() == NOTHING_SAID  # an old phrase is never shown as the present
    session._announce(EventKind.WORDS, 0.7)
    session.pause()
    window.refresh_words()
    assert row.accessibleDescription() == NOTHING_SAID
    window.close()


def test_the_settings_turn_it_on_and_off(qtbot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    appearance = Appearance(Settings())
    dialog = SettingsDialog(appearance)
    qtbot.addWidget(dialog)
    changes: list[str | None] = []
    dialog.changed.connect(lambda: changes.append(appearance.settings.words_model))
    monkeypatch.setattr("ui.windows.words_picker.QFileDialog.getExistingDirectory", lambda *_: str(tmp_path))
    dialog.words.choose.click()
    dialog.words.off.click()
    assert changes == [str(tmp_path), None]
    monkeypatch.setattr("ui.windows.words_picker.QFileDialog.getExistingDirectory", lambda *_: "")
    dialog.words.choose.click()
    assert len(changes) == 2
    saved = Settings(words_model=str(tmp_path)).to_json()
    assert Settings.from_json(saved).words_model == str(tmp_path)
    assert Settings.from_json({"words_model": 3}).words_model is None


def test_words_of_another_language_are_named_and_not_scored() -> None:
    looks = looks_of(Settings())
    assert words_sentence(WordsHeard(0.0, "pl"), None, looks) == "The words are Polish, which is not scored."
    assert "another language (yo)" in words_sentence(WordsHeard(0.0, "yo"), None, looks)
