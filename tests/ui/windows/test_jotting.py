"""A bookmark is made at once; a word on it and what it was can follow."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QPushButton, QWidget

from fusion.emotions import EMOTIONS, Emotion
from fusion.events import EventKind, OwnLabel
from ui.windows.compact_window import CompactWindow


def test_a_word_is_kept_at_the_bookmarks_own_time(window: Any, made: Any, qtbot: Any) -> None:
    session, _ = made.attach(window)
    session.clock.t = 12.0
    qtbot.keyClick(window, Qt.Key.Key_B)
    assert window.jotting.isVisible()
    session.clock.t = 17.0
    qtbot.keyClicks(window.jotting.line, " she  laughed, b ")
    qtbot.keyClick(window.jotting.line, Qt.Key.Key_Return)
    assert not window.jotting.isVisible()
    told = [(e.t, e.kind, e.payload) for e in session.events]
    assert told == [(12.0, EventKind.BOOKMARK, ""), (12.0, EventKind.NOTE, "she laughed, b")]


def test_escape_keeps_the_bookmark_and_no_word(window: Any, made: Any, qtbot: Any) -> None:
    session, _ = made.attach(window)
    window.bookmark()
    qtbot.keyClicks(window.jotting.line, "no")
    qtbot.keyClick(window.jotting.line, Qt.Key.Key_Escape)
    assert [e.kind for e in session.events] == [EventKind.BOOKMARK]
    assert not window.jotting.isVisible() and window.jotting.line.text() == ""


def test_one_key_says_what_it_was_now_or_for_the_last_minute(window: Any, made: Any, qtbot: Any) -> None:
    session, _ = made.attach(window)
    number = Qt.Key(Qt.Key.Key_1 + EMOTIONS.index(Emotion.SAD))
    qtbot.keyClick(window, number, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, number, Qt.KeyboardModifier.AltModifier)
    assert [e.payload for e in session.events] == [OwnLabel(Emotion.SAD, 0.0), OwnLabel(Emotion.SAD, 60.0)]
    window.toggle_pause()
    qtbot.keyClick(window, number, Qt.KeyboardModifier.ControlModifier)
    assert len(session.events) == 3  # in a pause nothing is labelled, and that is said
    assert window.bar._bookmark.accessibleName() == "Not kept: paused"


def test_a_word_is_kept_whatever_ends_the_line_but_escape(window: Any, made: Any, qtbot: Any) -> None:
    session, _ = made.attach(window)

    def write(text: str, t: float) -> None:
        session.clock.t = t
        window.bookmark()
        assert window.jotting.leave.text() == "Close"
        qtbot.keyClicks(window.jotting.line, text)
        assert window.jotting.leave.text() == "Keep"

    write("by the button", 1.0)
    qtbot.mouseClick(window.jotting.leave, Qt.MouseButton.LeftButton)
    assert not window.jotting.isVisible()
    write("and what it was", 2.0)
    window.jotting.own.choices.actions()[0].trigger()
    assert not window.jotting.isVisible()
    write("still writing", 3.0)
    write("when it is closed", 4.0)
    window.close()
    notes = [(e.t, e.payload) for e in session.events if e.kind is EventKind.NOTE]
    assert notes == [
        (1.0, "by the button"),
        (2.0, "and what it was"),
        (3.0, "still writing"),
        (4.0, "when it is closed"),
    ]
    assert [e.payload for e in session.events if e.kind is EventKind.OWN_LABEL] == [
        OwnLabel(EMOTIONS[0], 0.0)
    ]


def test_what_has_ended_can_be_played_again(window: Any, made: Any, qtbot: Any) -> None:
    session, _ = made.attach(window)
    session.finished.set()
    window.refresh_words()
    assert window.bar._pause.accessibleName() == "Play again"
    window.bookmark()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert not session.events and not window.jotting.isVisible()  # there is no moment any more
    assert window.bar._bookmark.accessibleName() == "Not kept: it has ended"
    with qtbot.waitSignal(window.again, timeout=1000):
        qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not session.paused


@pytest.fixture
def card(window: Any, qtbot: Any) -> CompactWindow:
    """The small card in front of a live window, joined with it as the desk does."""
    card = CompactWindow(window.appearance)
    qtbot.addWidget(card)
    card.bookmark.connect(window.bookmark)
    card.jotting.noted.connect(window.note)
    card.anew.connect(window.start_anew)
    window.bookmarked.connect(card.tell_bookmarked)
    card.show()
    card.activateWindow()
    qtbot.waitUntil(card.isActiveWindow)
    window.hide()
    return card


def test_on_the_small_card_too_a_word_is_typed_and_no_letter_of_it_does_anything(
    window: Any, card: CompactWindow, made: Any, qtbot: Any
) -> None:
    session, _ = made.attach(window)
    did: list[str] = []
    for name in ("anew", "pause", "restore", "quit", "bookmark"):
        getattr(card, name).connect(lambda name=name: did.append(name))
    card.speak.connect(lambda on: did.append("speak") if on else None)
    before = card.size()
    session.clock.t = 3.0
    qtbot.keyClick(card, Qt.Key.Key_B)
    assert card.jotting.isVisible() and card.jotting.line.hasFocus()
    session.clock.t = 8.0
    for letter in "nice, I pbc":
        qtbot.keyClick(QApplication.focusWidget(), letter)
    assert card.size() == before  # nothing moves on the screen for it
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert did == ["bookmark"]
    assert [(e.t, e.payload) for e in session.events] == [(3.0, ""), (3.0, "nice, I pbc")]
    assert not card.jotting.isVisible() and card.hasFocus()
    pressed = {button.text() for button in card.findChildren(QPushButton) if button.isVisible()}
    assert pressed == {"Pause", "Bookmarked", "Whole window"}


def test_on_the_small_card_escape_drops_the_word_and_all_else_keeps_it(
    window: Any, card: CompactWindow, made: Any, qtbot: Any
) -> None:
    session, _ = made.attach(window)

    def write(text: str) -> None:
        qtbot.keyClick(card, Qt.Key.Key_B)
        qtbot.keyClicks(card.jotting.line, text)

    with qtbot.assertNotEmitted(card.restore):
        write("dropped")
        qtbot.keyClick(card.jotting.line, Qt.Key.Key_Escape)
    write("by the button")
    qtbot.mouseClick(card.jotting.leave, Qt.MouseButton.LeftButton)
    write("by the end")
    qtbot.keyClick(card.jotting.line, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    write("by hiding")
    card.hide()
    notes = [e.payload for e in session.events if e.kind is EventKind.NOTE]
    assert notes == ["by the button", "by the end", "by hiding"]


def test_a_bookmark_made_while_another_program_is_in_front_asks_the_small_card_for_no_word(
    window: Any, card: CompactWindow, made: Any, qtbot: Any
) -> None:
    made.attach(window)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    window.bookmark()
    assert not card.jotting.isVisible()
