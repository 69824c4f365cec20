"""Where commands write is looked at before they begin, in every command alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from fusion.errors import UserError
from ui.cli import app
from ui.commands.places import require_file_place, require_folder_place

WRITTEN = {"--json", "--answers", "--out", "--picture", "--pictures", "--save-wav", "--save-spectrogram"}
OTHERS = {"sessions --json", "train voice --answers"}
"""The one takes no file, the other is read."""


def written_to() -> Iterator[tuple[str, Any]]:
    """Each option of each command that names what is written, by the words that it is typed after."""

    def walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for name, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, (*words, name))
        for option in command.params:
            typed = " ".join((*words, option.opts[0]))
            if option.opts[0] in WRITTEN and typed not in OTHERS:
                yield typed, option

    yield from walk(typer.main.get_command(app), ())


def test_every_option_that_names_what_is_written_is_looked_at_first() -> None:
    found = dict(written_to())
    assert len(found) > 40
    assert {"export --out", "evaluate voice --json", "train voice --out", "record --save-wav"} <= set(found)
    assert [words for words, option in found.items() if option.callback is None] == []


@pytest.mark.parametrize("require", [require_file_place, require_folder_place])
def test_what_can_never_be_written_is_one_sentence_and_nothing_is_made(require: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"file” is .*name .* after --out\.$"):
        require(tmp_path / "file" / "x" / "y", "--out")
    require(tmp_path / "new" / "deep" / "x", "--out")
    require(Path("x"), "--out")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_file_is_no_folder_and_a_folder_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    require_file_place(tmp_path / "file", "--json")
    require_folder_place(tmp_path, "--out")
    with pytest.raises(UserError, match="is a folder; name a file after --json"):
        require_file_place(tmp_path, "--json")
    with pytest.raises(UserError, match="is a file; name a folder after --out"):
        require_folder_place(tmp_path / "file", "--out")


def test_where_nothing_may_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.json").touch()
    monkeypatch.setattr("ui.commands.places.os.access", lambda *_: False)  # root may write everywhere
    for path in (tmp_path / "new" / "x.json", tmp_path / "x.json"):
        with pytest.raises(UserError, match="Nothing may be written into"):
            require_file_place(path, "--json")
    with pytest.raises(UserError, match="may not be written over"):
        require_file_place(tmp_path / "mine.json", "--json")


def test_a_command_stops_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = CliRunner().invoke(
        app, ["evaluate", "voice", "--data", "nowhere", "--json", str(tmp_path / "file" / "x.json")]
    )
    assert "after --json" in str(refused.exception)
