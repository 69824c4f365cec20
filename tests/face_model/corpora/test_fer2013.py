"""Tables that are not FER2013's: one sentence each."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from face_model.corpora.fer2013 import load_fer2013
from fusion.errors import UserError

PIXELS = " ".join(["0"] * 48 * 48)
PICTURES = f"emotion,pixels,Usage\n3,{PIXELS},Training\n"
VOTES = (
    "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"
    "Training,fer0000000.png,4,6,0,0,0,0,0,0,0,0\n"
)
TWINS = "row,usage,twin_row,twin_usage\n0,Training,0,Training\n"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    for name, text in (("fer2013", PICTURES), ("fer2013new", VOTES), ("near_duplicates", TWINS)):
        (tmp_path / f"{name}.csv").write_text(text)
    assert load_fer2013(tmp_path).majority.tolist() == [1]
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fer2013.csv", PICTURES.splitlines()[0]),
        ("fer2013.csv", PICTURES.replace("3,", "7,")),
        ("fer2013.csv", PICTURES.replace("3,", "-1,")),
        ("fer2013.csv", PICTURES.replace(PIXELS, "0 0 0")),
        ("fer2013.csv", PICTURES[:-15]),
        ("fer2013new.csv", VOTES.replace("happiness", "joy")),
        ("fer2013new.csv", VOTES[:-6]),
        ("fer2013new.csv", VOTES.replace("4,6", "4,many")),
        ("near_duplicates.csv", TWINS.replace("twin_row", "twin")),
        ("near_duplicates.csv", TWINS.replace("0,Training,0", "0,Training,1")),
    ],
)
def test_a_damaged_table_is_named(made: Path, name: str, text: str) -> None:
    (made / name).write_text(text)
    with pytest.raises(UserError, match=rf"{name} is damaged or not its authors' table .*get it anew"):
        load_fer2013(made)


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("xz", lzma.compress)])
def test_a_packed_table_that_is_cut_off_is_named(
    made: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(PICTURES.encode())  # not in the list above: gzip writes the time down, a test has one name
    (made / "fer2013.csv").unlink()
    name = f"fer2013.csv.{suffix}"
    for damaged in (packed[: len(packed) // 2], b"nothing" * 9):
        (made / name).write_bytes(damaged)
        with pytest.raises(UserError, match=rf"{name} is damaged"):
            load_fer2013(made)


def test_an_empty_table_is_no_fault_of_the_program(made: Path) -> None:
    (made / "fer2013.csv").write_text("")
    with pytest.raises(UserError, match="does not begin with"):
        load_fer2013(made)


def test_tables_saved_by_a_spreadsheet_are_read(made: Path) -> None:
    before = load_fer2013(made)
    for file in made.glob("*.csv"):
        file.write_bytes(file.read_text().replace("\n", "\r\n").encode("utf-8-sig"))
    after = load_fer2013(made)
    assert (after.votes == before.votes).all() and after.usage.tolist() == ["Training"]


def test_votes_in_another_order_than_the_pictures_are_refused(made: Path) -> None:
    votes = made / "fer2013new.csv"
    votes.write_text(votes.read_text().replace("\nTraining", "\nPublicTest"))
    with pytest.raises(
        UserError, match=r"part their rows otherwise; use the two files in their official order"
    ):
        load_fer2013(made)
