"""Two Attunes at once, commands beside one, and the user by hand share a file of settings."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from audio_model.speakers.voiceprint import Voiceprint
from fusion.baseline import PersonalBaseline
from fusion.emotions import Emotion
from fusion.evidence import Modality
from ui.settings import Settings
from ui.settings_file import load_settings, save_settings

ANA = replace(PersonalBaseline.identity("Ana"), made_at="2026-03-04")


@pytest.mark.parametrize("was_there", [False, True])
def test_what_another_attune_has_changed_meanwhile_is_not_written_over(
    tmp_path: Path, was_there: bool
) -> None:
    path = tmp_path / "settings.json"
    before = Settings(camera="old", baselines={"Ben": {**ANA.to_json(), "name": "Ben"}}, keys={"quit": ""})
    if was_there:
        save_settings(before, path)
    first, second = load_settings(path)[0], load_settings(path)[0]
    second.theme, second.pace = "dark", "calmer"
    second.look(Emotion.SAD).word = "low"
    second.baselines["Ana"] = ANA.to_json()
    second.keys["bookmark"] = "M"
    save_settings(second, path)

    first.text_scale, first.pace = 2.0, "quicker"
    first.look(Emotion.HAPPY).word = "glad"
    first.keys.pop("quit", None)
    for _ in range(2):  # at a change and at its end, say
        save_settings(first, path)
        now = load_settings(path)[0]
        assert (now.theme, now.text_scale, now.pace) == ("dark", 2.0, "quicker")  # the last word counts
        assert (now.look(Emotion.SAD).word, now.look(Emotion.HAPPY).word) == ("low", "glad")
        assert set(now.baselines) == {"Ana", *before.baselines} if was_there else {"Ana"}
        assert now.keys == {"bookmark": "M"}
        assert now.camera == ("old" if was_there else None)
    second.theme = "light"
    save_settings(second, path)
    assert load_settings(path)[0].theme == "light"


def test_who_was_forgotten_in_another_attune_does_not_come_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    voice = {"voices": [[1.0, 0.0]], "model": "a", "made_at": "2026"}
    save_settings(Settings(baseline="Ana", baselines={"Ana": ANA.to_json()}, voiceprint=voice), path)
    running, other = load_settings(path)[0], load_settings(path)[0]
    other.forget_person("Ana")
    other.voiceprint = None
    save_settings(other, path)
    for year in ("2027", "2028"):  # at a change and at its end, say
        running.baselines["Ana"] = {**ANA.to_json(), "made_at": year}  # learnt of her since
        running.voiceprint = {**voice, "made_at": year}
        running.own_baseline = "Ana"
        running.window_maximized = True
        save_settings(running, path)
        now = load_settings(path)[0]
        assert (now.baselines, now.baseline, now.voiceprint, now.window_maximized) == ({}, None, None, True)
        assert "Ana" not in path.read_text(encoding="utf-8")


def test_whom_the_user_asks_to_know_again_is_known_though_another_attune_forgot_them(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    voice = {"voices": [[1.0, 0.0]], "model": "a", "made_at": "2026"}
    save_settings(Settings(baselines={"Ana": ANA.to_json()}, voiceprint=voice), path)
    running, other = load_settings(path)[0], load_settings(path)[0]
    other.forget_person("Ana")
    other.voiceprint = None
    save_settings(other, path)
    running.remember_person(replace(ANA, made_at="2027"))
    running.know_voice(Voiceprint.from_json({**voice, "made_at": "2027"}))
    save_settings(running, path)
    now = load_settings(path)[0]
    assert now.baselines["Ana"]["made_at"] == "2027"
    assert now.voiceprint is not None and now.voiceprint["made_at"] == "2027"


def test_what_two_sessions_learn_of_one_person_at_once_is_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"

    def met(for_s: float) -> dict[str, object]:
        return replace(ANA, seconds=dict.fromkeys(Modality, for_s)).to_json()

    save_settings(Settings(baselines={"Ana": met(100)}), path)
    first, second = load_settings(path)[0], load_settings(path)[0]
    for settings, for_s in ((first, 130), (second, 150), (first, 180), (first, 180), (second, 151)):
        settings.baselines["Ana"] = met(for_s)  # what each has learnt so far, by itself
        save_settings(settings, path)
    known = load_settings(path)[0].named_baseline("Ana")
    assert known.seconds == pytest.approx(dict.fromkeys(Modality, 100 + 80 + 51))


OF_A_NEWER_VERSION = {
    "theme": "sepia",
    "pace": {"card": "calm"},
    "text_scale": 3.5,
    "own_baseline": ["Ana", "Ben"],
    "tell_changes": "braille",
    "voiceprint": {"layers": 3},
    "window_geometry": [1, 2, 3, 4, 5],
}


def test_values_that_only_a_newer_version_understands_stay_until_they_are_chosen_anew(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(Settings(baselines={"Ana": ANA.to_json()}, baseline="Ana"), path)
    filed = json.loads(path.read_text()) | OF_A_NEWER_VERSION
    filed["baselines"]["Ben"] = {"name": "Ben", "layers": 3}
    filed["keys"]["think aloud"] = "Z"
    filed["emotions"]["bored"] = {"word": "bored"}
    filed["emotions"]["sad"] |= {"colour": "rebeccapurple", "sign": "drop"}
    path.write_text(json.dumps(filed))

    running, sentence = load_settings(path)
    assert (running.theme, running.voiceprint, sentence) == ("system", None, "")
    running.welcomed = True
    save_settings(running, path)
    assert json.loads(path.read_text()) == filed | {"welcomed": True}

    running.theme = "dark"
    running.look(Emotion.SAD).word = "low"
    running.keys["bookmark"] = "M"
    running.forget_person("Ana")
    running.forget_voice()
    save_settings(running, path)
    now = json.loads(path.read_text())
    assert (now["theme"], now["pace"], now["voiceprint"]) == ("dark", {"card": "calm"}, None)
    assert now["baselines"] == {"Ben": {"name": "Ben", "layers": 3}}
    assert now["keys"] == {"think aloud": "Z", "bookmark": "M"}
    assert (now["emotions"]["sad"]["word"], now["emotions"]["sad"]["sign"]) == ("low", "drop")
    assert now["emotions"]["bored"] == {"word": "bored"}


def test_whom_a_newer_version_keeps_otherwise_meanwhile_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    voice = {"voices": [[1.0, 0.0]], "model": "a", "made_at": "2026"}
    save_settings(Settings(baselines={"Ana": ANA.to_json()}, voiceprint=voice), path)
    running, _ = load_settings(path)
    newer = {"baselines": {"Ana": {"name": "Ana", "layers": 3}}, "voiceprint": {"layers": 3}}
    path.write_text(json.dumps(json.loads(path.read_text()) | newer))
    running.baselines["Ana"] = {**ANA.to_json(), "made_at": "2027"}  # learnt of her since
    save_settings(running, path)
    now = json.loads(path.read_text())
    assert {name: now[name] for name in newer} == newer
    running.forget_person("Ana")
    running.forget_voice()
    save_settings(running, path)
    now = json.loads(path.read_text())
    assert (now["baselines"], now["voiceprint"]) == ({}, None)


def test_what_was_changed_by_hand_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(Settings(theme="dark"), path)
    running, _ = load_settings(path)
    by_hand = {**json.loads(path.read_text()), "text_scale": 1.5, "of_a_newer_version": [1, 2]}
    path.write_text(json.dumps(by_hand))
    running.welcomed = True
    save_settings(running, path)
    now = load_settings(path)[0]
    assert (now.theme, now.text_scale, now.welcomed) == ("dark", 1.5, True)
    assert json.loads(path.read_text())["of_a_newer_version"] == [1, 2]


def test_a_file_that_is_half_changed_by_hand_is_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(Settings(theme="dark"), path)
    running, _ = load_settings(path)
    half = path.read_text()[:-20]
    path.write_text(half)
    running.welcomed = True
    save_settings(running, path)
    assert load_settings(path)[0] == running
    assert path.with_name("settings.json.bak").read_text() == half


def test_a_file_that_was_deleted_meanwhile_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(Settings(theme="dark", keys={"quit": ""}, baselines={"Ana": ANA.to_json()}), path)
    running, _ = load_settings(path)
    path.unlink()
    save_settings(running, path)
    assert load_settings(path)[0] == running


def test_two_that_save_in_the_same_moment_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"

    def save(of: str) -> None:
        settings, _ = load_settings(path)
        for k in range(20):
            settings.baselines[f"{of} {k}"] = {**ANA.to_json(), "name": f"{of} {k}"}
            save_settings(settings, path)

    both = [threading.Thread(target=save, args=(of,)) for of in ("one", "two")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert set(load_settings(path)[0].baselines) == {f"{of} {k}" for of in ("one", "two") for k in range(20)}


@pytest.mark.parametrize("who", ["Ana", "the user"])
def test_with_whoever_is_forgotten_goes_the_file_that_was_kept_aside(tmp_path: Path, who: str) -> None:
    path, aside = tmp_path / "settings.json", tmp_path / "settings.json.bak"
    voice = {"voices": [[1.0, 0.0]], "model": "a", "made_at": "2026"}
    known = Settings(baselines={"Ana": ANA.to_json()}, voiceprint=voice)
    save_settings(known, path)
    path.write_bytes(path.read_bytes()[:-1])  # as half a change by hand leaves it
    settings = load_settings(path)[0]
    assert "Ana" in aside.read_text(encoding="utf-8")
    settings.baselines, settings.voiceprint = known.baselines, voice
    save_settings(settings, path)
    assert aside.exists()  # nobody was forgotten
    if who == "Ana":
        settings.forget_person(who)
    else:
        settings.voiceprint = None
    save_settings(settings, path)
    assert not aside.exists()
