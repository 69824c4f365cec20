"""``attune pages`` writes what the artefacts give, and --check tells where a page says something else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fusion.errors import UserError
from ui.cli import app
from ui.workbench import needs
from ui.workbench.pages import everything, models, peers


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """README in a folder of its own, where a test may change it."""
    readme = tmp_path / "README.md"
    shutil.copy(models.README, readme)
    monkeypatch.setattr(models, "README", readme)
    monkeypatch.setattr(everything, "ROOT", Path("/"))
    return readme


def test_a_changed_figure_is_told_and_written_anew(copied: Path) -> None:
    right = copied.read_text(encoding="utf-8")
    assert everything.stale() == []
    copied.write_text(
        right.replace("<!-- figures -->", "<!-- figures -->\n| made up | 100% |"), encoding="utf-8"
    )
    told = CliRunner().invoke(app, ["pages", "--check"])
    assert told.exit_code == 1
    assert "README.md is not what the artefacts give" in told.output
    assert "made up" in copied.read_text(encoding="utf-8")
    assert [path.name for path in everything.write()] == ["README.md"]
    assert copied.read_text(encoding="utf-8") == right


def test_pages_that_are_right_are_left_in_peace() -> None:
    told = CliRunner().invoke(app, ["pages", "--check"])
    assert (told.exit_code, told.output) == (0, "")


def test_without_the_pages_it_says_where_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(everything, "RESULTS", tmp_path / "none")
    with pytest.raises(UserError, match="in a checkout"):
        everything.pages()


def test_a_figure_of_others_names_its_source() -> None:
    told = CliRunner().invoke(app, ["study", "peers"], env={"COLUMNS": "300"})
    assert told.exit_code == 0
    assert "arxiv.org/abs/2105.03588" in told.output
    assert {peer.name for peer in peers.all_peers()} >= {"face-api.js", "VGG16 + net"}


def test_a_figure_of_others_without_its_split_is_refused(tmp_path: Path) -> None:
    (tmp_path / "peers.json").write_text(json.dumps({"face": [{"name": "a net", "value": 99.0}]}))
    with pytest.raises(UserError, match=r"a net.*split"):
        peers.peers("face", tmp_path)


@pytest.mark.parametrize(
    "command",
    [
        *("pages", "study face-ablation", "study face-geometry", "study face-motion", "study face-speed"),
        *("study peers", "make demo", "make sentiment-set", "make pictures"),
    ],
)
def test_every_command_of_the_checkout_has_help_with_an_example(command: str) -> None:
    told = CliRunner().invoke(app, [*command.split(), "--help"])
    assert told.exit_code == 0
    assert f"Example: attune {command}" in told.output


@pytest.mark.parametrize("command", ["make demo head.whl", "make sentiment-set spoken"])
def test_an_installed_attune_says_that_a_checkout_is_needed(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needs, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="in a checkout of the project"):
        CliRunner().invoke(app, command.split(), catch_exceptions=False)
