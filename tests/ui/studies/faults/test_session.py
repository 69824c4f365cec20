"""The command itself before a microphone and a camera without hardware, in small; and what is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.demo.clip import DEMO_CLIP
from ui.studies.faults.files import spoilt_files
from ui.studies.faults.flat import flatness
from ui.studies.faults.happenings import HAPPENINGS, log_locked
from ui.studies.faults.session import run
from ui.studies.stand_ins.pulse import pulse_is_installed
from ui.studies.stand_ins.talk import Talk


@pytest.mark.skipif(not pulse_is_installed(), reason="PulseAudio is not installed")
def test_a_running_session_says_what_is_gone_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    wanted = ("microphone unplugged", "camera cut off", "camera taken by another program")
    happenings = [*(h for h in HAPPENINGS if h.name in wanted), log_locked(log)]
    with Talk(DEMO_CLIP) as talk:
        found = run(log, talk, happenings, halted_s=3.0)
    *rows, halted = found["rows"]
    assert [row["name"] for row in rows] == [*wanted, "log locked by a second Attune"]
    assert halted["longest_gap_s"] >= 2.9 and halted["recovered_s"] is not None
    for row in rows:
        assert row["said"] and row["noticed_s"] is not None and row["recovered_s"] is not None, row
        assert row["estimates_per_s"] > 5, row
    assert (found["lost"], found["exit_code"], found["missing"]) == (0, 0, [])
    assert found["logged"] == found["lines"] > 50


def test_files_that_are_spoilt_are_one_sentence_each_and_left_as_they_are(tmp_path: Path) -> None:
    rows = spoilt_files(tmp_path)
    assert len(rows) > 5
    for row in rows:
        assert row["untouched"], row
        assert row["said"].endswith(".") and "\n" not in row["said"], row
        assert "Traceback" not in row["said"] and "unexpected" not in row["said"], row


def test_flatness_leaves_the_beginning_out_and_tells_the_slope() -> None:
    hours = [i / 10 for i in range(41)]
    grown = [{"rss_mb": 100 + 30 * min(t, 0.5) + 2 * t, "threads": 5.0} for t in hours]
    found = flatness(hours, grown)
    assert found["rss_mb"]["per_hour"] == pytest.approx(2.0)
    assert found["rss_mb"]["last"] - found["rss_mb"]["first"] == pytest.approx(5.4, abs=0.3)
    assert found["rss_mb"]["most"] == pytest.approx(123.0)
    assert found["threads"] == {"first": 5.0, "last": 5.0, "most": 5.0, "per_hour": 0.0}
