"""Rules elsewhere than where the fusion was chosen: on made answers whose truth is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fusion.emotions import EMOTIONS
from fusion.study.examples import Examples
from fusion.study.stacking import Stacker
from ui.studies import fusion_of_strangers
from ui.studies.fusion_of_strangers import SHARPER, pairs_of_strangers

K = len(EMOTIONS)
MISREAD = 4
"""A voice of this emotion sounds like the next one, surely."""


def answers(misread: int | None = None) -> Examples:
    """Ten of each emotion, read rightly with .9, but for one that is read as the next."""
    labels = np.repeat(np.arange(K), 10)
    said = labels if misread is None else np.where(labels == misread, misread + 1, labels)
    p = np.full((len(labels), K), 0.1 / (K - 1))
    p[np.arange(len(labels)), said] = 0.9
    return Examples(p, np.ones(len(labels)), labels)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        fusion_of_strangers, "_voices", lambda _: {"RAVDESS": answers(), "Elsewhere": answers(MISREAD)}
    )
    monkeypatch.setattr(fusion_of_strangers, "_faces", lambda _: {"FER+": answers()})
    believing_the_voice = Stacker(10 * np.eye(K), np.zeros((K, K)), np.zeros(K))
    monkeypatch.setattr(fusion_of_strangers, "_stacker", lambda *_: believing_the_voice)


def test_each_pairing_is_judged_and_home_is_left_out_of_the_mean(made: None, tmp_path: Path) -> None:
    found = pairs_of_strangers(tmp_path)
    home, elsewhere = found["rows"]
    assert (home["voice"], home["face"], home["met"]) == ("RAVDESS", "FER+", True)
    assert all(rule["accuracy"] == 1 for rule in home["rules"].values())
    assert not elsewhere["met"] and found["mean"] == elsewhere["rules"]
    wrong = pytest.approx(1 / K)
    assert elsewhere["rules"]["voice"]["accuracy"] == pytest.approx(1 - 1 / K)
    assert elsewhere["rules"]["stacker"]["clear_and_wrong"] == wrong
    assert elsewhere["rules"]["attune"]["clear_and_wrong"] == 0  # neither overrules the other
    assert elsewhere["rules"]["attune"]["clear"] == pytest.approx(1 - 1 / K)


def test_sureness_is_told_and_what_one_temperature_makes_of_it(made: None, tmp_path: Path) -> None:
    home, elsewhere = (row["rules"] for row in pairs_of_strangers(tmp_path)["rows"])
    assert home["voice"]["sureness"] == pytest.approx(0.9)
    plain, sharper = home["attune"], home["attune_sharper"]
    # All pairs are alike: what one says of its seven emotions is known from how sure it is.
    right, others = (p**SHARPER for p in (plain["sureness"], (1 - plain["sureness"]) / (K - 1)))
    assert sharper["sureness"] == pytest.approx(right / (right + (K - 1) * others))
    assert elsewhere["attune_sharper"]["accuracy"] == elsewhere["attune"]["accuracy"]


def test_with_nothing_but_home_there_is_no_mean(
    made: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fusion_of_strangers, "_voices", lambda _: {"RAVDESS": answers()})
    assert pairs_of_strangers(tmp_path)["mean"] == {}
