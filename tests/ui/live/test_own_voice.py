"""The user's own voice in a session: when two voices are told apart, by what, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from audio_model.speakers.voiceprint import Voiceprint
from face_model.reading import Mouth
from fusion.errors import UserError
from fusion.mode import Mode
from fusion.whom import Whom
from ui.live.options import Options
from ui.live.own_voice import keep_own_voice, learner_of, lips_of, make_whose, planned
from ui.live.plan import Plan, make_plan
from ui.settings import Settings
from ui.settings_file import load_settings, save_settings
from ui.wording.own_voice import COUNTS_TOO, OTHER_MODEL

KNOWN = Voiceprint(np.eye(1, 128, dtype=np.float32), "another network", "2026-01-01")


def devices(_mode: Mode) -> bool:
    return True


def test_only_a_room_has_two_voices_in_one_microphone() -> None:
    assert make_plan(Options(), Settings(), devices).two_voices
    assert not make_plan(Options(source="talk.mp4"), Settings(), devices).two_voices
    assert not make_plan(Options(source="demo"), Settings(), devices).two_voices
    assert planned(Plan()) == (None, "")


def test_it_is_said_once_that_the_own_voice_counts_too() -> None:
    plan = make_plan(Options(), Settings(), devices)
    whose, sentence = planned(plan)
    assert whose is not None and whose.own is None and sentence == COUNTS_TOO
    told = make_plan(Options(), Settings(told_of_own_voice=True), devices)
    assert planned(told)[1] == ""


def test_a_voice_learnt_by_another_network_is_asked_for_anew() -> None:
    whose, sentence = make_whose(KNOWN)
    assert whose.own is None and sentence == OTHER_MODEL


def test_a_voice_that_is_known_is_used() -> None:
    from audio_model.speakers.model import SpeakerModel

    mine = replace(KNOWN, model=SpeakerModel.load().sha256)
    settings = Settings(voiceprint=mine.to_json())
    whose, sentence = planned(make_plan(Options(), settings, devices))
    assert whose is not None and whose.own is not None and sentence == ""
    np.testing.assert_allclose(whose.own.voices, mine.voices)


def test_the_own_voice_can_be_named_as_a_recording_whatever_the_settings_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from audio_model.speakers.model import SpeakerModel

    heard: list[Path] = []
    named = replace(KNOWN, model=SpeakerModel.load().sha256)
    monkeypatch.setattr("ui.live.voiceprint.sound_of", heard.append)
    monkeypatch.setattr("ui.live.voiceprint.voiceprint_of", lambda _sound, _model: named)
    me, settings = Path("me.wav"), Settings(voiceprint=KNOWN.to_json())
    for source in (None, "talk.mp4"):
        whose, sentence = planned(make_plan(Options(source=source, own_voice=me), settings, devices))
        assert whose is not None and whose.own is named and sentence == ""
    assert heard == [me, me]
    call = Options(source="screen", own_voice=me)
    assert planned(make_plan(call, settings, devices)) == (None, "")


def test_a_recording_of_the_own_voice_without_speech_is_told(tmp_path: Path) -> None:
    import soundfile

    soundfile.write(tmp_path / "me.wav", np.zeros(32_000, np.float32), 16_000)
    plan = make_plan(Options(own_voice=tmp_path / "me.wav"), Settings(), devices)
    with pytest.raises(UserError, match=r"Too little speech was heard \(0 s\)"):
        planned(plan)


def test_only_the_partners_lips_are_followed() -> None:
    seen: list[tuple[float, float, int]] = []
    whose: Any = SimpleNamespace(lips=SimpleNamespace(look=lambda *mouth: seen.append(mouth)))
    lips_of(whose)((Mouth(1.0, 7, 0.2, partner=False), Mouth(1.0, 8, 0.3, partner=True)))
    assert seen == [(1.0, 0.3, 8)]


def test_the_settings_keep_a_voice_for_their_owner_alone(tmp_path: Any) -> None:
    path = tmp_path / "settings.json"
    save_settings(Settings(voiceprint=KNOWN.to_json(), told_of_own_voice=True), path)
    assert path.stat().st_mode & 0o777 == 0o600
    back, _ = load_settings(path)
    own = back.own_voice()
    assert own is not None and own.model == KNOWN.model and back.told_of_own_voice


@pytest.mark.parametrize("damaged", [{}, {"voices": "x"}, 3])
def test_a_damaged_voice_is_left_out(damaged: Any) -> None:
    assert Settings.from_json({"voiceprint": damaged}).voiceprint is None


@pytest.mark.parametrize(
    ("watch", "wanted", "source", "expected"),
    [
        (Whom.MYSELF, True, None, True),
        (Whom.MYSELF, False, None, False),  # not without the user's consent
        (Whom.OTHER, True, None, False),  # whoever else is heard is not the user
        (Whom.MYSELF, True, "talk.mp4", False),
    ],
)
def test_the_voice_is_learnt_only_in_sessions_about_oneself_and_only_if_wanted(
    watch: Whom, wanted: bool, source: str | None, expected: bool
) -> None:
    plan = make_plan(Options(source=source), Settings(watch=watch, learn_own_voice=wanted), devices)
    assert plan.learn_own_voice is expected
    voice: Any = SimpleNamespace(listeners=())
    learner = learner_of(plan, voice)
    assert (learner is not None) is expected and voice.listeners == ((learner,) if expected else ())


def test_what_was_learnt_is_added_to_what_is_known() -> None:
    settings = Settings(voiceprint=KNOWN.to_json())
    learner: Any = SimpleNamespace(take=lambda made_at: replace(KNOWN, made_at=made_at))
    assert keep_own_voice(settings, learner)
    kept = settings.own_voice()
    assert kept is not None and len(kept.voices) == 2 and kept.made_at != KNOWN.made_at
    assert settings.told_of_own_voice
    another = Voiceprint(np.roll(KNOWN.voices, 1, axis=1), KNOWN.model, "later")
    assert not keep_own_voice(settings, SimpleNamespace(take=lambda _made_at: another))  # type: ignore[arg-type]
    assert settings.own_voice() is not None and len(settings.own_voice().voices) == 2  # type: ignore[union-attr]
    assert not keep_own_voice(settings, None)
    assert not keep_own_voice(settings, SimpleNamespace(take=lambda _made_at: None))  # type: ignore[arg-type]
