"""Networks that have not heard a corpus are judged by all of its speakers, by their own answers."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio_model.classifier import SHIPPED_WEIGHTS, VoiceClassifier
from audio_model.corpora.clips import load_corpus
from audio_model.evaluation.as_live import clip_quality
from audio_model.evaluation.clips import listen
from audio_model.whole_clips import judge_clips
from fusion.late_fusion import LateFusion
from fusion.stored_model import card_beside
from ui.studies.shipped import shipped_digests
from ui.studies.unheard import judge_unheard
from ui.workbench.pages.unheard_corpora import section

SMALLEST_WEIGHT = LateFusion.shipped().rule.smallest_weight


@pytest.fixture(scope="module")
def without_ravdess(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped weights with a card that does not know RAVDESS."""
    folder = tmp_path_factory.mktemp("weights") / "ravdess"
    folder.mkdir()
    shutil.copy(SHIPPED_WEIGHTS, folder)
    card = json.loads(card_beside(SHIPPED_WEIGHTS).read_text(encoding="utf-8"))
    del card["split"]["ravdess"]
    (folder / card_beside(SHIPPED_WEIGHTS).name).write_text(json.dumps(card), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def figures(without_ravdess: Path, made_corpora: Path) -> dict[str, Any]:
    return judge_unheard({"ravdess": without_ravdess}, made_corpora)


@pytest.fixture
def one_actor(made_corpora: Path, tmp_path: Path) -> Path:
    """The first of the made corpus alone: what is set beside what needs no more."""
    first = min((made_corpora / "ravdess").iterdir())
    shutil.copytree(first, tmp_path / "ravdess" / first.name)
    return tmp_path


def test_all_speakers_are_judged_by_the_networks_own_answers(
    figures: dict[str, Any], without_ravdess: Path, made_corpora: Path
) -> None:
    (row,) = figures["rows"]
    clips = load_corpus("ravdess", made_corpora / "ravdess")
    assert row["stranger"]["n"] == len(clips) and row["people"] == len({clip.speaker for clip in clips})
    classifier = VoiceClassifier.load(without_ravdess)
    heard = listen("ravdess", made_corpora, classifier)
    said = classifier.calibrate(judge_clips(classifier, heard.sounds)).argmax(1)
    # Where too little speech is heard nothing is shown, and nothing is recognised.
    said[clip_quality(heard, classifier.parameters.n_samples) < SMALLEST_WEIGHT] = -1
    recall = [np.mean(said[heard.labels == c] == c) for c in np.unique(heard.labels)]
    assert row["stranger"]["among_all_seven"]["uar"] == pytest.approx(np.mean(recall))
    assert figures["mean"]["stranger"] == row["stranger"]["uar"]
    # Each person's files come in five orders.
    assert row["learnt"]["n"] == 5 * row["stranger"]["n"]
    assert row["before"] is None
    assert figures["weights_sha256"] == {
        "without ravdess": classifier.sha256,
        **shipped_digests("repertoire"),
    }


def test_weights_before_are_set_beside_where_they_have_not_heard_the_corpus(
    without_ravdess: Path, one_actor: Path
) -> None:
    shipped, ignorant = VoiceClassifier.load(), VoiceClassifier.load(without_ravdess)
    networks = {"ravdess": without_ravdess}
    (beside,) = judge_unheard(networks, one_actor, ignorant)["rows"]
    assert beside["before"]["stranger"] == beside["stranger"]
    (alone,) = judge_unheard(networks, one_actor, shipped)["rows"]
    assert alone["before"] is None


def test_the_page_tells_how_each_was_begun_and_what_was_before(figures: dict[str, Any]) -> None:
    told = "\n".join(section(figures, None))
    assert "not measured anew" not in told
    figures = copy.deepcopy(figures)
    del figures["weights_sha256"]["repertoire"]  # as written while what is learnt was allowed for whole
    assert "not measured anew" in "\n".join(section(figures, None))
    (row,) = (line for line in told.splitlines() if line.startswith("| RAVDESS"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    header = next(line for line in told.splitlines() if line.startswith("| left out"))
    assert header.count("|") == row.count("|")
    epochs = VoiceClassifier.load().card["training"]["epochs"]
    assert cells[3] == f"weights before, {epochs} passes" and cells[6:8] == ["–", "–"]
    assert cells[4] == f"{figures['rows'][0]['stranger']['uar']:.3f}"
    assert section(None, None) == []
