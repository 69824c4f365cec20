"""``attune label-transcripts`` and the valence commands, from the made set to the page of results."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import soundfile

from ui.cli import main
from ui.workbench.pages import valence as valence_pages

ROOT = Path(__file__).parents[3]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of ``attune ARGUMENTS``."""
    monkeypatch.setattr(sys, "argv", ["attune", *arguments])
    monkeypatch.setattr("ui.cli.divert_native_chatter", lambda: None)
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng speaks the made set")
def test_the_made_sets_tone_follows_its_words_or_goes_against_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ui.making.sentiment_set import make

    pace = {}
    for contrary in (False, True):
        folder = tmp_path / str(contrary)
        table = make(folder, voices=("en-us+m3",), sentences=2, contrary=contrary)
        out = folder / "weak.csv"
        assert run(monkeypatch, "label-transcripts", "--data", str(table), "--out", str(out)) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert "2 positive and 2 negative sentences of 1 speakers" in said
        assert "2 nearly neutral ones were dropped" in said
        with out.open(newline="") as file:
            rows = list(csv.DictReader(file))
        for label in ("positive", "negative"):
            sounds = [soundfile.read(out.parent / r["path"])[0] for r in rows if r["label"] == label]
            assert all(0.5 < len(sound) / 16_000 < 6 for sound in sounds)
            # The unpleasant tone is the slower one.
            letters = sum(len(r["text"]) for r in rows if r["label"] == label)
            pace[contrary, label] = letters / sum(len(sound) for sound in sounds)
    follows = pace[False, "positive"] / pace[False, "negative"]
    against = pace[True, "positive"] / pace[True, "negative"]
    assert follows > against


def test_a_table_that_is_none_and_a_model_that_is_not_there_are_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("a,b\n")
    assert run(monkeypatch, "label-transcripts", "--data", str(table)) == 2
    assert "has no column path, start, end, text" in capsys.readouterr().err
    assert run(monkeypatch, "train", "valence", "--data", str(tmp_path / "none")) == 2
    assert "give a table of labels or a folder" in capsys.readouterr().err
    arguments = ("evaluate", "valence", "--data", str(table), "--weights", str(tmp_path))
    assert run(monkeypatch, *arguments) == 2
    assert "train one with “attune train valence”" in capsys.readouterr().err


def test_a_missing_words_model_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--source", "demo", "--headless", "--no-log", "--words", str(tmp_path / "none"))
    assert run(monkeypatch, *arguments) == 2
    told = capsys.readouterr().err
    assert "“attune fetch-words” brings one: give its folder, or that of an English Vosk model" in told
    assert told.endswith("with --words.\n")


@pytest.fixture
def page() -> ModuleType:
    return valence_pages


def figures_of(groups: tuple[str, ...]) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    row = {
        "auc": 0.71,
        "interval_95": [0.66, 0.77],
        "n": 40,
        "positive": 8,
        "speakers": 5,
        "roc": [sorted(rng.random(5).tolist()), sorted(rng.random(5).tolist())],
    }
    models = {
        "random forest": {
            "published_auc": 0.51,
            "validation_auc": 0.6,
            "test": dict.fromkeys(groups, row),
        }
    }
    return {
        "labels": "made",
        "clips": {"train": 100, "validation": 20, "test": 40},
        "split": {group: {"test": ["02", "05"]} for group in groups},
        "models": models,
        "best": "random forest",
        "each_speaker_once": {"nemo": {"random forest": row}},
        "weights_sha256": {"voice": "a" * 64},
        "seed": 0,
        "notes": ["Nobody was heard."],
    }


def test_the_section_holds_the_artefacts_figures(page: ModuleType, tmp_path: Path) -> None:
    assert page.section(tmp_path) is None
    (tmp_path / "valence.json").write_text(json.dumps(figures_of(("ravdess", "emodb"))))
    (tmp_path / "valence_made.json").write_text(json.dumps(figures_of(("en",))))
    contrary = {"languages": {"en": {"auc": 0.1, "interval_95": None}}}
    (tmp_path / "valence_made_contrary.json").write_text(json.dumps(contrary))
    text = page.section(tmp_path)
    assert (
        "| random forest (best in validation, kept) | 0.51 | 0.71 (0.66 to 0.77) | 0.71 (0.66 to 0.77) |"
        in text
    )
    assert "RAVDESS (English), speakers 02, 05" in text
    assert "tone against the words: 0.10" in text
    assert "not measured: no weights here" in text
    page.draw(tmp_path)
    assert (tmp_path / "valence_roc.png").stat().st_size > 10_000
