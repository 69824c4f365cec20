"""Every artefact names the weights it speaks of, and they are the shipped ones; the rest is listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fusion.stored_model import digest_of
from ui.live.made_by import FILES, LARGE, LARGE_WEIGHTS
from ui.studies.shipped import shipped_digests

RESULTS = Path(__file__).parents[1] / "docs" / "results"
ARTEFACTS = sorted(RESULTS.glob("*.json"))

NO_WEIGHTS = {
    "explore": "measures sounds, no network",
    "explore_normal_intensity": "measures sounds, no network",
    "fusion_human_votes": "people's votes; what is fitted is fitted there",
    "meeting": "mouths and loudness, no network of Attune's",
    "peers": "figures of others",
    "words": "the recogniser is OpenAI's",
}
OF_THE_STUDY = {
    "face_ablation": "short trainings, of before the command told their digests",
    "voice_5fold": "one network a fold",
    "voice_ablation": "trainings with one part changed each",
    "voice_cross": "the networks of the folds",
    "voice_left_out": "heads fitted without one corpus at a time",
    "voice_unheard": "networks that have not heard one corpus each",
    "voice_random": "a network trained on the random split",
    "voice_sentence": "a network trained on the other sentence",
}


def told(figures: Any, of: str) -> Iterator[tuple[str, str]]:
    """Each digest in an artefact, with the model it is of; a bare one is of the model named by the file."""
    if isinstance(figures, list):
        for part in figures:
            yield from told(part, of)
    elif isinstance(figures, dict):
        for name, value in figures.items():
            if name == "weights_sha256":
                yield from ((of, value),) if isinstance(value, str) else value.items()
            elif name == "ranges_sha256":
                yield "face ranges", value
            else:
                yield from told(value, of)


@pytest.mark.parametrize("path", ARTEFACTS, ids=lambda path: path.stem)
def test_an_artefact_speaks_of_the_shipped_weights_or_is_listed(path: Path) -> None:
    figures = json.loads(path.read_text(encoding="utf-8"))
    kind = path.stem.partition("_")[0]
    digests = list(told(figures, "voice" if kind == "baselines" else kind))
    shipped = shipped_digests(*FILES) | {LARGE: digest_of(LARGE_WEIGHTS)}
    if path.stem in NO_WEIGHTS:
        assert digests == []
    elif path.stem in OF_THE_STUDY:
        assert not {digest for _, digest in digests} & set(shipped.values())
    else:
        assert digests
        assert [(of, digest) for of, digest in digests if of != "valence" and digest != shipped[of]] == []


def test_a_model_trained_for_pleasantness_is_one_and_the_same() -> None:
    judged = [json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("valence_made_*.json")]
    assert len({figures["weights_sha256"]["valence"] for figures in judged}) == 1


def test_the_lists_name_what_is_there() -> None:
    assert {*NO_WEIGHTS, *OF_THE_STUDY} <= {path.stem for path in ARTEFACTS}
