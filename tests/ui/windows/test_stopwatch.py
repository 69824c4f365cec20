"""What the stopwatch makes of moments, and what it takes down of a real window."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

import ui
from fusion.emotions import EMOTIONS
from fusion.evidence import Evidence, Modality
from fusion.late_fusion import LateFusion
from fusion.moment import Moment, Shown
from ui.studies.builds import Build
from ui.windows.stopwatch import Stopwatch

_FLAT = np.full(len(EMOTIONS), 1 / len(EMOTIONS))


def moment(t: float, face_until: float | None) -> Moment:
    pieces = [] if face_until is None else [Evidence(Modality.FACE, face_until - 1, face_until, _FLAT, 1.0)]
    estimate = LateFusion().estimate(pieces, t)
    return Moment(estimate, Shown(estimate.state, estimate.emotion, t))


def test_a_wait_is_from_what_happened_to_the_words_that_rest_on_it() -> None:
    """Looks at 0, .2, .4 ... s, each known .1 s later, with the next words .05 s after that."""
    stopwatch = Stopwatch(100.0)
    for k in range(21):
        stopwatch.moments.append((100.0 + 0.2 * k + 0.1, 0.05 * k, moment(0.2 * k + 0.1, 0.2 * k)))
        stopwatch.words.append(100.0 + 0.2 * k + 0.15)
    told = stopwatch.told()
    # What happens just after a look waits longest: .2 s for the next, .1 s for the estimate, .05 s for words.
    assert told["face_event_to_label_p95_ms"] == pytest.approx(350 - 0.05 * 200, abs=8)
    assert told["voice_event_to_label_p95_ms"] is None
    assert told["live_cpu_share"] == pytest.approx(0.25)
    assert told["first_estimate_s"] == pytest.approx(0.1)
    assert told["first_frame_s"] is None


def test_an_empty_picture_is_no_wait() -> None:
    stopwatch = Stopwatch(0.0)
    for t, until in ((1.0, 1.0), (2.0, None), (9.0, 9.0)):
        stopwatch.moments.append((t, 0.0, moment(t, until)))
        stopwatch.words.append(t)
    assert stopwatch.told()["face_event_to_label_p95_ms"] is None


def test_nothing_seen_is_told_as_such() -> None:
    assert set(Stopwatch(0.0).told().values()) == {None}


def test_a_real_window_is_timed(tmp_path: Path) -> None:
    program = Path(ui.__file__).parent / "windows" / "stopwatch.py"
    for seconds in ("6", "40"):  # a busy machine paints late
        run = Build().run([str(program), str(time.monotonic()), seconds], tmp_path)
        told = json.loads(run.said.splitlines()[-1])
        if told["first_frame_s"] is not None:
            break
    assert 0 < told["first_window_s"] < told["first_frame_s"] < run.took_s
    assert 0 < told["first_frame_worked_s"] < run.worked_s
    assert told["paint_p95_ms"] > 0
    assert 50 < told["rss_mb"] < 2000
