"""The section “Seeing emotions” of the workbench's page, from explore.json, and its picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ui.workbench.pages.artefacts import RESULTS, artefact, artefacts
from ui.workbench.pages.tables import table

# Column of the table -> (artefact, corpus in it).
_COLUMNS = {
    "RAVDESS": ("explore", "ravdess"),
    "RAVDESS, normal intensity": ("explore_normal_intensity", "ravdess"),
    "nEMO": ("explore", "nemo"),
}


def section(here: Path = RESULTS) -> str | None:
    """The section's text; None where an artefact is missing from the folder ``here``."""
    names = {name for name, _ in _COLUMNS.values()}
    figures = artefacts(names, here)
    if figures.keys() != names:
        return None
    corpora = {title: figures[name]["corpora"][corpus] for title, (name, corpus) in _COLUMNS.items()}
    sizes = "; ".join(f"{t}: {c['clips']} clips, {c['speakers']} speakers" for t, c in corpora.items())
    parts = [
        "## Seeing emotions",
        "`attune explore DATA/ravdess --against DATA/nemo --out seen --json docs/results/explore.json` and, "
        "for normal intensity, `attune explore DATA/ravdess --only '03-01-??-01-*' --out seen_normal "
        "--json docs/results/explore_normal_intensity.json`",
        f"What is said of emotional voices, put to the test. {sizes}. {figures['explore']['method']} RAVDESS "
        "speaks neutral at normal intensity only and everything else also at strong, which flatters the "
        "first column; the second leaves strong takes out. Levels can be compared within a corpus only, and "
        "both corpora are **acted**: of natural speech none lies at hand, so nothing here tells what "
        "holds in a conversation.",
        "A saying *holds* when the intervals of all comparisons it rests on lie on its side of zero (of "
        "“differ”: on either side). It *does not hold* when one of them leaves no room for what is worth "
        "speaking of (1 dB, 1 semitone, 5 %), and else *cannot be told*. The intervals are not corrected for "
        "the number of sayings.",
        _table(corpora),
        "![How voices change with the emotion they portray](explore.png)",
        "### The comparisons",
        _details(corpora),
    ]
    return "\n\n".join(parts)


def draw(here: Path = RESULTS) -> None:
    """Draw the section's picture where its artefact is."""
    from audio_model.explore.chart import draw_statistics

    if (figures := artefact("explore", here)) is not None:
        draw_statistics(figures["corpora"]).savefig(here / "explore.png", dpi=100)


def _table(corpora: dict[str, dict[str, Any]]) -> str:
    found = [corpus["observations"] for corpus in corpora.values()]
    rows = [
        [same[0]["saying"], *(f"{o['verdict']}{_lacking(o)}" for o in same)]
        for same in zip(*found, strict=True)
    ]
    return table(["saying", *corpora], rows)


def _lacking(observation: dict[str, Any]) -> str:
    return f" (no {', no '.join(observation['missing'])})" if observation["missing"] else ""


def _details(corpora: dict[str, dict[str, Any]]) -> str:
    """Every comparison: difference, its interval, in how many speakers, and over one speaker's spread."""
    header = [
        *("corpus", "compared", "measure", "difference (95 %)", "in speakers"),
        "over a speaker's spread",
    ]
    rows = [
        _row(title, part)
        for title, corpus in corpora.items()
        for observation in corpus["observations"]
        for part in observation["parts"]
    ]
    return table(header, rows)


def _row(title: str, part: dict[str, Any]) -> list[str]:
    d = part["difference"]
    interval = f" ({_signed(d['low'])} to {_signed(d['high'])})" if d["low"] is not None else ""
    share = part["share_of_speakers"]
    agreeing = "–" if share is None else f"{share * d['speakers']:.0f} of {d['speakers']}"
    spread = "–" if part["standardised"] is None else _signed(part["standardised"])
    figure = f"{_signed(d['mean'])} {part['unit']}{interval}"
    return [title, part["compared"], part["measure"], figure, agreeing, spread]


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")
