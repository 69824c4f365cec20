"""``attune passphrase``, and the log's commands on an encrypted log."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fusion.log import connecting
from fusion.log.connecting import PASSPHRASE_VARIABLE, is_encrypted
from fusion.log.errors import TimelineError
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from ui.cli import app
from ui.commands.passphrase import NEW_PASSPHRASE_VARIABLE

pytest.importorskip("sqlcipher3")


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(connecting, "_said", {})
    for variable in (PASSPHRASE_VARIABLE, NEW_PASSPHRASE_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    with Timeline(tmp_path / "log.db") as timeline:
        timeline.end(timeline.begin(Mode.BOTH, "demo"))
    return tmp_path / "log.db"


def attune(*arguments: object, **environment: str) -> Result:
    connecting._said.clear()  # each command is a program of its own
    return CliRunner().invoke(app, [str(a) for a in arguments], env=environment)


def test_a_log_is_encrypted_read_and_opened_again(log: Path) -> None:
    done = attune("passphrase", "--log", log, ATTUNE_NEW_PASSPHRASE="one")
    assert done.exit_code == 0 and is_encrypted(log)
    refused = attune("sessions", "--log", log)
    assert isinstance(refused.exception, TimelineError) and PASSPHRASE_VARIABLE in str(refused.exception)
    assert "demo" in attune("sessions", "--json", "--log", log, ATTUNE_PASSPHRASE="one").stdout
    wrong = attune("passphrase", "--remove", "--log", log, ATTUNE_PASSPHRASE="two")
    assert isinstance(wrong.exception, TimelineError) and is_encrypted(log)
    assert attune("passphrase", "--remove", "--log", log, ATTUNE_PASSPHRASE="one").exit_code == 0
    assert not is_encrypted(log) and "demo" in attune("sessions", "--json", "--log", log).stdout


def test_no_log_is_made_of_a_slip_in_its_name(log: Path) -> None:
    slip = log.with_name("lgo.db")
    for options in ((), ("--remove",)):
        done = attune("passphrase", *options, "--log", slip, ATTUNE_NEW_PASSPHRASE="one")
        assert str(done.exception) == f"There is no log at {slip}; check the path after --log."
    assert not slip.exists()


def test_nobody_there_to_ask_is_said(log: Path) -> None:
    done = attune("passphrase", "--log", log)
    assert NEW_PASSPHRASE_VARIABLE in str(done.exception) and not is_encrypted(log)
