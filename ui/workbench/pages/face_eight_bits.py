"""The part of docs/results/face.md on answers in eight bits."""

from __future__ import annotations

from ui.workbench.pages.artefacts import Artefacts
from ui.workbench.pages.tables import table


def eight_bits_section(artefacts: Artefacts, made_by: str) -> str:
    """How answers in eight bits differ from those in floats, and which are of which."""
    ranges = artefacts["face_ranges"]
    seen = ", ".join(f"{n} of {title}" for title, n in ranges["pictures"].items())
    rows = [
        [
            row["corpus"],
            str(row["n"]),
            f"{row['same_answer']:.1%}",
            *(f"{100 * row[change]:.2f}" for change in ("mean_change", "largest_change")),
        ]
        for row in ranges["rows"]
    ]
    header = ["held out", "pictures", "same answer", "mean change, points", "largest change, points"]
    return "\n\n".join(
        [
            "**In eight bits.** The network answers in whole numbers of eight bits. From where to where what "
            "lies between its layers reaches was seen on pictures it was trained on "
            f"({seen}; and their mirror images), and cut off beyond what {ranges['held']:.0%} of them reach. "
            "The first convolution, the mean and the heads stay in floats; weights take seven bits, so that "
            "sums are right on every processor. Against the same network in floats, calibrated probabilities "
            "of pictures held out:",
            table(header, rows),
            f"Made by {made_by}. Of answers in floats on this page are the card's figures, from the training"
            f"{''.join(f', {name}.json' for name in _in_floats(artefacts))}. A user's own weights answer in "
            "floats until that command was run for them (`--weights`).",
        ]
    )


def _in_floats(artefacts: Artefacts) -> list[str]:
    """Artefacts of the shipped weights that know of no ranges."""
    return sorted(
        name
        for name, figures in artefacts.items()
        if name not in ("card", "face_ablation")
        and "ranges_sha256" not in figures
        and "face ranges" not in figures.get("weights_sha256", ())
    )
