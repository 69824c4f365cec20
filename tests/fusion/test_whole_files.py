"""Files that are there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fusion.whole_files import whole


def test_a_file_is_there_when_it_is_whole_and_its_folder_was_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "rows.npz"
    with whole(path) as part:
        np.savez(part, rows=np.arange(3))  # which would add an ending where there is none
        assert not path.exists()
    assert [file.name for file in path.parent.iterdir()] == ["rows.npz"]
    assert np.load(path)["rows"].tolist() == [0, 1, 2]


def test_what_is_cut_off_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "note.json"
    path.write_text("before")
    with pytest.raises(KeyboardInterrupt), whole(path) as part:
        part.write_text("half")
        raise KeyboardInterrupt
    assert [file.name for file in tmp_path.iterdir()] == ["note.json"]
    assert path.read_text() == "before"


def test_an_error_before_anything_is_written_is_told_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing"), whole(tmp_path / "x"):
        raise ValueError("nothing")
    assert list(tmp_path.iterdir()) == []
