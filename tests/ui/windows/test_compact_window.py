"""The small card on top of other windows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QPushButton

from fusion.emotions import Emotion
from fusion.evidence import Modality
from fusion.interfaces import DeviceState, DeviceStatus
from ui.live.state import LiveState
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.windows.compact_window import CompactWindow
from ui.wording.captured import Captured
from ui.wording.readings import NO_SIGNAL
from ui.wording.strip_spans import BARS, LookSpan, leading_looks


@pytest.fixture
def window(qtbot: Any) -> CompactWindow:
    appearance = Appearance(Settings(theme="light", motion=False))
    appearance.apply()
    window = CompactWindow(appearance)
    qtbot.addWidget(window)
    window.show()
    return window


def test_it_shows_word_sureness_and_the_last_minute(window: CompactWindow, made: Any) -> None:
    assert window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    session = made.Session()
    state = LiveState(made.Assembly(session), Settings())
    for i in range(600):
        feeling = Emotion.SAD if i < 300 else Emotion.NEUTRAL
        session.say(made.moment(i / 10, emotion=feeling, voice=feeling, face=feeling, share=0.9))
    window.show_scene(state.update())
    state.close()
    assert "Seems calm. Very likely." in window.accessibleDescription()
    assert window.bars.accessibleDescription() == "sad for 30 seconds, then calm for 30 seconds."
    assert not window.grab().isNull()


def test_a_reader_on_the_card_hears_of_changes_not_more_often_than_it_may(
    window: CompactWindow, made: Any, qtbot: Any
) -> None:
    window._polite._least_ms = 300
    window.activateWindow()
    qtbot.waitUntil(window.hasFocus)
    session = made.Session()
    state = LiveState(made.Assembly(session), Settings())

    def say(feeling: Emotion, known: str) -> None:
        session.say(made.moment(session.clock.t + 0.1, emotion=feeling, voice=feeling, face=feeling))
        window.show_scene(replace(state.update(), known=known))

    say(Emotion.SAD, "")
    qtbot.waitUntil(lambda: window.accessibleDescription().startswith("Seems sad."))
    told: list[str] = []
    for feeling, known in ((Emotion.HAPPY, "for 1 second"), (Emotion.ANGRY, "for 2 seconds")):
        say(feeling, known)
        told.append(window.accessibleDescription().split(".")[0])
    assert told == ["Seems sad", "Seems sad"]  # what is known of the person takes no reading's place either
    qtbot.waitUntil(lambda: window.accessibleDescription().startswith("Seems angry."))
    state.close()


def test_each_bar_is_the_look_that_held_longest() -> None:
    spans = [
        LookSpan(0, 14, "sad"),
        LookSpan(14, 16, "happy"),
        LookSpan(16, 24, "neutral"),
        LookSpan(24, 60, "happy"),
    ]
    assert leading_looks(spans, 60.0) == ("sad", "sad", "happy", "happy", "happy", "happy")[:BARS]
    assert leading_looks([], 60.0) == (NO_SIGNAL,) * BARS


@pytest.mark.parametrize(
    ("key", "signal"),
    [
        (Qt.Key.Key_C, "restore"),
        (Qt.Key.Key_Escape, "restore"),
        (Qt.Key.Key_Space, "pause"),
        (Qt.Key.Key_B, "bookmark"),
    ],
)
def test_keys(window: CompactWindow, qtbot: Any, key: Qt.Key, signal: str) -> None:
    window.activateWindow()
    with qtbot.waitSignal(getattr(window, signal)):
        QTest.keyClick(window, key)


def test_while_its_key_is_held_the_user_speaks(window: CompactWindow, qtbot: Any) -> None:
    said: list[bool] = []
    window.speak.connect(said.append)
    QTest.keyPress(window, Qt.Key.Key_I)
    assert said == [True]
    QTest.keyRelease(window, Qt.Key.Key_I)
    assert said == [True, False]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyPress(window, Qt.Key.Key_I)
    window.hide()  # let go of elsewhere, which is not heard of here
    qtbot.waitUntil(lambda: said[-1] is False)


def test_after_a_recording_its_button_plays_it_again(window: CompactWindow, made: Any) -> None:
    session = made.Session()
    state = LiveState(made.Assembly(session), Settings())
    buttons = window.findChildren(QPushButton)
    window.show_scene(state.update())
    assert "Pause" in {button.text() for button in buttons}
    session.finished.set()
    window.show_scene(state.update())
    state.close()
    assert {"Play again", "Bookmark"} <= {button.text() for button in buttons}
    assert "Pause" not in {button.text() for button in buttons}


def test_a_double_click_brings_the_window_back(window: CompactWindow, qtbot: Any) -> None:
    with qtbot.waitSignal(window.restore):
        QTest.mouseDClick(window, Qt.MouseButton.LeftButton)


def test_it_comes_back_where_it_was_unless_that_screen_is_gone(qtbot: Any) -> None:
    settings = Settings(compact_geometry=(120, 80, 392, 100))
    here = CompactWindow(Appearance(settings))
    qtbot.addWidget(here)
    assert (here.x(), here.y()) == (120, 80)
    settings.compact_geometry = (90_000, 80, 392, 100)
    elsewhere = CompactWindow(Appearance(settings))
    qtbot.addWidget(elsewhere)
    assert elsewhere.x() < 10_000


def test_its_buttons_do_what_their_keys_do(window: CompactWindow, qtbot: Any) -> None:
    for text, signal in (
        ("Pause", window.pause),
        ("Bookmark", window.bookmark),
        ("Whole window", window.restore),
    ):
        button = next(b for b in window.findChildren(QPushButton) if b.text() == text)
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_text_grows_with_the_card_and_the_size_is_kept(window: CompactWindow, made: Any, qtbot: Any) -> None:
    session = made.Session()
    state = LiveState(made.Assembly(session), Settings())
    for i in range(600):
        session.say(made.moment(i / 10, emotion=Emotion.SAD, voice=Emotion.SAD, face=Emotion.SAD, share=0.9))
    window.show_scene(state.update())
    state.close()
    before = window._headline._size_px
    assert not window._past.isVisible()
    window.resize(800, 320)
    assert window._headline._size_px > 1.5 * before
    assert window._past.isVisible() and window._past.text() == window.bars.accessibleDescription()
    window.remember_place()
    again = CompactWindow(window._appearance)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (800, 320)
    again.resize(10, 10)
    assert again.width() >= 330 and again.height() >= 124  # never cut off


def test_its_corners_are_cut_off_and_not_black(window: CompactWindow) -> None:
    assert not window.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    assert not window.mask().contains(window.rect().topLeft())
    assert window.mask().contains(window.rect().center())


def test_a_tap_moves_nothing_and_a_drag_asks_the_desktop_once(
    window: CompactWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    handle = window.windowHandle()
    monkeypatch.setattr(window, "windowHandle", lambda: handle)
    monkeypatch.setattr(handle, "startSystemMove", lambda: asked.append(1))
    at, left = QPoint(150, 15), Qt.MouseButton.LeftButton
    QTest.mouseClick(window, left, pos=at)
    QTest.mouseMove(window, at + QPoint(40, 0))  # the button is up again
    assert not asked
    QTest.mousePress(window, left, pos=at)
    for step in (1, 30, 60):
        there = QPointF(at + QPoint(step, 0))
        moved = QMouseEvent(
            QEvent.Type.MouseMove, there, there, Qt.MouseButton.NoButton, left, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(window, moved)
        assert len(asked) == (step > 1)
    QTest.mouseRelease(window, left, pos=at)
    with qtbot.waitSignal(window.restore):
        QTest.mouseDClick(window, left, pos=at)


def test_what_is_wrong_with_sound_or_picture_is_told_in_a_few_words(window: CompactWindow, made: Any) -> None:
    session = made.Session()
    state = LiveState(made.Assembly(session, captured=Captured(screen=True, played=True)), Settings())
    gone = DeviceStatus(Modality.FACE, "Sam", DeviceState.LOST, "The window “Sam” is not on the screen.")
    session.devices[Modality.FACE] = gone
    session.say(made.moment(0.1, emotion=Emotion.SAD, voice=Emotion.SAD))
    window.show_scene(state.update())
    assert window._brief.text() == "Likely · from the voice alone · not on the screen"
    # the sentence, for which there is no room, is told where one asks for it
    assert window.toolTip().startswith(f"{gone.sentence}\nDrag to move.")
    assert window._polite.newest[1].endswith(gone.sentence)
    session.devices[Modality.FACE] = replace(gone, state=DeviceState.LIVE, sentence="")
    session.say(made.moment(0.2, emotion=Emotion.SAD, voice=Emotion.SAD))
    window.show_scene(state.update())
    for told in (window._brief.text(), window.toolTip(), window._polite.newest[1]):
        assert "screen" not in told
    state.close()
