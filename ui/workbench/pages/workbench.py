"""The page on what the workbench's commands reach, docs/results/workbench.md, and its pictures.

Each section is a function that gives its text, or None where its artefact is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.workbench.pages import explore, valence
from ui.workbench.pages.artefacts import RESULTS, artefact
from ui.workbench.pages.tables import table

PAGE = RESULTS / "workbench.md"


def ladder_section() -> str | None:
    """Simpler models of the voice, rung by rung, on the published split and on unseen speakers."""
    figures = artefact("baselines", RESULTS)
    if figures is None:
        return None
    rows = figures["rows"]
    features = figures["features"]
    unseen = next((row["split"] for row in rows if row["protocol"] == "unseen"), "none")
    runs = max(row["runs"] for row in rows)
    parts = [
        "## From guessing to Attune's voice network",
        "`attune baselines voice --data DATA --json docs/results/baselines.json`",
        f"{figures['n_clips']} clips of {figures['corpus'].upper()} by {figures['n_speakers']} actors, eight "
        f"classes (chance: 12.5 %). Features as the tutorial tells: {features['length_s']:g} s from "
        f"{features['start_s']:g} s on, {features['rate_hz'] / 1000:g} kHz, log-mel with "
        f"{features['n_mels']} bands up to {features['f_max_hz'] / 1000:g} kHz, averaged. The clips here are "
        "kept at 16 kHz and were brought to that rate, which hardly matters below 8 kHz; one clip that the "
        "corpus holds twice is left out.",
        "*Averaged over time* leaves a spectrum, as the tutorial's text says. Code that follows it averages "
        "over the bands, which leaves a contour of loudness over time: both are here.",
        f"*As published*: {_split_words(rows)}; each actor is both trained on and tested on. New people: "
        f"{unseen}, on whom nothing was trained. With ±: mean and standard deviation of {runs} runs (the "
        "published split is drawn anew for each). Augmentation adds three copies of each clip trained on, "
        "each altered in another way (noise, stretch, speed, pitch); copies of a clip that is "
        "tested on are never used, and features are normalised by the clips trained on alone. The length of "
        "each training was fixed beforehand.",
        _ladder_table(figures),
        "![The ladder](ladder.png)",
        _flattery(rows),
        _augmentation(rows),
        _attune_words(rows),
    ]
    if (RESULTS / "ladder_confusion.png").is_file():
        parts.append("![Whom the 1-D CNN takes for whom](ladder_confusion.png)")
    return "\n\n".join(part for part in parts if part)


def _split_words(rows: list[dict[str, Any]]) -> str:
    return next((row["split"] for row in rows if row["protocol"] == "published" and row["average"]), "80/20")


def _ladder_table(figures: dict[str, Any]) -> str:
    header = [
        *("model", "averaged over", "as published (speakers shared): accuracy", "UAR"),
        *("the tutorial's accuracy", "unseen speakers: accuracy", "UAR"),
    ]
    rows = []
    by_key = {(row["rung"], row["average"], row["protocol"]): row for row in figures["rows"]}
    keys = dict.fromkeys((row["rung"], row["average"]) for row in figures["rows"])
    for rung, average in sorted(keys, key=lambda key: key[1] is None):  # Attune's own last
        published, unseen = (by_key.get((rung, average, name)) for name in ("published", "unseen"))
        told = figures["published_accuracy"].get(rung)
        rows.append(
            [
                rung,
                average or "–",
                _cell(published, "accuracy"),
                _cell(published, "uar"),
                f"{told:.1%}" if told else "–",
                _cell(unseen, "accuracy"),
                _cell(unseen, "uar"),
            ]
        )
    return table(header, rows)


def _cell(row: dict[str, Any] | None, measure: str) -> str:
    if row is None:
        return "–"
    return f"{row[measure]:.1%}" + (f" ± {row[measure + '_spread']:.1%}" if row["runs"] > 1 else "")


def _flattery(rows: list[dict[str, Any]]) -> str:
    """How much of each model's accuracy goes when the speakers are new."""
    by_key = {(row["rung"], row["average"], row["protocol"]): row["accuracy"] for row in rows}
    lost = {
        (rung, average): 100 * (accuracy - by_key[rung, average, "unseen"])
        for (rung, average, protocol), accuracy in by_key.items()
        if protocol == "published" and (rung, average, "unseen") in by_key and rung != "dummy" and average
    }
    if not lost:
        return ""
    (rung, average), most = max(lost.items(), key=lambda item: item[1])
    return (
        "**The published protocol flatters**: its test holds the voices that were trained on, so a model may "
        f"know the actor by the spectrum. On new people the models lose {min(lost.values()):.0f} to "
        f"{most:.0f} points, most the {rung} on spectra averaged over {average}. A figure of the middle "
        "columns says nothing of a stranger's voice."
    )


def _augmentation(rows: list[dict[str, Any]]) -> str:
    """What the altered copies gain, with people known and new."""
    reached = {(row["rung"], row["average"], row["protocol"]): row for row in rows}
    gains: dict[str, list[str]] = {"published": [], "unseen": []}
    n_runs, n_test = 0, 0
    for (rung, average, protocol), row in reached.items():
        plain = reached.get(("1-D CNN", average, protocol))
        if rung == "1-D CNN, augmented" and plain:
            gain = 100 * (row["accuracy"] - plain["accuracy"])
            gains[protocol].append(f"{gain:+.1f} points averaged over {average}")
            n_runs, n_test = row["runs"], row["n_test"]
    if not gains["published"] or not gains["unseen"]:
        return ""
    words = (
        "Augmented, the 1-D CNN is trained for as many steps as without (so a quarter of the passes over "
        f"four times the rows). On shared speakers that gives {' and '.join(gains['published'])}, on unseen "
        f"ones {' and '.join(gains['unseen'])}."
    )
    if n_runs == 1:
        error = 196 * (0.25 / n_test) ** 0.5  # half a 95 % interval at its widest
        words += f" One run each, on {n_test} clips: each accuracy may be off by {error:.0f} points."
    return words


def _attune_words(rows: list[dict[str, Any]]) -> str:
    own = {row["protocol"]: row for row in rows if row["rung"] == "Attune"}
    words = []
    if "unseen" in own:
        words.append(
            "Attune's row is the shipped network, judged over the eight classes on the unseen speakers "
            f"(weights `{own['unseen']['weights_sha256'][:16]}`). It learnt from other corpora too, the "
            "simpler models also from the actors that calibrate it."
        )
    if "published" in own:
        words.append(f"Its figure as published is of a network trained for it: {own['published']['split']}.")
    else:
        words.append("It was not trained on the published split, so that column is empty.")
    return " ".join(words)


def explore_section() -> str | None:
    """What is said of emotional voices, put to the test (the text is in explore.py)."""
    return explore.section(RESULTS)


def valence_section() -> str | None:
    """Pleasant or unpleasant voices (the text is in valence.py)."""
    return valence.section(RESULTS)


SECTIONS: list[Callable[[], str | None]] = [ladder_section, explore_section, valence_section]
"""In the order of the page; each skips itself where its artefact is missing."""


def page() -> str:
    """The page of all sections that have an artefact."""
    head = [
        "# What the workbench's commands reach",
        "Written by `attune pages` from what the commands wrote as JSON; [how to use them](../workbench.md).",
    ]
    return "\n\n".join([*head, *(text for section in SECTIONS if (text := section()))]) + "\n"


def draw() -> None:
    """Draw the pictures that the sections show."""
    if figures := artefact("baselines", RESULTS):
        from audio_model.ladder.pictures import draw_ladder

        draw_ladder(figures, RESULTS)
    explore.draw(RESULTS)
    valence.draw(RESULTS)
