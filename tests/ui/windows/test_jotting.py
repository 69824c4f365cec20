"""A bookmark is made at once; a word on it and what it was can follow."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import Qt

from fusion.emotions import EMOTIONS, Emotion
from fusion.events import EventKind, OwnLabel


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
