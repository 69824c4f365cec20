"""The page on speed says what its artefact holds, and leaves out what was not measured."""

from __future__ import annotations

from typing import Any

from ui.workbench.pages import performance

FIGURES: dict[str, Any] = {
    "cores": 2,
    "load": 1.5,
    "asked": {"times": 3, "seconds": 15.0, "minutes": 0.5},
    "against": "v1.0",
    "recording_s": 200.0,
    "times": 3,
    "offline_x_realtime": 21.4,
    "offline_x_processor": 20.0,
    "analyze_ratio": 5.62,
    "analyze_ratio_least_most": [5.1, 6.3],
    "analyze_clock_ratio": 7.25,
    "analyze_clock_ratio_least_most": [7.0, 7.5],
    "skew_p95_ms": 12.3,
    "floors": {
        "looks_per_s": 10.0,
        "excerpts_per_s": 3.0,
        "decoding_ms": 8.0,
        "mesh_ms": 20.0,
        "face_network_ms": 10.0,
        "voice_network_ms": 2.0,
    },
    "stages": [{"name": "mesh", "median_ms": 2.0, "p95_ms": 3.0, "processor_ms": 1.5}],
    **{name: 1.0 for name, *_ in performance._LIVE},
    "other": {name: 2.0 for name, *_ in performance._LIVE} | {"first_frame_s": None},
}


def test_the_page_tells_each_figure_and_the_way_to_the_floor() -> None:
    text = performance.page(FIGURES)
    assert "21.4 times as fast" in text
    assert "took 5.6 (5.1 to 6.3) times the processors' time" in text
    assert "7.2 (7.0 to 7.5) times as long by the clock, on 2 cores, in 3 pairs" in text
    assert "| these together: the floor | 40.0 | 80% |" in text
    assert "| `attune analyze` | 50.0 | 100% |" in text
    assert "| of one core at work | 1.00 | 2.00 |" in text
    assert "| first frame after, s | 1.0 | – |" in text
    assert "12 ms apart" in text


def test_this_build_alone_is_a_page_too() -> None:
    alone = {k: v for k, v in FIGURES.items() if k not in ("analyze_ratio", "other")}
    text = performance.page(alone | {"against": None, "skew_p95_ms": None, "load": None})
    assert "took" not in text
    assert "| of one core at work | 1.00 |" in text
    command = "attune bench --times 3 --seconds 15 --minutes 0.5 --json docs/results/performance.json"
    assert f"`{command}`" in text
