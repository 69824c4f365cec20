"""Settings survive restarts, damage and nonsense."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from ui.settings import Settings, load_settings, save_settings, settings_path, tidy_word


def test_they_live_in_the_platforms_configuration_folder(tmp_path: Path) -> None:
    assert settings_path().is_relative_to(tmp_path)
    assert settings_path().name == "settings.json"


def test_saved_settings_come_back(tmp_path: Path) -> None:
    settings = Settings(
        theme="dark",
        text_scale=1.3,
        motion=False,
        camera="Webcam",
        compact_geometry=(1, 2, 3, 4),
        sensitivity="later",
        hold_s=3.0,
    )
    settings.look(Emotion.SAD).word = "blau"
    settings.look(Emotion.ANGRY).hidden = True
    path = tmp_path / "deep" / "settings.json"
    save_settings(settings, path)
    assert load_settings(path) == (settings, "")


def test_the_file_is_the_owners_alone_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(Settings(), path)
    save_settings(Settings(theme="dark"), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.json"
    save_settings(Settings(theme="dark"), path)

    def fail(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(json, "dump", fail)
    with pytest.raises(OSError, match="disk full"):
        save_settings(Settings(theme="light"), path)
    assert load_settings(path)[0].theme == "dark"
    assert list(tmp_path.iterdir()) == [path]


def test_no_file_means_the_usual_settings_without_a_word(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == (Settings(), "")


@pytest.mark.parametrize("content", [b"{", b"", b"[1, 2]", b'"text"', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_kept_aside_and_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings, sentence = load_settings(path)
    assert settings == Settings()
    assert sentence.endswith("settings.json.bak.")
    assert (tmp_path / "settings.json.bak").read_bytes() == content
    assert not path.exists()


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "settings.json"
    folder.mkdir()
    settings, sentence = load_settings(folder)
    assert settings == Settings()
    assert "could not be read" in sentence


def test_nonsense_keeps_its_default_and_the_rest_holds() -> None:
    settings = Settings.from_json(
        {
            "theme": "pink",
            "text_scale": "huge",
            "motion": 1,
            "camera": 7,
            "compact_geometry": [1, 2],
            "logging": False,
            "unheard_of": 1,
            "emotions": {
                "happy": {"word": "  ", "colour": "red", "hidden": "yes"},
                "sad": {"word": "low"},
                "x": 1,
            },
        }
    )
    expected = Settings(logging=False)
    expected.look(Emotion.SAD).word = "low"
    assert settings == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=10,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(Settings().to_json(), json_values)))
def test_whatever_the_file_holds_the_settings_can_be_used(values: dict[str, Any]) -> None:
    settings = Settings.from_json(values)
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings
    for emotion in EMOTIONS:
        look = settings.look(emotion)
        assert look.word and look.voice and look.face
        int(look.colour[1:], 16)


@given(st.text(max_size=200))
def test_words_are_one_tidy_line(text: str) -> None:
    tidy = tidy_word(text)
    assert len(tidy) <= 40 and tidy == tidy.strip() and "\n" not in tidy


@pytest.mark.parametrize(("name", "value"), [("sensitivity", "reckless"), ("hold_s", 0.0), ("hold_s", True)])
def test_sensitivity_and_hold_keep_within_honest_bounds(name: str, value: Any) -> None:
    assert getattr(Settings.from_json({name: value}), name) == getattr(Settings(), name)


def test_somebody_unknown_is_one_sentence() -> None:
    with pytest.raises(UserError, match="Nobody called “Ana” is remembered"):
        Settings().named_baseline("Ana")
