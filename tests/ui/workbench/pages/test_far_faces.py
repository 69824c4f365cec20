"""The page on small faces says what its artefact holds."""

from ui.workbench.pages import far_faces


def test_the_page_tells_each_figure() -> None:
    row = {
        "kind": "room",
        "width_px": 1920,
        "face_share": 0.03,
        "frames": 50,
        "faces": 240,
        "found": 0.975,
        "found_by_the_mesh_alone": 0.0,
        "invented": 1,
    }
    emotion = {
        "face_share": 0.04,
        "faces": 99,
        "accuracy": 0.701,
        "accuracy_by_true_landmarks": 0.711,
        "found_by_the_mesh_alone": 0,
        "accuracy_of_these": None,
        "accuracy_of_these_by_the_mesh": None,
        "quality_size_mean": 1.0,
    }
    text = far_faces.page(
        {
            "sitters": "30 frontal faces",
            "found": [row],
            "invented": {
                "hands": {"frames": 100, "with_a_face": 1},
                "text": {"frames": 100, "with_a_face": 0},
            },
            "emotions": {"of": "RAF-DB test", "rows": [emotion]},
            "known_again": {"people": 90, "themselves": 0.8, "somebody_else": 0.05, "somebody_new": 0.15},
            "cost": {"looks": 200, "mesh_alone_ms": 5.4, "with_far_ms": 6.8, "more_ms": 1.4},
            "weights_sha256": {"face": "ab" * 32},
        }
    )
    for said in (
        "| 50 of a room, 1920 px wide | 240 | 3%, 58 px | 97.5% | 0.0% | 1 |",
        "1 of 200 frames without a face",
        "| 4% | 99 | 70.1% | 71.1% |  |  |",
        "80% are known again, 15% are taken for somebody new, 5% for one of the others",
        "(+1.4 ms)",
    ):
        assert said in text
