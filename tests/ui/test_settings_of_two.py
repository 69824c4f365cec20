"""Two Attunes at once, and commands beside one, share a file of settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fusion.baseline import PersonalBaseline
from fusion.emotions import Emotion
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
    running.baselines["Ana"] = {**ANA.to_json(), "made_at": "2027"}  # learnt of her since
    running.window_maximized = True
    save_settings(running, path)
    now = load_settings(path)[0]
    assert (now.baselines, now.baseline, now.voiceprint, now.window_maximized) == ({}, None, None, True)
