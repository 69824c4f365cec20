"""What the commands on the log say of kept sound and picture, and that forgetting takes them along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fusion.log.kept import kept_path
from fusion.log.timeline import Timeline, default_path
from fusion.mode import Mode
from ui.cli import app
from ui.commands.doctor import _log


@pytest.fixture
def kept(own_folders: Path) -> Path:
    """Sound and picture of the one conversation in the usual log."""
    with Timeline() as timeline:
        number = timeline.begin(Mode.BOTH, "microphone and camera")
        timeline.end(number)
        path = kept_path(default_path(), number, 0.0, None)
        path.write_bytes(bytes(2_500_000))
    return path


def attune(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_sessions_and_doctor_tell_of_it(kept: Path) -> None:
    assert "sound and picture kept, 2.5 MB" in attune("sessions")
    (row,) = json.loads(attune("sessions", "--json"))
    assert row["kept"] == [str(kept)]
    assert "kept sound and picture, 2.5 MB" in _log().found


@pytest.mark.parametrize("which", ["1", "--all"])
def test_it_can_be_forgotten_alone(kept: Path, which: str) -> None:
    assert attune("forget", which, "--only-kept", "--yes") == "Forgot sound and picture of session 1.\n"
    assert not kept.exists()
    (row,) = json.loads(attune("sessions", "--json"))
    assert row["kept"] == []
    said = attune("forget", which, "--only-kept", "--yes")
    assert said == "No sound and picture are kept of that.\n"


def test_forgetting_takes_it_along(kept: Path) -> None:
    attune("forget", "--all", "--yes")
    assert not kept.exists()
    assert json.loads(attune("sessions", "--json")) == []
