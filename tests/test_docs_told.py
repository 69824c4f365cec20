"""Names and numbers that the documents tell are those of the program."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from hashlib import sha256
from inspect import cleandoc
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from audio_model.analyser import LEAST_SPEECH_S
from audio_model.corpora.clips import CORPORA
from audio_model.words.whisper import EVERY_S
from face_model.corpora.named import FACE_CORPORA
from face_model.training.second_opinion import HOME_BUDGET
from fusion.baseline import LARGEST_SHIFT
from fusion.evidence import Modality
from fusion.exports.formats import FORMATS
from fusion.exports.table import columns
from fusion.exports.tiers import MOMENT_S
from fusion.keeping.encoding import LARGEST
from fusion.keeping.what import CLIP_S
from fusion.late_fusion import DEFAULT_VALIDITY, no_signal
from fusion.moment import Moment, Shown
from fusion.session.pace import BEHIND_S
from fusion.study.agreement import LONGEST_LAG_S
from fusion.study.clear import ON_STRANGERS
from fusion.study.fitting import CLEAR_ACCURACY
from ui.cli import app
from ui.keys import USUAL

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXT = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
FLAT = {name: re.sub(r"\s+", " ", text) for name, text in TEXT.items()}
FENCES = {name: "\n".join(re.findall(r"```\n(.*?)```", text, re.DOTALL)) for name, text in TEXT.items()}
WHOLE = sorted(
    {
        re.split(r"\s{2,}", line)[0]
        for fence in FENCES.values()
        for line in re.findall(r"^attune\b.*", fence, re.MULTILINE)
    }
)
"""Commands as they are to be typed, without what is said of them."""
RESULTS = [page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs" / "results").glob("*.md"))]
MENTIONED = sorted(
    {
        re.sub(r"\s+", " ", found)
        for text in (*TEXT.values(), *RESULTS)
        for found in re.findall(r"`(attune\s[^`]+)`", text)
    }
)
COMMAND: Any = get_command(app)
LISTS = re.compile(r"^attune [\w-]+(?:, [\w -]+)+$")
"""Several commands named in one line of README."""


def parse(line: str, *, whole: bool) -> None:
    """Let the option library read a command; it raises of names and options that are not there."""
    command: Any = COMMAND
    arguments = shlex.split(line)[1:]
    if not arguments or arguments[0].startswith("-"):
        arguments = ["live", *arguments]
    elif "." in arguments[0]:
        return
    while hasattr(command, "commands"):
        if not arguments or arguments[0].startswith(("-", "fetch-…", "fetch-...")):
            break
        assert arguments[0] in command.commands, f"{line}: no {arguments[0]}"
        command, arguments = command.commands[arguments[0]], arguments[1:]
    command.make_context(command.name, arguments, resilient_parsing=not whole)


@pytest.mark.parametrize(
    ("line", "whole"),
    [*((line, True) for line in WHOLE if not LISTS.match(line)), *((line, False) for line in MENTIONED)],
)
def test_every_command_shown_can_be_typed_and_what_is_mentioned_has_its_options(
    line: str, whole: bool
) -> None:
    parse(line, whole=whole)


def test_every_command_is_in_the_readme_and_every_study_in_the_workbench() -> None:
    commands = COMMAND.commands
    assert [name for name in commands if not re.search(rf"\b{name}\b", TEXT["README.md"])] == []
    for group in ("study", "make"):
        names = [f"attune {group} {name}" for name in commands[group].commands]
        assert [name for name in names if name not in FENCES["workbench.md"]] == []


def test_every_field_of_a_line_is_told() -> None:
    line = Moment(no_signal(0.0), Shown(no_signal(0.0).state, None, 0.0)).to_json()
    for page in ("README.md", "architecture.md"):
        assert [name for name in line if f"`{name}`" not in TEXT[page]] == []


def test_every_format_and_column_is_told() -> None:
    told = TEXT["exports.md"]
    assert [name for name in FORMATS if f"| `{name}` | `{FORMATS[name].ending}` |" not in told] == []
    alike = re.compile(r"(voice|face)_(raw_)?p_\w+|face_(quality|t_\w+)|p_(happy|sad|angry|afraid|disgusted)")
    named = [column.name for column in columns() if not alike.fullmatch(column.name)]
    assert [name for name in named if f"`{name}`" not in told] == []


def test_every_table_of_the_log_is_told() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "fusion" / "log").glob("*.py"))
    tables = set(re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)", sources))
    assert len(tables) > 4
    assert [name for name in sorted(tables) if f"`{name}`" not in TEXT["architecture.md"]] == []


def test_every_corpus_is_told() -> None:
    told = TEXT["workbench.md"]
    assert [name for name in (*CORPORA, *FACE_CORPORA) if f"`{name}`" not in told] == []


def test_the_keys_told_are_the_usual_ones() -> None:
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", TEXT["README.md"], re.MULTILINE))
    for action, begins in {
        "bookmark": "Bookmark this moment",
        "compact": "A small card",
        "speak": "I am speaking",
        "review": "Review past",
        "settings": "Settings",
        "keys": "All keys",
    }.items():
        (key,) = (key for does, key in rows.items() if does.startswith(begins))
        assert key == USUAL[action]


def test_pages_of_the_settings_are_called_so() -> None:
    dialog = (ROOT / "ui/windows/settings_dialog.py").read_text(encoding="utf-8")
    titles = set(re.findall(r'\(tr\("([^"]+)"\), self\.', dialog))
    assert len(titles) > 5
    wording = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "ui" / "wording").rglob("*.py"))
    texts = [*FLAT.values(), wording]
    named = {
        title
        for text in texts
        for title in re.findall(r"(?<!System )Settings(?:, \*| \()([A-Z][A-Za-z ]+?)[*,)]", text)
    }
    assert named and named <= titles


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("architecture.md", f"by more than {BEHIND_S:g} s skips ahead"),
        (
            "architecture.md",
            f"nothing {DEFAULT_VALIDITY[Modality.VOICE].end_s:g} s after the last word for the voice",
        ),
        ("architecture.md", f"after {DEFAULT_VALIDITY[Modality.FACE].end_s:g} s for the face"),
        ("architecture.md", f"never more than {LARGEST_SHIFT:g} nats"),
        ("architecture.md", f"right at least {100 * CLEAR_ACCURACY:g} % of the time on held-out examples"),
        ("architecture.md", f"right for {100 * ON_STRANGERS:g} % of every such corpus"),
        ("architecture.md", f"lose {100 * HOME_BUDGET:g} points of what was called clear"),
        ("privacy.md", f"only the last {CLIP_S:g} seconds before each bookmark"),
        ("privacy.md", f"MPEG-4 at {LARGEST[0]} × {LARGEST[1]} and"),
        ("live.md", f"the last {CLIP_S:g} seconds at each bookmark"),
        ("workbench.md", f"less than {LEAST_SPEECH_S:g} s of speech"),
        ("workbench.md", f"each {EVERY_S:g} seconds"),
        ("exports.md", f"a note lasts {MOMENT_S:g} s there"),
        ("exports.md", f"the shift, up to {LONGEST_LAG_S:g} s,"),
    ],
)
def test_numbers_are_those_of_the_program(page: str, sentence: str) -> None:
    assert sentence in FLAT[page]


def helps(command: Any) -> Iterator[str]:
    yield cleandoc(command.help or "")
    for below in getattr(command, "commands", {}).values():
        yield from helps(below)


def test_no_paragraph_of_a_help_is_broken_twice_on_80_columns() -> None:
    paragraphs = [part for told in helps(COMMAND) for part in told.split("\n\n")[1:] if "\n" in part]
    assert paragraphs
    assert [line for part in paragraphs for line in part.split("\n") if len(line) > 78] == []


def artefact(name: str) -> Any:
    return json.loads((ROOT / "docs" / "results" / f"{name}.json").read_text(encoding="utf-8"))


def test_what_the_larger_reader_names_is_what_was_measured() -> None:
    small, large = (
        f"{artefact(name)['test']['usual']['named']:.0%}" for name in ("steadiness", "steadiness_large")
    )
    assert f"names {large} of the changes of feeling, the small one {small}" in FLAT["README.md"]
    assert (
        f"it names {large} of the changes of feeling, where the small network names {small}"
        in (FLAT["workbench.md"])
    )


def test_feelings_that_strangers_faces_are_said_to_hide_are_missed() -> None:
    rows = [row for row in artefact("strangers")["rows"] if row["modality"] == "face" and not row["home"]]
    assert rows and "of their faces it misses anger and fear more often than not" in FLAT["README.md"]
    for row in rows:
        right = {name: share["stranger"] for name, share in row["lasting"]["by_emotion_at_the_end"].items()}
        assert max(right["angry"], right["afraid"]) < 0.5, row["corpus"]


def test_every_figure_that_rests_on_the_fusion_is_made_anew_with_it_or_told() -> None:
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    digest = sha256((ROOT / "fusion" / "weights" / "fusion.card.json").read_bytes()).hexdigest()
    resting = [p.name for p in (ROOT / "docs" / "results").glob("*.json") if digest in p.read_text("utf-8")]
    assert len(resting) > 10
    assert [
        name for name in resting if f"$(RESULTS)/{name}" not in made and name not in FLAT["architecture.md"]
    ] == []


def test_versions_of_python_and_contracts_are_those_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', project)
    assert found is not None
    first, past = map(int, found.groups())
    assert f"Python 3.{first} to 3.{past - 1} is needed" in FLAT["README.md"]
    assert f"(3.{first} to 3.{past - 1})" in (ROOT / "Makefile").read_text(encoding="utf-8")
    names = ("ten", "eleven", "twelve", "thirteen", "fourteen")
    contracts = project.count("[[tool.importlinter.contracts]]")
    assert f"{names[contracts - 10]} import-linter contracts" in FLAT["CONTRIBUTING.md"]
