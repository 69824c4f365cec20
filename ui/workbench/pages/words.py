"""The page on the words beside the voice, docs/results/words.md."""

from __future__ import annotations

from ui.workbench.pages.artefacts import RESULTS, Artefact
from ui.workbench.pages.tables import table

PAGE = RESULTS / "words.md"


def page(found: Artefact) -> str:
    """How well the words are heard, how late, at what cost, and what is made of them."""
    kinds = {"read": "RAVDESS's two sentences, acted in eight emotions", "made": "sentences by espeak-ng"}
    rows = [
        [
            words,
            str(row["sentences"]),
            f"{row['words_wrong']:.1%}",
            f"{row['core_share']:.2f}",
            f"{row['behind_s_median']:.1f} s",
            f"{row['behind_s_most']:.1f} s",
        ]
        for kind, words in kinds.items()
        if (row := found.get(kind)) is not None
    ]
    header = ["spoken", "sentences", "words wrong", "of one core", "behind, median", "at most"]
    ways = ("as_written", "as_heard", "without_commas")
    scored = [
        [scorer, *(f"{right[way]:.0%}" for way in ways)] for scorer, right in found["sentiment_right"].items()
    ]
    parts = [
        "# The words beside the voice",
        f"`attune bench words --model FOLDER --data DATA/ravdess --every {found['every']} "
        "--json docs/results/words.json`",
        f"{found['recogniser']}, streamed in chunks of 64 ms on one core; of RAVDESS each "
        f"{found['every']}th clip. *Of one core*: processor time a second of sound, with the detector of "
        "speech. *Behind*: from when the first word not yet told was said to when it was told, computing "
        "included.",
        table(header, rows),
        "Whether the tone of the words (friendly, unhappy or neither) is found, on the made sentences, of "
        "which half of those with a tone turn a word by another (“I have never been happier.”): of the text "
        "as it was written, as it was heard, and as heard but without commas and other marks, as recognisers "
        "that know none write it.",
        table(["scorer", "as written", "as heard", "heard, without commas"], scored),
        "Taken otherwise than meant at least once: "
        + " ".join(f"“{text}”" for text in found["taken_otherwise"]),
        "espeak-ng is harder to understand than people are; nothing here says how well people in a room are "
        "heard.",
    ]
    return "\n\n".join(parts) + "\n"
