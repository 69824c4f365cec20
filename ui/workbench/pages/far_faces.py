"""The page on small and distant faces, docs/results/far_faces.md."""

from __future__ import annotations

from typing import Any

from ui.workbench.pages.artefacts import RESULTS, Artefact, made_by
from ui.workbench.pages.tables import table

PAGE = RESULTS / "far_faces.md"
COMMANDS = {"far_faces": "attune study far-faces --data DATA"}


def page(figures: Artefact) -> str:
    """The whole page."""
    again, cost = figures["known_again"], figures["cost"]
    wrong = sum(row["with_a_face"] for row in figures["invented"].values())
    empty = sum(row["frames"] for row in figures["invented"].values())
    parts = [
        "# Faces far away and small",
        f"{made_by(COMMANDS, 'far_faces')}; page written by `attune pages`.",
        f"Made frames: {figures['sitters']}, put on drawn heads before drawn walls, or in the tiles of a "
        "meeting, one to nine in a frame, all of one width. *Found*: by the first look at the frame. "
        "*Invented*: taken for a face where none is.",
        _found(figures["found"]),
        "## Nobody there",
        f"{wrong} of {empty} frames without a face showed one in two looks at each.",
        table(
            ["frames of", "frames", "with a face"],
            [[kind, str(f["frames"]), str(f["with_a_face"])] for kind, f in figures["invented"].items()],
        ),
        "## What is read of a small face",
        f"{figures['emotions']['of']}; accuracy of the network on the crop cut by the landmarks found, and "
        "on the crop cut by the landmarks of the picture before it was made small. The mesh by itself "
        "finds hardly any but the largest.",
        _emotions(figures["emotions"]["rows"]),
        "## Who is who after a pause",
        "Five people of JAFFE in a meeting, each met in one picture only; a minute later all sit elsewhere "
        f"and most show another expression ({again['people']} faces). {again['themselves']:.0%} are known "
        f"again, {again['somebody_new']:.0%} are taken for somebody new, {again['somebody_else']:.0%} for "
        "one of the others. Live more pictures of a person are remembered, and people mostly keep their "
        "places.",
        "## What it costs",
        f"One near face, {cost['looks']} looks at the demo, processor time of a look: the mesh alone, as it "
        f"runs live, {cost['mesh_alone_ms']:.1f} ms, with the search for others {cost['with_far_ms']:.1f} ms "
        f"({cost['more_ms']:+.1f} ms).",
        f"Weights: face `{figures['weights_sha256']['face'][:16]}`.",
    ]
    return "\n\n".join(parts) + "\n"


def _found(rows: list[dict[str, Any]]) -> str:
    header = ["frames", "faces", "width of a face", "found", "by the mesh alone", "invented"]
    return table(
        header,
        [
            [
                f"{row['frames']} of a {row['kind']}, {row['width_px']} px wide",
                str(row["faces"]),
                f"{row['face_share']:.0%}, {row['face_share'] * row['width_px']:.0f} px",
                f"{row['found']:.1%}",
                f"{row['found_by_the_mesh_alone']:.1%}",
                str(row["invented"]),
            ]
            for row in rows
        ],
    )


def _emotions(rows: list[dict[str, Any]]) -> str:
    header = [
        "width of a face",
        "faces",
        "found landmarks",
        "true landmarks",
        "found where the mesh does",
        "mesh",
    ]
    return table(
        header,
        [
            [
                f"{row['face_share']:.0%}",
                str(row["faces"]),
                f"{row['accuracy']:.1%}",
                f"{row['accuracy_by_true_landmarks']:.1%}",
                _share(row["accuracy_of_these"]),
                _share(row["accuracy_of_these_by_the_mesh"]),
            ]
            for row in rows
        ],
    )


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"
