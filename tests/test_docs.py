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


def headings(page: Path) -> set[str]:
    """What a link after “#” may say: headings in small letters, spaces as hyphens, signs left out."""
    found = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    dead = []
    for link in (link for link in links if "://" not in link):
        name, _, heading = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (heading and heading not in headings(target)):
            dead.append(link)
    assert dead == []
