"""What was typed wrongly is told in one sentence that names the thing and the remedy, for every command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import ui.cli


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> object:
    def run(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["attune", *arguments])
        monkeypatch.setattr(ui.cli, "divert_native_chatter", lambda: None)
        with pytest.raises(SystemExit) as ended:
            ui.cli.main()
        assert ended.value.code == 2
        (line,) = capsys.readouterr().err.splitlines()
        return line

    return run


def commands() -> list[tuple[str, ...]]:
    """Every command as it is typed, also those of commands."""

    def within(app: typer.Typer, before: tuple[str, ...]) -> list[tuple[str, ...]]:
        found = [
            (*before, c.name or c.callback.__name__.replace("_", "-"))
            for c in app.registered_commands
            if c.callback is not None
        ]
        for group in app.registered_groups:
            assert group.typer_instance is not None
            found += within(group.typer_instance, (*before, str(group.name)))
        return found

    return within(ui.cli.app, ())


def test_there_are_many_commands() -> None:
    assert len(commands()) > 30


def test_no_words_of_a_help_are_taken_for_a_style() -> None:
    """What stands in square brackets would be left out."""

    def helps(command: Any) -> Iterator[str]:
        yield from (option.help or "" for option in command.params)
        for inner in getattr(command, "commands", {}).values():
            yield from helps(inner)

    told = list(helps(typer.main.get_command(ui.cli.app)))
    assert len(told) > 100
    assert [words for words in told if "[" in words] == []


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_an_unknown_option_is_named_and_the_help_too(command: tuple[str, ...], told: object) -> None:
    said = told(*command, "--nonsense")  # type: ignore[operator]
    assert said.startswith("attune: ") and said.endswith(".")
    assert "--nonsense" in said and f"“attune {' '.join(command)} --help”" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nosuch"], "There is no command “attune nosuch”; “attune --help” lists them."),
        (
            ["analyse", "x"],
            "There is no command “attune analyse” (perhaps analyze); “attune --help” lists them.",
        ),
        (["bench", "nosuch"], "There is no command “attune bench nosuch”; “attune bench --help” lists them."),
        (["--sorce", "demo"], "“attune live” has no option --sorce (perhaps --mode or --source); "),
        (["analyze"], "“attune analyze” needs a recording; “attune analyze --help” says more."),
        (["compare", "a"], "“attune compare” needs --labels; “attune compare --help” says more."),
        (
            ["live", "--mode", "glad"],
            "--mode cannot be “glad”: choose one of both, voice, face; “attune live --help” says more.",
        ),
        (["analyze", "--jobs", "x", "a"], "--jobs needs a whole number; “attune analyze --help” says more."),
        (["analyze", "--jobs", "0", "a"], "--jobs needs at least 1; “attune analyze --help” says more."),
        (["live", "--seconds", "soon"], "--seconds needs a number; “attune live --help” says more."),
        (["export", "x", "--out", "a.csv"], "The session needs a whole number; "),
        (["live", "two", "words"], "“attune live” can do nothing with “two words”; "),
        (["live", "--source"], "--source needs a value after it; "),
        (["compare", "a", "--labels", "b", "--scale", "1"], "--scale needs 2 values after it; "),
        (["compare", "a", "--labels", "b", "--picture", "c.doc"], "“c.doc” is no picture's name; end it in "),
        (
            ["export", "3", "--out", "a.csv", "--labels", "b.csv"],
            "--labels have no place in csv; leave them out, ",
        ),
        (["bench", "faults", "--part", "xyz"], "There is no part xyz: choose among files, session, "),
        (
            ["bench", "faults", "--json", __file__],
            f"“{__file__}” holds no figures of “attune bench faults”",
        ),
        (["bench", "--times", "1", "start"], "--times belongs behind “attune bench start”; "),
        (
            ["bench", "start", "--against-python", "p"],
            "--against-python runs another build; name its commit ",
        ),
        (
            ["evaluate", "voice", "--data", "d", "--words", "--quality"],
            "--quality and --words contradict each other; ",
        ),
        (
            ["evaluate", "voice", "--data", "d", "--words", "--noise"],
            "--person, --baseline, --answers, --noise",
        ),
        (
            ["evaluate", "voice", "--data", "d", "--protocol", "sentences", "--weights", "w"],
            "A protocol trains ",
        ),
        (["make", "sentiment-set", __file__], f"The folder “{__file__}” cannot be made (file exists); "),
        (["record", "--seconds", "90"], "--seconds may be at most 60; “attune record --help” says more."),
    ],
)
def test_the_sentence_names_the_thing_and_the_remedy(
    arguments: list[str], sentence: str, told: object
) -> None:
    assert told(*arguments).startswith(f"attune: {sentence}")  # type: ignore[operator]


def test_a_folder_is_told_how_it_is_read(
    told: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "talks").mkdir()
    monkeypatch.chdir(tmp_path)
    said = told("talks")  # type: ignore[operator]
    assert said == "attune: “talks” is a folder; “attune analyze talks” reads the recordings in it."


def test_commands_alone_show_their_help(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["attune", "evaluate"])
    monkeypatch.setattr(ui.cli, "divert_native_chatter", lambda: None)
    with pytest.raises(SystemExit) as ended:
        ui.cli.main()
    assert ended.value.code == 2
    shown = capfd.readouterr()
    assert "strangers" in shown.out + shown.err
    assert shown.err.endswith("attune: “attune evaluate” needs one of these commands after it.\n")


def test_a_passphrase_that_is_asked_for_and_not_given_ends_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unanswered(*_: object, **__: object) -> None:
        raise typer.Abort

    monkeypatch.setattr(typer, "prompt", unanswered)
    monkeypatch.setattr("ui.commands.unlock.is_locked", lambda _log: True)
    monkeypatch.setattr("ui.commands.unlock.sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(sys, "argv", ["attune", "sessions"])
    monkeypatch.setattr(ui.cli, "divert_native_chatter", lambda: None)
    with pytest.raises(SystemExit) as ended:
        ui.cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "attune: Ended before it was answered; nothing was done.\n"
