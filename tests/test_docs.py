"""What the README and the tables claim is what the artefacts hold, for the weights that are shipped."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from ui.workbench.pages import everything, models

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_pages_and_readme_are_those_of_the_artefacts() -> None:
    assert models.load()
    assert everything.stale() == []


@pytest.mark.parametrize(
    ("prefix", "weights"),
    [("voice", "audio_model/weights/voice.safetensors"), ("face", "face_model/weights/face.safetensors")],
)
def test_figures_are_of_the_shipped_weights(prefix: str, weights: str) -> None:
    digest = hashlib.sha256((ROOT / weights).read_bytes()).hexdigest()
    figures = [f for name, f in models.load().items() if name.startswith(prefix)]
    assert figures
    assert all(f["weights_sha256"] == digest for f in figures)


def test_the_readme_names_what_the_voice_learnt_from_and_what_the_weights_are_for() -> None:
    card = json.loads((ROOT / "audio_model/weights/voice.card.json").read_text(encoding="utf-8"))
    told = re.sub(r"\s+", " ", README).replace("*", "")
    (languages,) = re.findall(r"acted speech by adults, in (.*?);", " ".join(card["limits"]))
    assert f"learnt from {languages}" in told
    face = json.loads((ROOT / "face_model/weights/face.card.json").read_text(encoding="utf-8"))
    for licence in (card["licence"], face["licence"]):
        assert "non-commercial research" in licence
    assert "those of the voice and of the face are for non-commercial research" in told


def test_every_file_the_readme_points_to_exists() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
