"""Pictures of the windows: made alone, always the same, and enough of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication

from fusion.errors import UserError
from ui.studies.stand_ins import still
from ui.windows.gallery import LANGUAGES, THEMES, Made, names, write_gallery
from ui.windows.live_window import LiveWindow
from ui.wording.translation import speak

MADE = Made(still.StillAssembly, still.moment_at, still.face_view, still.voice_view, still.log_some)


def test_every_view_is_there_in_every_theme_and_language() -> None:
    planned = names()
    assert len(planned) == len(set(planned)) >= 40
    for view in ("live", "compact", "review", "keys", "where"):
        for theme in THEMES:
            for language in LANGUAGES:
                assert f"{view}-{theme}-{language[:2]}-100" in planned


@pytest.mark.parametrize("only", ["compact-light", "settings-1-light-en-100", "review-dark-en-100"])
def test_two_runs_write_the_same_bytes(only: str, tmp_path: Path, qtbot: Any) -> None:
    try:
        first, second = (write_gallery(tmp_path / run, MADE, only) for run in ("one", "two"))
    finally:
        speak("en")
    assert [p.name for p in first] == [p.name for p in second] and first
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
        image = QImage(str(one))
        seen = {image.pixel(x, y) for x in range(image.width()) for y in range(0, image.height(), 20)}
        assert not image.isNull() and len(seen) > 3


def test_a_window_is_gone_before_the_next_is_made(tmp_path: Path, qtbot: Any) -> None:
    standing = []

    def assembly() -> still.StillAssembly:
        standing.append(sum(isinstance(w, LiveWindow) for w in QApplication.topLevelWidgets()))
        return still.StillAssembly()

    try:
        write_gallery(tmp_path, replace(MADE, assembly=assembly), "live-paused")
    finally:
        speak("en")
    assert standing == [1, 1]  # the one that is being shown


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path, qtbot: Any) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be made"):
        write_gallery(tmp_path / "file" / "folder", MADE, "keys-light-en")
