"""Settings survive restarts, damage and nonsense."""

from __future__ import annotations

import json
import re
import stat
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fusion.baseline import PersonalBaseline
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from fusion.whom import Whom
from ui.settings import Settings, default_looks, tidy_word
from ui.settings_file import load_settings, save_settings, settings_path


def test_they_live_in_the_platforms_configuration_folder(own_folders: Path) -> None:
    assert settings_path().is_relative_to(own_folders)
    assert settings_path().parts[-2:] == ("attune", "settings.json")


OKABE_ITO = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}
"""Okabe and Ito, Color Universal Design (2008)."""


def test_the_usual_looks_are_plain_words_and_colours_that_stay_apart() -> None:
    looks = default_looks()
    assert tuple(looks) == EMOTIONS
    feelings = [looks[e] for e in EMOTIONS if e is not Emotion.NEUTRAL]
    assert {look.colour for look in feelings} < OKABE_ITO
    red, green, blue = bytes.fromhex(looks[Emotion.NEUTRAL].colour[1:])
    assert max(red, green, blue) - min(red, green, blue) < 20  # calm is grey
    for look in looks.values():
        assert re.fullmatch("[a-z ]+", look.word) and re.fullmatch("sounds [a-z ]+", look.voice)
        assert re.fullmatch("(looks|seems to) [a-z ]+", look.face) and not look.hidden
    for name in ("word", "voice", "face", "colour"):
        assert len({getattr(look, name) for look in looks.values()}) == len(EMOTIONS)


def ana() -> PersonalBaseline:
    return replace(PersonalBaseline.identity("Ana"), made_at="2026-03-04")


def test_everything_that_can_be_chosen_comes_back(tmp_path: Path) -> None:
    settings = Settings(
        theme="dark",
        text_scale=1.3,
        motion=False,
        language="zh_CN",
        letter_keys=False,
        keys_elsewhere=True,
        keys={"bookmark": "Ctrl+Alt+M", "quit": ""},
        welcomed=True,
        microphone="Headset",
        camera="Webcam",
        where="screen",
        watch=Whom.MYSELF,
        place="window:Sam",
        played="system:Headphones",
        logging=False,
        show_privacy_reminder=False,
        show_odds=True,
        show_map=True,
        show_face="outline",
        mirrored=True,
        show_sound="off",
        show_past=False,
        practice=True,
        follow_speaker=True,
        tell_changes="tone",
        words_model="/models/english",
        voice_reader="large",
        sensitivity="later",
        pace="calmer",
        learn_person=False,
        voiceprint={"voices": [[1.0, 0.0]], "model": "a", "made_at": "2026"},
        told_of_own_voice=True,
        learn_own_voice=True,
        microphone_too=True,
        keep_days=30,
        forgot_at="2026-11-02T10:00:00+00:00",
        baseline="Ana",
        own_baseline="Ana",
        baselines={"Ana": ana().to_json()},
        window_geometry=(5, 6, 700, 800),
        window_maximized=True,
        compact_geometry=(1, 2, 3, 4),
    )
    look = settings.look(Emotion.SAD)
    look.word, look.voice, look.face, look.colour, look.hidden = "blau", "klingt", "schaut", "#00ff00", True
    path = tmp_path / "much" / "deeper" / "settings.json"
    save_settings(settings, path)
    assert load_settings(path) == (settings, "")
    usual = Settings()
    assert not [f.name for f in fields(Settings) if getattr(settings, f.name) == getattr(usual, f.name)]
    assert all(type(name) is str for name in settings.to_json()["emotions"])
    assert path.read_text("utf-8").count("\n") > 20  # one choice a line, to be read


def test_who_the_user_is_is_found_by_name_unless_it_was_said() -> None:
    kept = {"Ana": ana().to_json(), "Myself": {**ana().to_json(), "name": "Myself"}}
    settings = Settings(baseline="Ana", baselines=kept)
    assert [settings.allowed_for(whom) for whom in Whom] == ["Ana", "Myself"]
    settings.choose_person(Whom.MYSELF, None)
    assert [settings.allowed_for(whom) for whom in Whom] == ["Ana", None]
    settings.choose_person(Whom.MYSELF, "Ana")
    settings.forget_person("Ana")
    assert [settings.allowed_for(whom) for whom in Whom] == [None, "Myself"]
    assert set(settings.baselines) == {"Myself"}


def test_the_file_is_the_owners_alone_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(Settings(), path)
    save_settings(Settings(theme="dark"), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_written_beside_the_old_file_in_letters_of_all_tongues(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the same disk, where putting it into the old one's place cannot be half done."""
    begun: list[str] = []
    dump = json.dump

    def see(*given: Any, **more: Any) -> None:
        begun.extend(p.name for p in tmp_path.iterdir())
        dump(*given, **more)

    monkeypatch.setattr(json, "dump", see)
    settings = Settings()
    settings.look(Emotion.SAD).word = "trübe 悲"
    save_settings(settings, tmp_path / "settings.json")
    assert len(begun) == 1 and begun[0].startswith(".settings-")
    assert "trübe 悲" in (tmp_path / "settings.json").read_bytes().decode("utf-8")
    assert load_settings(tmp_path / "settings.json")[0] == settings


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
    assert sentence == (
        "Your settings could not be understood, so the usual ones are used. "
        f"The old file is kept as {path}.bak."
    )
    assert (tmp_path / "settings.json.bak").read_bytes() == content
    assert not path.exists()


def test_a_damaged_file_that_cannot_be_kept_aside_is_not_called_kept(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{")
    (tmp_path / "settings.json.bak").mkdir()
    _, sentence = load_settings(tmp_path / "settings.json")
    assert sentence == "Your settings could not be understood, so the usual ones are used."


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


@pytest.mark.parametrize(("name", "value"), [("sensitivity", "reckless"), ("pace", "slow"), ("pace", True)])
def test_sensitivity_and_pace_keep_within_honest_bounds(name: str, value: Any) -> None:
    assert getattr(Settings.from_json({name: value}), name) == getattr(Settings(), name)


@pytest.mark.parametrize(
    ("name", "kept", "dropped"),
    [
        ("microphone", ["Headset", None], ["", 0, False, ["Headset"]]),
        ("camera", ["Webcam", None], ["", 0, False, ["Webcam"]]),
        ("words_model", ["/models", None], ["", 1]),
        ("text_scale", [0.8, 1, 2.0], [0.79, 2.01, True, "1.3", float("nan")]),
        ("watch", [Whom.OTHER, Whom.MYSELF], ["me", None, 1]),
        ("pace", ["quicker", "usual", "calmer"], [1.5, "Calmer", None]),
        ("sensitivity", ["sooner", "usual", "later"], ["Later", None, 0.1]),
        ("theme", ["system", "light", "dark", "contrast"], ["Dark", None]),
        (
            "place",
            ["screen", "screen:2", "screen:-5,6,700,80", "window: Sam ", None],
            ["", 1, "screen:0", "window:", "screen:4,3,4,3", "Sam"],
        ),
        ("logging", [True, False], [0, 1, "no", None]),
        (
            "window_geometry",
            [(1, -2, 3, 4), None],
            [[1, 2, 3], [1, 2, 3, 4, 5], [1, 2, 3, 4.0], [1, 2, 3, True], [1, 2, 3, 10**9], 4],
        ),
    ],
)
def test_each_choice_takes_what_it_can_mean_and_nothing_else(
    name: str, kept: list[Any], dropped: list[Any]
) -> None:
    for value in kept:
        given = list(value) if isinstance(value, tuple) else value  # as JSON has it
        assert getattr(Settings.from_json({name: given}), name) == value
    usual = getattr(Settings(), name)
    for value in dropped:
        assert getattr(Settings.from_json({name: value}), name) is usual


@pytest.mark.parametrize("colour", ["#12345", "#1234567", "#12345g", "123456", "#123456\n", 123456])
def test_a_colour_is_six_digits(colour: Any) -> None:
    look = {"word": "  a   bit\nlow ", "voice": "hums", "face": "", "colour": colour, "hidden": 1}
    changed = Settings.from_json({"emotions": {"sad": look}}).look(Emotion.SAD)
    usual = Settings().look(Emotion.SAD)
    assert changed == replace(usual, word="a bit low", voice="hums")
    assert Settings.from_json({"emotions": {"sad": {"colour": "#aBc019", "hidden": True}}}).look(
        Emotion.SAD
    ) == replace(usual, colour="#aBc019", hidden=True)


def test_baselines_of_earlier_versions_open() -> None:
    before = ana().to_json()
    del before["quality"]
    opened = Settings.from_json({"baseline": "Ana", "baselines": {"Ana": before}}).active_baseline()
    assert opened is not None and opened.to_json() == ana().to_json()


def test_of_baselines_those_that_can_be_used_are_kept() -> None:
    good, untidy = ana().to_json(), {**ana().to_json(), "name": " Ben  B"}
    values = {"baseline": "Ana", "baselines": {"x": good, "Ben": untidy, "Cid": {"name": "Cid"}, "Dee": 3}}
    settings = Settings.from_json(values)
    assert settings.baselines == {"Ana": good} and settings.baseline == "Ana"
    active = settings.active_baseline()
    assert active is not None and active.to_json() == good
    other = Settings.from_json({**values, "baseline": "Cid"})
    assert other.baseline is None and other.active_baseline() is None
    assert Settings.from_json({"baselines": [good]}).baselines == {}


@pytest.mark.parametrize(
    ("sensitivity", "pace", "expected"),
    [("sooner", "usual", (-0.1, 1.0)), ("usual", "quicker", (0.0, 0.6)), ("later", "calmer", (0.1, 1.8))],
)
def test_a_session_is_adjusted_as_chosen(
    sensitivity: str, pace: str, expected: tuple[float, float], made: Any
) -> None:
    session = made.Session()
    Settings(sensitivity=sensitivity, pace=pace).adjust(session)
    assert session.adjusted == expected


def test_a_longest_word_has_forty_characters() -> None:
    assert tidy_word("x" * 39 + " y") == "x" * 39
    assert tidy_word("  two\t words ") == "two words"


def test_somebody_unknown_is_one_sentence() -> None:
    remedy = "remembered{}; the window's settings, One person, remember someone."
    with pytest.raises(UserError) as error:
        Settings().named_baseline("Ana")
    assert str(error.value) == "Nobody called “Ana” is " + remedy.format("")
    settings = Settings(baselines={"Ana": ana().to_json(), "Ben": {}})
    with pytest.raises(UserError) as error:
        settings.named_baseline("Cid")
    assert str(error.value) == "Nobody called “Cid” is " + remedy.format(" (only “Ana”, “Ben”)")
    assert settings.named_baseline("Ana").to_json() == ana().to_json()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=60),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=8)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=4),
                st.dictionaries(st.sampled_from([f.name for f in fields(Settings)]), inner, max_size=6),
            ),
            max_leaves=12,
        ).map(lambda values: json.dumps(values).encode()),
    )
)
def test_any_settings_file_gives_settings_that_can_be_used_and_kept(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(data)
    found, sentence = load_settings(file)
    assert sentence == "" or (sentence.startswith("Your settings could not") and "\n" not in sentence)
    found.active_baseline(), found.own_voice()
    save_settings(found, file)
    assert load_settings(file) == (found, "")


def test_a_usual_word_of_earlier_versions_is_not_taken_for_one_s_own() -> None:
    before = {"word": "put off", "voice": "sounds put off", "face": "looks away", "colour": "#aBc019"}
    look = Settings.from_json({"emotions": {"disgusted": before}}).look(Emotion.DISGUSTED)
    usual = Settings().look(Emotion.DISGUSTED)
    assert (look.word, look.voice, look.face) == (usual.word, usual.voice, "looks away")
    assert look.colour == "#aBc019"
