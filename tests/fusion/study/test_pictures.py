from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fusion.emotions import EMOTIONS
from fusion.study.metrics import reliability, risk_coverage
from fusion.study.pictures import (
    confusion_picture,
    reliability_picture,
    risk_coverage_picture,
    steps_picture,
    sweep_picture,
)

pytest.importorskip("matplotlib")
NAMES = [emotion.value for emotion in EMOTIONS]


def confusion(path: Path) -> Path:
    matrix = np.diag([5, 4, 3, 2, 1, 0, 7])
    matrix[0, 3] = 9
    return confusion_picture(matrix, NAMES, path)


def trust(path: Path) -> Path:
    return reliability_picture({"made": reliability([0.3, 0.6, 0.9], [0, 1, 1])}, path, "A title")


def risk(path: Path) -> Path:
    return risk_coverage_picture({"made": risk_coverage([0.3, 0.6, 0.9], [0, 1, 1])}, path)


def sweep(path: Path) -> Path:
    panels = {"UAR": {"a": [0.7, 0.5], "b": [0.6, 0.4]}, "ECE": {"a": [0.05, 0.1], "b": [0.02, 0.2]}}
    return sweep_picture(["clean", "0"], panels, path)


def steps(path: Path) -> Path:
    return steps_picture([0.1, 0.9], [0.2, 1.0], [10, 30], path, label="quality")


@pytest.mark.parametrize("draw", [confusion, trust, risk, sweep, steps])
def test_a_picture_is_written_where_it_was_asked_for_and_always_the_same(
    draw: Callable[[Path], Path], tmp_path: Path
) -> None:
    from matplotlib.image import imread

    first = draw(tmp_path / "new" / "a.png")
    pixels = imread(first)
    assert min(pixels.shape[:2]) > 200
    assert np.ptp(pixels[..., :3]) > 0.5
    assert draw(tmp_path / "b.png").read_bytes() == first.read_bytes()


def test_a_class_that_occurs_nowhere_takes_no_room(tmp_path: Path) -> None:
    from matplotlib.image import imread

    seven = confusion_picture(np.eye(7, dtype=int), NAMES, tmp_path / "7.png")
    five = confusion_picture(np.diag([1, 1, 1, 1, 1, 0, 0]), NAMES, tmp_path / "5.png")
    assert imread(five).shape[0] < imread(seven).shape[0]
