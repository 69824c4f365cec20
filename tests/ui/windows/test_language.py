"""The language changes at once, in all that is shown, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from PyQt6.QtCore import QCoreApplication
from PyQt6.QtGui import QFontDatabase, QPainter
from PyQt6.QtPrintSupport import QPrintDialog, QPrinter
from PyQt6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QWidget

from fusion.emotions import Emotion
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.theme import CHINESE_FONTS
from ui.windows.live_window import LiveWindow
from ui.windows.settings_dialog import SettingsDialog
from ui.wording.translation import speak


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    speak("en")


def shown(*windows: QWidget) -> list[str]:
    """Every text of labels and buttons, and every accessible name."""
    found = []
    for window in windows:
        for widget in (window, *window.findChildren(QWidget)):
            found += [widget.accessibleName(), widget.toolTip()]
            if isinstance(widget, (QLabel, QAbstractButton)):
                found.append(widget.text())
    return found


def letters(text: str) -> bool:
    """Whether a text has English words in it, beside names that stay."""
    for name in (
        "Attune",
        "Space",
        "attune fetch-voice-reader",
        "attune fetch-words",
        "pip install sqlcipher3",
        "SQLCipher",
        "Vosk",
        "English",
        "Built-in Microphone",
        "Integrated Webcam",
        "Ctrl",
        "Alt",
    ):
        text = text.replace(name, "")
    return any(len(word) > 2 and word.isascii() and word.isalpha() for word in text.split())


def test_all_that_is_shown_follows_the_language_and_comes_back(qtbot: Any, made: SimpleNamespace) -> None:
    appearance = Appearance(Settings(theme="light", motion=False))
    appearance.apply()
    window, dialog = LiveWindow(appearance), SettingsDialog(appearance)
    for widget in (window, dialog):
        qtbot.addWidget(widget)
    session, _assembly = made.attach(window)
    session.say(made.moment(1.0, voice=Emotion.HAPPY, face=Emotion.HAPPY))
    window.refresh_words()
    before, font_before = shown(window, dialog), QApplication.font()
    assert window.card.labels()[0].text() == "Seems happy"
    dialog.language.setCurrentIndex(dialog.language.findData("zh_CN"))
    dialog.language.activated.emit(dialog.language.currentIndex())
    window.refresh_words()
    assert window.card.labels()[0].text() == "似乎开心"
    assert dialog.windowTitle() == "设置"
    if there := [name for name in CHINESE_FONTS if name in QFontDatabase.families()]:
        assert QApplication.font().family() == there[0]
    qts_own = {"Scroll Left", "Scroll Right"}  # of tabs that have no room; said when they are made
    left = [t for t in shown(window, dialog) if letters(t) and t not in qts_own]
    assert not left, left
    dialog.language.setCurrentIndex(dialog.language.findData("en"))
    dialog.language.activated.emit(dialog.language.currentIndex())
    window.refresh_words()
    assert shown(window, dialog) == before
    assert QApplication.font() == font_before
    window.detach()


def test_what_is_painted_in_place_of_a_picture_follows_the_language(
    qtbot: Any, window: LiveWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind the first pages it stood in English among Chinese: no session says it anew."""
    window.show()
    painted: list[str] = []
    for module in ("camera_view", "voice_view"):

        class Noting(QPainter):
            def drawText(self, *what: Any) -> Any:  # noqa: N802
                painted.append(what[-1])
                return super().drawText(*what)

        monkeypatch.setattr(f"ui.widgets.{module}.QPainter", Noting)
    window.appearance.settings.language = "zh_CN"
    window.appearance.apply()
    window.camera.grab(), window.voice.grab()
    assert set(painted) == {"暂时没有画面", "暂时没有声音"}
    window.appearance.settings.language = "en"
    window.appearance.apply()
    painted.clear()
    window.camera.grab(), window.voice.grab()
    assert set(painted) == {"No picture at the moment", "No sound at the moment"}


def test_own_words_stay_as_they_were_typed(qtbot: Any) -> None:
    settings = Settings(language="zh_CN")
    settings.emotions[Emotion.SAD].word = "blue"
    appearance = Appearance(settings)
    assert appearance.looks.of[Emotion.SAD].word == "blue"
    assert appearance.looks.of[Emotion.HAPPY].word == "开心"
    assert settings.emotions[Emotion.HAPPY].word == "happy"


def test_single_letters_can_be_switched_off(qtbot: Any, window: LiveWindow, made: SimpleNamespace) -> None:
    session, _assembly = made.attach(window)
    window.activateWindow()
    qtbot.keyClick(window, "b")
    assert len(session.events) == 1
    window.appearance.settings.letter_keys = False
    window.appearance.apply()
    qtbot.keyClick(window, "b")
    assert len(session.events) == 1


def test_qts_own_dialogs_are_in_the_language_too_also_where_its_catalogue_is_not(qtbot: Any) -> None:
    """“Look in:” and “Files of type:” stood in English among Chinese."""
    Appearance(Settings(language="zh_CN"))
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    printer = QPrinter()
    printing = QPrintDialog(printer)
    qtbot.addWidget(printing)
    said = [text for text in shown(dialog, printing) if text.strip("&")]
    assert len(said) > 10 and "文件类型(&T)：" in said
    names = ("PDF", "HTML", dialog.directory().absolutePath())
    assert not [text for text in said if letters(text) and text not in names]
    unknown = "“Unknown” to both catalogues…"
    assert QCoreApplication.translate("QFileDialog", unknown) == unknown
    Appearance(Settings(language="en"))
    assert QCoreApplication.translate("QFileDialog", "&Look in:") == "&Look in:"
