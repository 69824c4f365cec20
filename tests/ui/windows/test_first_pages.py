"""Three pages before anything is captured, and again from Help."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtCore import QLocale, QPoint, QRect, Qt
from PyQt6.QtWidgets import QLabel, QPushButton, QRadioButton

from ui.live.banner import Banner
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.placing import TITLE_BAR_PX
from ui.windows.first_pages import FirstPages
from ui.wording.captured import GREY
from ui.wording.translation import tr

NO_SERVER = (
    "What the computer plays cannot be heard: no sound server (PulseAudio, PipeWire) answers; start it."
)


class Trials:
    """Counts what was opened; there is nothing to be tried in the room."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> None:
        self.asked += 1


@pytest.fixture
def appearance() -> Appearance:
    appearance = Appearance(Settings(theme="light", motion=False))
    appearance.apply()
    return appearance


def test_nothing_is_tried_before_the_second_page_and_the_last_one_begins(
    appearance: Appearance, qtbot: Any
) -> None:
    trials = Trials()
    pages = FirstPages(None, appearance, trials)
    qtbot.addWidget(pages)
    pages.show()
    said = " ".join(part.text() for part in pages.pages.currentWidget().findChildren(QLabel))
    for word in ("often wrong, now and then while it sounds sure", "tell them", "stays on this computer"):
        assert word in said
    assert trials.asked == 0
    back = next(b for b in pages.findChildren(QPushButton) if b.text() == "Back")
    assert not back.isEnabled()
    qtbot.mouseClick(pages.go_on, Qt.MouseButton.LeftButton)
    assert trials.asked == 1 and pages.panel.isVisible()
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert pages.pages.currentIndex() == 0
    for _ in range(2):
        qtbot.mouseClick(pages.go_on, Qt.MouseButton.LeftButton)
    assert pages.go_on.text() == "Begin"
    with qtbot.waitSignal(pages.accepted):
        qtbot.mouseClick(pages.go_on, Qt.MouseButton.LeftButton)


def test_a_turned_page_begins_at_what_can_be_chosen_on_it(appearance: Appearance, qtbot: Any) -> None:
    pages = FirstPages(None, appearance, Trials())
    qtbot.addWidget(pages)
    pages.show()
    pages.activateWindow()
    qtbot.waitUntil(pages.go_on.hasFocus)
    pages.turn(1)
    assert pages.focusWidget().accessibleName() == "In the room"
    pages.panel.choose("screen")
    pages.turn(1)
    assert pages.size_choice.hasFocus()
    beside = [name for name in pages.size_choice.parent().findChildren(QLabel) if name.buddy()]
    assert [(name.buddy(), name.text()) for name in beside] == [(pages.size_choice, "Size of the words")]
    pages.turn(-1)
    assert pages.focusWidget().accessibleName() == "On this screen"  # what is chosen now
    again = FirstPages(None, appearance, None)
    qtbot.addWidget(again)
    again.show()
    again.turn(1)
    assert again.focusWidget() is again.go_on


def test_the_keys_that_turn_pages_turn_these_and_end_nothing(appearance: Appearance, qtbot: Any) -> None:
    pages = FirstPages(None, appearance, Trials())
    qtbot.addWidget(pages)
    pages.show()
    pages.activateWindow()
    qtbot.waitUntil(pages.go_on.hasFocus)
    ctrl, key = Qt.KeyboardModifier.ControlModifier, Qt.Key
    seen = []
    for pressed in (key.Key_PageUp, key.Key_Tab, key.Key_PageDown, key.Key_Tab, key.Key_PageUp):
        qtbot.keyClick(pages.focusWidget(), pressed, ctrl)
        seen.append(pages.pages.currentIndex())
    assert seen == [0, 1, 2, 2, 1] and pages.isVisible()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_in_large_words_on_a_small_screen_what_matters_most_is_in_view_and_more_is_said_to_be_below(
    language: str, qtbot: Any
) -> None:
    appearance = Appearance(Settings(theme="light", language=language, text_scale=2.0))
    appearance.apply()
    try:
        pages = FirstPages(None, appearance, None)
        qtbot.addWidget(pages)
        pages.show()
        pages.resize(900, 440)  # so low that also the Chinese page, which a narrow font makes short, scrolls
        scrolled = pages.pages.currentWidget()
        qtbot.waitUntil(lambda: scrolled.verticalScrollBar().maximum() > 0)
        known = tr("Whoever is heard or seen should know that Attune is on: tell them.")
        (said,) = (part for part in scrolled.findChildren(QLabel) if part.text() == known)
        assert (
            scrolled.viewport().rect().contains(QRect(said.mapTo(scrolled.viewport(), QPoint()), said.size()))
        )
        below = tr("Page {page} of {all}, more below", page=1, all=3)
        assert pages._number.text() == below
        qtbot.waitUntil(lambda: pages._number.width() >= pages._number.sizeHint().width())
        scrolled.verticalScrollBar().setValue(scrolled.verticalScrollBar().maximum())
        assert pages._number.text() == tr("Page {page} of {all}", page=1, all=3)
    finally:
        appearance.settings.text_scale, appearance.settings.language = 1.0, "en"
        appearance.apply()


def test_the_size_of_the_words_holds_at_once(appearance: Appearance, qtbot: Any) -> None:
    pages = FirstPages(None, appearance, Trials())
    qtbot.addWidget(pages)
    with qtbot.waitSignal(appearance.changed):
        pages.size_choice.setCurrentIndex(2)
        pages.size_choice.activated.emit(2)
    assert appearance.settings.text_scale == 1.3


def test_the_pages_grow_with_the_words(appearance: Appearance, qtbot: Any) -> None:
    pages = FirstPages(None, appearance, Trials())
    qtbot.addWidget(pages)
    pages.resize(400, 300)
    appearance.settings.text_scale = 1.15
    appearance.apply()
    room = pages.screen().availableSize()
    assert pages.width() == min(round(1.15 * 680), room.width())
    assert pages.height() == min(round(1.15 * 650), room.height() - TITLE_BAR_PX)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("where", ["room", "screen"])
def test_in_large_words_nothing_of_the_second_page_is_beside_the_view(
    language: str, where: str, qtbot: Any
) -> None:
    """Also while something cannot be had, which takes long names."""

    class Troubled:
        picture, level_dbfs, troubles = None, None, (NO_SERVER, GREY)

        def end(self) -> None:
            pass

    appearance = Appearance(Settings(theme="light", language=language))
    appearance.apply()
    try:
        pages = FirstPages(None, appearance, Troubled)
        qtbot.addWidget(pages)
        pages.show()
        pages.turn(1)
        pages.panel.choose(where)
        appearance.settings.text_scale = 2.0
        appearance.apply()
        pages.resize(680, 500)
        scrolled = pages.pages.currentWidget()
        qtbot.waitUntil(lambda: scrolled.verticalScrollBar().maximum() > 0)
        assert pages.panel.preview.words.isVisible()
        assert scrolled.horizontalScrollBar().maximum() == 0
    finally:
        appearance.settings.text_scale, appearance.settings.language = 1.0, "en"
        appearance.apply()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_language_is_chosen_on_the_first_page_and_spoken_at_once(scale: float, qtbot: Any) -> None:
    """By somebody who reads no word of the other one: each is named in itself, and stays in view."""
    appearance = Appearance(Settings(theme="light", language="en", text_scale=scale))
    appearance.apply()
    try:
        pages = FirstPages(None, appearance, Trials())
        qtbot.addWidget(pages)
        pages.show()
        pages.resize(560, 400) if scale == 1.0 else pages.resize(900, 560)
        view = pages.pages.currentWidget().viewport()
        for code, name, heading, go_on in (
            ("zh_CN", "简体中文", "Attune 能做什么", "继续"),
            ("en", "English", "What Attune does", "Go on"),
        ):
            (choice,) = (b for b in pages.language.findChildren(QRadioButton) if b.text() == name)
            assert view.rect().contains(QRect(choice.mapTo(view, QPoint()), choice.size()))
            qtbot.mouseClick(choice, Qt.MouseButton.LeftButton)
            assert appearance.settings.language == code and choice.isChecked()
            assert heading in [part.text() for part in pages.pages.currentWidget().findChildren(QLabel)]
            assert pages.go_on.text() == go_on
        assert pages.pages.currentWidget().horizontalScrollBar().maximum() == 0
    finally:
        appearance.settings.text_scale, appearance.settings.language = 1.0, "en"
        appearance.apply()


@pytest.mark.parametrize(("locale", "spoken"), [("zh_CN", "zh_CN"), ("en_GB", "en"), ("de_DE", "en")])
def test_the_first_page_shows_which_language_the_system_led_to(
    locale: str, spoken: str, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    appearance = Appearance(Settings(theme="light"))
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(locale))
    pages = FirstPages(None, appearance, Trials())
    qtbot.addWidget(pages)
    assert pages.language.selected == spoken and appearance.settings.language == "system"


def test_what_was_read_is_not_told_again(appearance: Appearance, qtbot: Any) -> None:
    pages = FirstPages(None, appearance, Trials())
    qtbot.addWidget(pages)
    banner = Banner()
    banner.welcome = True
    pages.keep(banner)
    assert (appearance.settings.where, appearance.settings.welcomed, banner.welcome) == ("room", True, False)


def test_read_again_from_help_they_ask_for_nothing(appearance: Appearance, qtbot: Any) -> None:
    pages = FirstPages(None, appearance, None)
    qtbot.addWidget(pages)
    pages.show()
    pages.turn(1)
    assert not pages.panel.isVisible()


def test_a_camera_can_be_named_by_its_address(appearance: Appearance, qtbot: Any) -> None:
    pages = FirstPages(None, appearance, Trials())
    qtbot.addWidget(pages)
    pages.show()
    pages.turn(1)
    line = pages.panel.address.line
    qtbot.keyClicks(line, " http://phone:8080/video ")
    with qtbot.waitSignal(pages.panel.address.given) as given:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert given.args == ["http://phone:8080/video"]
    assert pages.isVisible() and pages.pages.currentIndex() == 1  # Enter does not turn the page
    said = [part for part in pages.findChildren(QLabel) if part.text().startswith("In the room: the camera")]
    assert said[0].isVisible()
    pages.panel.question.chosen.emit("screen")
    assert not pages.panel.address.isVisible() and not said[0].isVisible()


def test_read_again_they_say_where_the_choice_is_made_and_begin_nothing(
    appearance: Appearance, qtbot: Any
) -> None:
    pages = FirstPages(None, appearance, None)
    qtbot.addWidget(pages)
    pages.turn(1)
    said = " ".join(part.text() for part in pages.pages.currentWidget().findChildren(QLabel))
    assert "In Settings, Devices and privacy, you choose" in said
    assert "You can change this" not in said  # there is nothing to change it with here
    pages.turn(1)
    assert pages.go_on.text() == "Close"
