"""A log under a passphrase: what is on the disk, who gets in, and turning it on and off."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from fusion.display import Display
from fusion.errors import UserError
from fusion.late_fusion import no_signal
from fusion.log import connecting, encryption
from fusion.log.connecting import PassphraseNeededError, is_encrypted, is_locked, remember, unlock
from fusion.log.encryption import convert
from fusion.log.errors import RowError, TimelineError
from fusion.log.timeline import Timeline
from fusion.mode import Mode

SECRET = "about the divorce"
PASSPHRASE = "it's a grüner Käfer"
here = pytest.mark.skipif(find_spec("sqlcipher3") is None, reason="needs sqlcipher3")


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "_said", {})
    monkeypatch.delenv(connecting.PASSPHRASE_VARIABLE, raising=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A plain log with one conversation and a note."""
    path = tmp_path / "log" / "log.db"
    with Timeline(path) as timeline:
        session = timeline.begin(Mode.BOTH, "demo")
        timeline.add(session, [Display().show(no_signal(0.1))])
        timeline.add_note(session, 1.0, SECRET)
        timeline.end(session)
    return path


@pytest.fixture
def locked(path: Path) -> Path:
    """The same under a passphrase that this program has not been told."""
    convert(path, None, PASSPHRASE)
    remember(path, None)
    return path


def on_the_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def note_in(path: Path) -> str:
    with Timeline(path) as timeline:
        (record,) = timeline.sessions()
        assert len(timeline.moments(record.id)) == 1
        return str(timeline.events(record.id)[0].payload)


@here
def test_nothing_readable_is_left_of_a_log_that_is_encrypted(path: Path) -> None:
    assert SECRET.encode() in on_the_disk(path) and not is_encrypted(path)
    convert(path, None, PASSPHRASE)
    with Timeline(path) as timeline:
        timeline.add_note(1, 2.0, SECRET)  # in the write-ahead log now
        assert len(list(path.parent.iterdir())) == 3
        found = on_the_disk(path)
    assert SECRET.encode() not in found and b"SQLite format" not in found and b"CREATE TABLE" not in found
    assert [file.name for file in path.parent.iterdir()] == ["log.db"]
    assert path.stat().st_mode & 0o777 == 0o600


@here
def test_who_says_the_passphrase_reads_and_writes_on(locked: Path) -> None:
    assert is_encrypted(locked) and is_locked(locked)
    unlock(locked, PASSPHRASE)
    assert note_in(locked) == SECRET
    with Timeline(locked) as timeline:
        with pytest.raises(RowError):
            timeline.add_note(99, 1.0, "of no conversation")
        timeline.delete(1)
        assert timeline.sessions() == []


@here
def test_an_accent_may_be_typed_either_way(locked: Path) -> None:
    unlock(locked, PASSPHRASE.replace("ü", "u\u0308").replace("ä", "a\u0308"))
    assert note_in(locked) == SECRET


@here
def test_the_environment_may_say_it(locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(connecting.PASSPHRASE_VARIABLE, PASSPHRASE)
    assert not is_locked(locked) and note_in(locked) == SECRET


@here
def test_without_it_or_with_another_one_sentence_says_so(locked: Path) -> None:
    before = locked.read_bytes()
    with pytest.raises(PassphraseNeededError, match="is encrypted"):
        Timeline(locked)
    with pytest.raises(PassphraseNeededError, match="does not open"):
        unlock(locked, "another")
    assert is_locked(locked)
    remember(locked, "another")
    with pytest.raises(PassphraseNeededError, match="does not open"):
        Timeline(locked)
    with pytest.raises(PassphraseNeededError, match="does not open"):
        convert(locked, "another", None)
    assert locked.read_bytes() == before and [f.name for f in locked.parent.iterdir()] == ["log.db"]


@here
def test_it_can_be_changed_and_taken_away(locked: Path) -> None:
    convert(locked, PASSPHRASE, "a new one")
    remember(locked, None)
    with pytest.raises(PassphraseNeededError):
        unlock(locked, PASSPHRASE)
    convert(locked, "a new one", None)
    assert not is_encrypted(locked) and note_in(locked) == SECRET
    with closing(sqlite3.connect(locked)) as db:  # any SQLite reads it again
        assert db.execute("PRAGMA user_version").fetchone()[0] > 0


@here
def test_a_log_that_is_not_there_yet_begins_encrypted(tmp_path: Path) -> None:
    convert(tmp_path / "new.db", None, PASSPHRASE)
    with Timeline(tmp_path / "new.db") as timeline:
        timeline.begin(Mode.BOTH, "demo")
    assert is_encrypted(tmp_path / "new.db")


@here
@pytest.mark.parametrize("passphrase", ["", "two\nlines", "nul\0"])
def test_what_can_be_no_passphrase_is_refused_before_anything_is_touched(path: Path, passphrase: str) -> None:
    with pytest.raises(TimelineError, match="one line of text"):
        convert(path, None, passphrase)
    assert note_in(path) == SECRET


@here
def test_a_log_that_is_open_here_is_left_alone(path: Path) -> None:
    with Timeline(path), pytest.raises(TimelineError, match="open in a window"):
        convert(path, None, PASSPHRASE)
    assert note_in(path) == SECRET and not is_encrypted(path)


@here
def test_a_log_that_another_program_has_open_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encryption, "_PATIENCE_S", 0.05)
    other = "import sys, pathlib; from fusion.log.timeline import Timeline\n"
    other += (
        "t = Timeline(pathlib.Path(sys.argv[1])); t.sessions(); print('open', flush=True); sys.stdin.read()"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", other, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with running, pytest.raises(TimelineError, match="open in a window"):
        assert running.stdout is not None and running.stdout.readline() == "open\n"
        convert(path, None, PASSPHRASE)
    assert [file.name for file in path.parent.iterdir()] == ["log.db"]
    assert note_in(path) == SECRET and not is_encrypted(path)


def test_looking_whether_a_log_is_encrypted_ends_no_lock_of_this_program(path: Path) -> None:
    """Else another program, taking itself for the last one, would throw away what is being written."""
    look = "import sys, pathlib; from fusion.log.timeline import Timeline\n"
    look += "with Timeline(pathlib.Path(sys.argv[1])) as t: t.sessions()"
    with Timeline(path) as timeline:
        timeline.add_note(1, 2.0, "before")
        assert not is_encrypted(path)
        with Timeline(path) as second:
            second.sessions()
        subprocess.run([sys.executable, "-c", look, str(path)], check=True)
        timeline.add_note(1, 3.0, "after")
    with Timeline(path) as timeline:
        assert [event.payload for event in timeline.events(1)] == [SECRET, "before", "after"]


@here
def test_an_attempt_that_fails_changes_nothing_and_leaves_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(encryption, "_sync", full)
    with pytest.raises(TimelineError, match="no space left on device"):
        convert(path, None, PASSPHRASE)
    assert [file.name for file in path.parent.iterdir()] == ["log.db"] and note_in(path) == SECRET


@here
def test_what_an_attempt_cut_off_left_is_gone_after_the_next(path: Path) -> None:
    (path.parent / ".log.db.old").write_text(SECRET)
    convert(path, None, PASSPHRASE)
    assert [file.name for file in path.parent.iterdir()] == ["log.db"]


def test_other_files_are_not_taken_for_encrypted_ones(path: Path, tmp_path: Path) -> None:
    for name, content in {"text": b"abc\n" * 1024, "short": bytes(range(256)), "empty": b""}.items():
        (tmp_path / name).write_bytes(content)
        assert not is_encrypted(tmp_path / name)
    assert not is_encrypted(path) and not is_encrypted(tmp_path) and not is_encrypted(tmp_path / "none")


def test_without_the_library_a_sentence_says_what_to_install(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("sqlcipher3", "sqlcipher3.dbapi2"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UserError, match="pip install sqlcipher3"):
        convert(path, None, PASSPHRASE)
    assert note_in(path) == SECRET
