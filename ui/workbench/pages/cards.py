"""A page for each model, from the card beside its weights: docs/results/card_NAME.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audio_model.classifier import SHIPPED_WEIGHTS as VOICE
from face_model.classifier import SHIPPED_WEIGHTS as FACE
from fusion.late_fusion import CARD as FUSION
from fusion.stored_model import card_beside, digest_of
from ui.workbench.pages.artefacts import RESULTS, ROOT, read

CARDS: Mapping[str, Path] = {"voice": card_beside(VOICE), "face": card_beside(FACE), "fusion": FUSION}
_USE = (
    "For the person who uses Attune, as an aid in a conversation of which the others know. **Not** for "
    "judging people at work, at school, in hiring, in court or in care, and no medical device. What it says "
    "is a guess about how somebody seems, not how they feel."
)
_LONGEST_LIST = 12


def pages() -> dict[Path, str]:
    """The text of each model's page, by its file."""
    return {RESULTS / f"card_{name}.md": page(read(card), card) for name, card in CARDS.items()}


def page(card: Mapping[str, Any], file: Path) -> str:
    """All that a card says, with what the model is for and where its figures are."""
    facts = {name: value for name, value in card.items() if not isinstance(value, (dict, list))}
    title = facts.pop("name", file.stem)
    parts = [
        f"# {title}: model card",
        f"From [{file.relative_to(ROOT)}](../../{file.relative_to(ROOT)}), whose SHA-256 begins "
        f"`{digest_of(file)[:16]}`. Written by `attune pages`. Figures on people it has never met: "
        "[strangers](strangers.md); all evaluations: [models](models.md).",
        f"## What it is for\n\n{_USE}",
        "## Facts\n\n" + _told(facts),
    ]
    order = sorted(card, key=lambda name: name != "limits")
    parts += [
        f"## {_words(name).capitalize()}\n\n{_told(card[name])}"
        for name in order
        if isinstance(card[name], (dict, list)) and card[name]
    ]
    return "\n\n".join(parts) + "\n"


def _told(value: Any, depth: int = 0) -> str:
    """A value as a list in Markdown, nested where it is."""
    indent = "  " * depth
    if isinstance(value, dict):
        lines = []
        for name, part in value.items():
            if _is_plain(part):
                lines.append(f"{indent}* {_words(name)}: {_plain(part)}")
            else:
                lines.append(f"{indent}* {_words(name)}:\n{_told(part, depth + 1)}")
        return "\n".join(lines)
    if _is_plain(value):
        return f"{indent}{_plain(value)}"
    lines = [
        f"{indent}* {_plain(part)}" if _is_plain(part) else f"{indent}* –\n{_told(part, depth + 1)}"
        for part in value
    ]
    return "\n".join(lines)


def _is_plain(value: Any) -> bool:
    """Whether it goes on one line: a scalar, or a list of numbers or of a few short words."""
    if isinstance(value, dict):
        return False
    if not isinstance(value, list):
        return True
    numbers = all(isinstance(part, (int, float)) for part in value)
    return numbers or all(isinstance(part, str) and len(part) < 20 for part in value) or _is_matrix(value)


def _is_matrix(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, list) for row in value)


def _plain(value: Any) -> str:
    if _is_matrix(value):
        return f"a table of {len(value)} × {len(value[0])}"
    if isinstance(value, list):
        if len(value) > _LONGEST_LIST:
            return f"{len(value)} of them, from {_plain(value[0])} to {_plain(value[-1])}"
        return ", ".join(_plain(part) for part in value) or "none"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, float):
        return f"{value:.4g}"
    text = str(value)
    return f"`{text}`" if len(text) in (40, 64) and text.isalnum() else text


def _words(name: str) -> str:
    return name.replace("_", " ")
