"""Plain folders judged: a card names their files, and whose they are nobody knows."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import soundfile

from audio_model.evaluation.clips import listen
from fusion.errors import UserError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, name in enumerate(("happy/anna-1", "happy/anna-2", "sad/ben-1", "sad/ben-2")):
        path = tmp_path / f"{name}.wav"
        path.parent.mkdir(exist_ok=True)
        noise = np.random.default_rng(number).normal(0, 0.1, 16_000)
        soundfile.write(path, noise, 16_000)
    return tmp_path


def trained_on(**split: list[str]) -> Any:
    return cast(Any, SimpleNamespace(card={"split": {"folders": split}} if split else {}))


@pytest.mark.parametrize(
    ("split", "judged", "unseen", "note"),
    [
        (
            {"train": ["happy/anna-1", "sad/ben-1"], "test": ["sad/ben-2"]},
            ["ben-2"],
            None,
            "other files of the same",
        ),
        (
            {"train": ["happy/anna-1"], "calibration": ["sad/ben-2"]},
            ["ben-2"],
            False,
            "the calibration was fitted",
        ),
        ({"train": ["happy/anna-1"]}, ["anna-1"], False, "These files were trained on"),
        ({}, ["anna-1", "anna-2", "ben-1", "ben-2"], None, "Nothing tells whether"),
    ],
)
@pytest.mark.parametrize("person", [None, r"^([a-z]+)-"])
def test_files_not_trained_on_are_judged_and_nobody_is_called_unseen(
    folder: Path,
    split: dict[str, list[str]],
    judged: list[str],
    unseen: bool | None,
    note: str,
    person: str | None,
) -> None:
    clips = listen("folders", folder, trained_on(**split), person=person)
    assert sorted(clip.path.stem for clip in clips.clips) == judged
    assert clips.unseen_speakers is unseen
    assert note in clips.notes[0]
    if person is not None:
        assert {clip.speaker for clip in clips.clips} <= {"anna", "ben"}


def test_files_whose_names_tell_nobody_are_counted(folder: Path) -> None:
    clips = listen("folders", folder, trained_on(), person="^(anna)")
    assert clips.notes[-1] == "2 files have no person in their names; each counts as somebody else."
    assert len({clip.speaker for clip in clips.clips}) == 3


def test_people_of_a_training_are_known_again_only_where_every_name_tells_them(folder: Path) -> None:
    split: dict[str, Any] = {"train": ["anna"], "test": ["ben"], "calibration": [], "person": "^([a-z]+)-"}
    clips = listen("folders", folder, trained_on(**split))
    assert {clip.path.stem for clip in clips.clips} == {"ben-1", "ben-2"}
    assert clips.unseen_speakers is True
    (folder / "sad" / "ben-2.wav").rename(folder / "sad" / "2.wav")
    clips = listen("folders", folder, trained_on(**split))
    assert len(clips.clips) == 4
    assert clips.unseen_speakers is None


def test_folders_that_are_no_emotion_or_hold_no_clip_are_left_out_and_named(folder: Path) -> None:
    (folder / "happy").rename(folder / "boredom")
    (folder / ".cache").mkdir()
    (folder / "Fear").mkdir()
    (folder / "Fear" / "a.png").touch()
    clips = listen("folders", folder, trained_on())
    assert {clip.path.stem for clip in clips.clips} == {"ben-1", "ben-2"}
    assert clips.notes[1:] == (
        "Folders that are none of the seven emotions are left out: boredom.",
        "Folders without a file to judge are left out: Fear.",
    )
    (folder / "sad").rename(folder / "envy")
    with pytest.raises(UserError, match="no audio in sub-folders of emotions"):
        listen("folders", folder, trained_on())
