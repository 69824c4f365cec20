"""The windows beside the live one: the small card, the review, and dialogs that go once they are answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from locked_log import write_while_locked
from made_world import MadeWorld, begin
from PyQt6.QtCore import QEvent, Qt, QTimer
from PyQt6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QPushButton, QWidget

from fusion.emotions import Emotion
from fusion.events import EventKind
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from ui.settings_file import load_settings
from ui.widgets.emotion_card import ShapeView
from ui.windows.desk import Desk


def test_the_compact_card_takes_the_windows_place_and_gives_it_back(
    desk: Desk, qtbot: Any, made: Any, world: MadeWorld
) -> None:
    begin(desk, qtbot)
    world.assemblies[0].session.say(made.moment(0.5, emotion=Emotion.SAD, voice=Emotion.SAD))
    desk.window.compact.emit()
    assert desk.compact is not None and desk.compact.isVisible() and not desk.window.isVisible()
    assert "Seems sad" in desk.compact.accessibleDescription()
    spoken = world.assemblies[0].spoken
    desk.compact.speak.emit(True)
    assert spoken[-1] is True
    desk.compact.pause.emit()
    assert world.assemblies[0].session.paused
    desk.compact.restore.emit()
    assert desk.window.isVisible() and not desk.compact.isVisible()
    assert load_settings()[0].compact_geometry is not None


def test_a_word_that_is_typed_on_the_card_stays_on_its_bookmark_whatever_key_makes_the_next(
    desk: Desk, qtbot: Any, world: MadeWorld
) -> None:
    begin(desk, qtbot)
    session = world.assemblies[0].session
    desk.window.compact.emit()
    assert desk.compact is not None
    desk.compact.activateWindow()
    qtbot.waitUntil(desk.compact.isActiveWindow)
    session.clock.t = 3.0
    qtbot.keyClick(desk.compact, Qt.Key.Key_B)
    qtbot.keyClicks(desk.compact.jotting.line, "he laughed")
    session.clock.t = 8.0
    desk.elsewhere.pressed.emit("bookmark elsewhere")
    assert [(e.t, e.payload) for e in session.events] == [(3.0, ""), (3.0, "he laughed"), (8.0, "")]
    assert desk.compact.jotting.isVisible() and not desk.compact.jotting.line.text()


def test_a_word_that_is_typed_on_the_card_is_kept_when_the_program_is_ended(
    desk: Desk, qtbot: Any, world: MadeWorld
) -> None:
    begin(desk, qtbot)
    desk.window.compact.emit()
    assert desk.compact is not None
    desk.compact.activateWindow()
    qtbot.waitUntil(desk.compact.isActiveWindow)
    qtbot.keyClick(desk.compact, Qt.Key.Key_B)
    qtbot.keyClicks(desk.compact.jotting.line, "he laughed")
    with qtbot.waitSignal(desk.over):
        desk.window.close()  # as --seconds does, and Ctrl-C in the terminal
    assert [e.payload for e in world.assemblies[0].session.events] == ["", "he laughed"]


def seen(card: QWidget, kind: type[QWidget]) -> list[Any]:
    return [widget for widget in card.findChildren(kind) if widget.isVisible()]


def test_with_practice_the_compact_card_shows_nothing_before_it_is_asked(
    desk: Desk, qtbot: Any, made: Any, world: MadeWorld
) -> None:
    desk.appearance.settings.practice = True
    begin(desk, qtbot)
    session = world.assemblies[-1].session
    session.say(made.moment(0.5, emotion=Emotion.SAD, voice=Emotion.SAD))
    desk.window.compact.emit()
    card = desk.compact
    assert card is not None

    def told() -> str:
        return " ".join([card.accessibleDescription(), *(w.text() for w in seen(card, QLabel))])

    assert "What do you notice?" in told() and "sad" not in told()
    assert not card.bars.isVisible() and not seen(card, ShapeView)
    desk.window.practice._uncovered.setInterval(20)
    with qtbot.waitSignal(desk.window.practice.covering):
        next(b for b in seen(card, QPushButton) if b.text() == "Just show me").click()
    desk.window.refresh_words()
    assert "Seems sad" in told() and card.bars.isVisible() and seen(card, ShapeView)
    assert "Just show me" not in {b.text() for b in seen(card, QPushButton)}
    qtbot.waitUntil(lambda: desk.window.practice.covers)
    desk.window.refresh_words()
    assert "What do you notice?" in told() and not seen(card, ShapeView)
    qtbot.keyClick(card, Qt.Key.Key_Return)
    desk.window.refresh_words()
    assert seen(card, ShapeView)
    assert not [event for event in session.events if event.kind is EventKind.GUESS]


def test_the_key_that_ends_the_program_ends_it_from_the_compact_card_too(desk: Desk, qtbot: Any) -> None:
    begin(desk, qtbot)
    desk.window.compact.emit()
    assert desk.compact is not None
    desk.compact.activateWindow()
    qtbot.waitUntil(desk.compact.isActiveWindow)
    with qtbot.waitSignal(desk.over):
        qtbot.keyClick(desk.compact, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_review_opens_once_and_can_be_opened_again(desk: Desk, qtbot: Any, tmp_path: Path) -> None:
    desk.options.log = tmp_path / "timeline.db"
    Timeline(desk.options.log).close()
    begin(desk, qtbot)
    desk.past.open()
    desk.past.open()
    qtbot.waitUntil(lambda: desk.past.window is not None)
    first = desk.past.window
    desk.past.open()
    assert first is not None and desk.past.window is first
    first.close()
    qtbot.waitUntil(lambda: desk.past.window is None)
    desk.past.open()
    qtbot.waitUntil(lambda: desk.past.window is not None)


def test_the_program_goes_on_with_the_review_alone_where_what_was_written_in_it_cannot_be_kept(
    desk: Desk, qtbot: Any, tmp_path: Path, world: MadeWorld
) -> None:
    desk.options.log = tmp_path / "timeline.db"
    with Timeline(desk.options.log) as kept:
        kept.end(kept.begin(Mode.BOTH, "demo"))
    begin(desk, qtbot)
    desk.past.open()
    qtbot.waitUntil(lambda: desk.past.window is not None)
    review = desk.past.window
    assert review is not None
    over: list[None] = []
    desk.over.connect(lambda: over.append(None))
    other = write_while_locked(qtbot, review, desk.options.log, "asked about the move")
    with qtbot.waitSignal(review.stayed):
        desk.window.close()
    assert review.isVisible() and not over
    assert review.view.notes.line.text() == "asked about the move"
    assert world.assemblies[0].session.paused  # nothing is heard or seen for a window of the past
    other.close()
    review.close()
    qtbot.waitUntil(lambda: bool(over))
    with Timeline(desk.options.log) as kept:
        assert [e.payload for e in kept.events(1)] == ["asked about the move"]


def test_no_dialog_stays_once_it_is_answered(desk: Desk, qtbot: Any) -> None:
    begin(desk, qtbot)
    answered: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            answered.append(type(dialog).__name__)
            dialog.accept()

    answering = QTimer()
    answering.timeout.connect(answer)
    answering.start()
    desk.window.show_keys()
    desk.open_settings()
    desk.keeping.ask()
    answering.stop()
    desk.tell("Something unexpected happened.")
    message = desk.window.findChild(QMessageBox)
    assert message is not None
    message.close()
    assert answered == ["KeysHelp", "FirstPages", "SettingsDialog", "KeepQuestion"]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not desk.window.findChildren(QDialog)
