"""Files of kept sound and picture go with the conversation they are of, and with no other."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from fusion.log.errors import TimelineError
from fusion.log.kept import KeptFile, forget_kept, kept_files, kept_path
from fusion.log.timeline import Timeline
from fusion.mode import Mode

NOW = datetime(2026, 11, 28, tzinfo=timezone.utc)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "timeline.db"


def past(timeline: Timeline, days_ago: float = 0.0) -> int:
    number = timeline.begin(Mode.BOTH, "microphone and camera", NOW - timedelta(days=days_ago))
    timeline.end(number, NOW - timedelta(days=days_ago))
    return number


def keep(log: Path, number: int, start_s: float = 0.0, end_s: float | None = None) -> Path:
    path = kept_path(log, number, start_s, end_s)
    path.write_bytes(b"secret" * 1000)
    return path


def test_names_tell_whose_and_when(log: Path) -> None:
    whole, clip, other = keep(log, 3, 1.25), keep(log, 3, 20.5, 40.5), keep(log, 12)
    (log.parent / "timeline.db.sessionX.0.mkv").touch()
    (log.parent / "other.db.session3.0.mkv").touch()
    assert kept_files(log, 3) == [KeptFile(whole, 3, 1.25, None), KeptFile(clip, 3, 20.5, 40.5)]
    assert kept_files(log)[-1].path == other


def test_what_is_forgotten_is_forgotten_with_its_sound_and_picture(log: Path) -> None:
    with Timeline(log) as timeline:
        first, second = past(timeline), past(timeline)
        gone, stays = [keep(log, first), keep(log, first, 5.0, 25.0)], keep(log, second)
        timeline.delete(first)
        assert not any(path.exists() for path in gone) and stays.exists()
        timeline.delete_all()
        assert not stays.exists()


def test_their_bytes_are_overwritten(log: Path) -> None:
    with Timeline(log) as timeline:
        number = past(timeline)
        path = keep(log, number)
        other_name = log.parent / "the same bytes"
        other_name.hardlink_to(path)
        timeline.delete(number)
    assert set(other_name.read_bytes()) == {0}


def test_what_is_too_old_goes_too_and_what_goes_on_stays(log: Path) -> None:
    with Timeline(log) as timeline:
        old, young = past(timeline, 40), past(timeline, 2)
        running = timeline.begin(Mode.BOTH, "microphone and camera", NOW - timedelta(days=40))
        files = {number: keep(log, number) for number in (old, young, running)}
        timeline.forget_older_than(30, NOW)
        assert {n for n, path in files.items() if path.exists()} == {young, running}
        timeline.delete_all()
        assert {n for n, path in files.items() if path.exists()} == {running}


def test_sound_and_picture_alone_can_be_forgotten(log: Path) -> None:
    with Timeline(log) as timeline:
        one, other = past(timeline), past(timeline)
        whole, clip, others = keep(log, one), keep(log, one, 20.5, 40.5), keep(log, other)
        timeline.delete_kept(one)
        assert not whole.exists() and not clip.exists() and others.exists()
        assert [record.id for record in timeline.sessions()] == [other, one]
        going_on = timeline.begin(Mode.BOTH, "microphone and camera")
        its = keep(log, going_on)
        with pytest.raises(TimelineError, match="still going on"):
            timeline.delete_kept(going_on)
        assert its.exists()


def test_a_new_conversation_never_has_what_a_forgotten_one_left_behind(log: Path) -> None:
    left = keep(log, 1)
    with Timeline(log) as timeline:
        assert past(timeline) == 1
    assert not left.exists()


def test_a_file_that_cannot_be_deleted_is_told_of_and_the_others_are_deleted(log: Path) -> None:
    stuck, other = kept_path(log, 1, 0.0, None), keep(log, 2)
    stuck.mkdir()
    with pytest.raises(TimelineError, match="delete that file yourself"):
        forget_kept(kept_files(log))
    assert not other.exists()
