"""The page on faults says what its artefact holds, good or bad."""

from typing import Any

import pytest

from ui.workbench.pages import reliability


def found(lost: int = 0) -> dict[str, Any]:
    flat = {"rss_mb": {"first": 301.0, "last": 302.5, "most": 310.0, "per_hour": 0.25}}
    row = {"gone": "voice", "said": "It is gone.", "noticed_s": 1.25, "longest_gap_s": 0.1}
    quiet = {"gone": "", "said": "", "noticed_s": 0.0, "longest_gap_s": 0.4}
    return {
        "files": [{"name": "log torn", "said": "It is damaged.", "untouched": False}],
        "session": {
            "rows": [
                {"name": "unplugged", "recovered_s": None} | row,
                {"name": "one side only", "recovered_s": 2.0} | quiet,
            ],
            "lines": 1200,
            "logged": 1200 - lost,
            "lost": lost,
            "exit_code": 0,
        },
        "killed": {"kills": 50, "acknowledged": 31_000, "lost": lost, "damaged": lost, "unclean": 0},
        "soak": {"minutes": 20.0, "lines": 9, "logged": 9, "core_share": 0.26, "flat": flat},
        "compressed": {"hours": 8.0, "estimates": 288_000, "logged": 288_000, "dropped": 0, "flat": flat},
    }


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        (0, "told to be kept none was lost. The file was never damaged; the next start was never unclean"),
        (2, "The file was damaged 2 times"),
    ],
)
def test_the_page_tells_each_figure(lost: int, words: str) -> None:
    text = reliability.page(found(lost))
    assert words in text
    assert "| unplugged | It is gone. | 1.2 | 0.1 | never |" in text
    assert "| one side only | – | – | 0.4 | 2.0 |" in text
    assert "| log torn | It is damaged. | no |" in text
    assert "| memory, MB | 301.0 | 302.5 | 310.0 | +0.25 |" in text
    assert f"{1200 - lost:,} are in its log" in text


def test_a_part_that_was_not_run_is_left_out() -> None:
    parts = found()
    del parts["soak"]
    text = reliability.page(parts)
    assert "20 minutes" not in text and "8 hours in compressed time" in text


def test_a_recording_of_hours_and_how_a_session_ended_are_told_where_they_were_measured() -> None:
    parts = found()
    assert "hours, the demo" not in reliability.page(parts)
    read = {"hours": 2.0, "estimates": 72_000, "flat": parts["soak"]["flat"]}
    ended = {**parts["soak"], "ended_s": 3.2}
    text = reliability.page({**parts, "recording": read, "soak": ended})
    assert "a recording of 2 hours" in text and "72,000 estimates" in text
    assert "Asked to end, it took 3 s." in text
    assert "was killed" in reliability.page({**parts, "soak": {**ended, "ended_s": None}})
