"""The part of docs/results/face.md on faces in motion."""

from __future__ import annotations

from typing import Any

from ui.workbench.pages.tables import table


def motion_section(motion: dict[str, Any], made_by: str) -> str:
    """Faces that talk, and several people, from face_motion.json."""
    ways = ("single_frames", "pooled", "pooled_closed_mouth_counts_more")
    rows = [
        [
            f["clip"],
            f["meant"],
            str(f["frames"]),
            f"{f['mouth_open_least']:.2f} to {f['mouth_open_most']:.2f}",
            *(f"{f[way]['read_as_surprised']:.0%} ({f[way]['read_as_meant']:.0%})" for way in ways),
        ]
        for f in motion["talking"]
    ]
    header = [
        *("while talking", "meant", "frames", "mouth open, eye distances"),
        *("single frames", "pooled (shipped)", "pooled, closed mouth counts more"),
    ]
    talking = [f for f in motion["talking"] if f["meant"] != "surprised"]
    n = sum(f["frames"] for f in talking)
    wrong = {way: sum(f["frames"] * f[way]["read_as_surprised"] for f in talking) / n for way in ways}
    meant = [f for f in motion["talking"] if f["meant"] == "surprised"]
    seen = {way: sum(f["frames"] * f[way]["read_as_meant"] for f in meant) for way in ways}
    shown = sum(f["frames"] for f in meant)
    photograph = [f for f in motion["talking"] if f["clip"].startswith("made: ")]
    happy = sum(f["pooled"]["mostly_read_as"] == "happy" for f in photograph)
    people = [[name, f"{f['right']:.0%}", f"{f['wrong_person']:.0%}"] for name, f in motion["people"].items()]
    return "\n\n".join(
        [
            "**Is talking read as surprise?** Share of the moments read as surprised; in brackets as what "
            "was meant. The last column is a remedy that was tried: looks at which the mouth is further open "
            "than it was at its least in the last second count less.",
            table(header, rows),
            f"Where something else than surprise was meant ({n} moments), {wrong['single_frames']:.1%} of "
            f"single frames are read as surprised, {wrong['pooled']:.1%} after pooling and "
            f"{wrong['pooled_closed_mouth_counts_more']:.1%} with the remedy. {_verdict(wrong)} Little is "
            f"said of surprise at all, though: where it was meant ({shown} moments), "
            f"{seen['single_frames'] / shown:.1%} of single frames and {seen['pooled'] / shown:.1%} of "
            f"pooled moments are read as it. The demo's head is drawn with the expression that is meant; the "
            f"made faces are one smiling photograph, warped: {happy} of these {len(photograph)} are mostly "
            "read as happy, since what is left of the smile in cheeks and lids counts. Pooled, the first "
            "second of a stretch of the demo still holds the look before it. Two recorded takes are few. "
            "Unlike live, frames without a face are not looked at again, and steadiness plays no part in "
            "the quality.",
            "**Several people**: two faces of one size in drawn scenes of 6 s; the first is chosen by a "
            "click after 0.5 s. *Right*: the chosen one is read, or nobody while that one is hidden. Both "
            "are one photograph, the other mirrored; the tracker goes by places and how they move, and by "
            "looks after a gap.",
            table(["scene", "right", "the other is read"], people),
            "Evidence is pooled over the last second as a mean of log-probabilities weighted by each look's "
            "quality (`face_model/pooling.py`). MediaPipe's face mesh does not tell how sure it is of a "
            "face it follows. The quality's *steadiness* stands in: how still points that no expression "
            "moves lie on the canonical face from look to look. Roll plays no part, the alignment takes it "
            "out. "
            f"Made by {made_by}.",
        ]
    )


def _verdict(wrong: dict[str, float]) -> str:
    if wrong["pooled"] - wrong["pooled_closed_mouth_counts_more"] > 0.05:
        return (
            "The remedy helps; it is not shipped, as it changes the evidence that the fusion was fitted to."
        )
    return "The remedy gains next to nothing, so it is not shipped."
