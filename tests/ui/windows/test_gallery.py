"""Pictures of the windows: made alone, always the same, and enough of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QMenu, QWidget

from fusion.errors import UserError
from ui.studies.stand_ins import still
from ui.widgets.parts import ElidedLabel
from ui.windows import posed
from ui.windows.gallery import LANGUAGES, THEMES, names, write_gallery
from ui.windows.live_window import LiveWindow
from ui.windows.posed import Made
from ui.wording.translation import speak

MADE = Made(still.StillAssembly, still.moment_at, still.face_view, still.voice_view, still.log_some)
HAN, WORD = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]{3,}")
TITLES = {"About the move", "Lunch with Ana"}
TERMS = {"Built-in Microphone", "Integrated Webcam", "he looked away"}
TERMS |= {"I asked: he was joking", "ELAN", "Praat", "Audacity", "PDF", "Vosk", "Ctrl", "Alt", "Shift", "Esc"}
TERMS |= {"SQLCipher", "PyPI", "pip install sqlcipher3", "http://…", "rtsp://…"}


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


def shown_now() -> Iterator[str]:
    """Every text in the windows that stand, and what a screen reader is told of them."""
    for window in (w for w in QApplication.topLevelWidgets() if w.isVisible()):
        for widget in (window, *window.findChildren(QWidget)):
            yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
            yield from [widget.windowTitle()] if widget.isWindow() else []
            if isinstance(widget, ElidedLabel):
                yield widget.whole  # where it is cut is the font's affair
            elif isinstance(widget, (QLabel, QAbstractButton)):
                yield widget.text()
            elif isinstance(widget, QLineEdit):
                yield from (widget.text(), widget.placeholderText())
            elif isinstance(widget, QComboBox):
                yield from (widget.itemText(i) for i in range(widget.count()))
            elif isinstance(widget, QMenu):
                yield from (action.text() for action in widget.actions())


def test_no_view_in_chinese_has_english_left(tmp_path: Path, qtbot: Any, monkeypatch: Any) -> None:
    seen: set[str] = set()
    settled = posed.settled

    def settle_and_look() -> None:
        settled()
        seen.update(shown_now())

    monkeypatch.setattr(posed, "settled", settle_and_look)
    try:
        write_gallery(tmp_path, MADE, "light-zh-100")
    finally:
        speak("en")
    chinese = {text for text in seen if HAN.search(text)}
    assert len(chinese) > 300
    # Without a Chinese sign stand only names: of the program, of keys, of devices and windows, of people.
    names = {
        "Attune",
        "English",
        "Tab",
        "Ctrl+Q",
        "Ctrl+Alt+P",
        "Ctrl+Alt+B",
        "Video call",
        "Integrated Camera",
    }
    names |= {"Built-in Audio Analog Stereo", "HD Pro Webcam C920 (046d:082d)", "Ana", "Ben", *TITLES}
    names |= {"Jabra Evolve2 65 Flex Stereo Headset Microphone", "Integrated Camera"}
    english = {text for text in seen - chinese if WORD.search(text)}
    assert english <= names
    # Beside Chinese stand those, commands between quotation marks, and names of formats and programs.
    for text in chinese:
        left = re.sub(r"“(attune [^”]*)”", "", text)
        for name in sorted(names | TERMS, key=len, reverse=True):
            left = left.replace(name, "")
        assert not WORD.search(left), text


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path, qtbot: Any) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be made"):
        write_gallery(tmp_path / "file" / "folder", MADE, "keys-light-en")
