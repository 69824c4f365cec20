"""How long conversations are kept, and what is deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from fusion.emotions import Emotion
from fusion.log.kept import kept_path
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from ui.settings import Settings
from ui.studies.stand_ins.conversation import log_conversation
from ui.widgets.session_view import HOW
from ui.windows.review import keeping
from ui.windows.review.window import ALL_GO, EMPTY, ReviewWindow
from ui.wording import session_story
from ui.wording.translation import tr

BEGAN = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)
Review = Callable[..., ReviewWindow]
"""Opens the window on a log, in these settings."""
Choose = Callable[[int], Any]
"""Chooses the session in a row of the window; gives its record."""


def test_what_is_deleted_can_be_taken_back_until_the_window_closes(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    record = choose(1)
    other = window._records[0]
    window.view._delete.click()
    assert window.side.listed == [other.id] and window.side.number == other.id
    assert window.deletions.isVisible()
    assert window.deletions.accessibleName() == (
        f"“{session_story.title_of(record)}” is deleted when this window closes."
    )
    assert len(window._timeline.sessions()) == 2
    window.deletions.undo.click()
    assert window.side.listed == [other.id, record.id] and not window.deletions.isVisible()
    choose(1)
    window.view._delete.click()
    window.close()
    window.finish()
    with Timeline(window._timeline.path) as log:
        assert [r.id for r in log.sessions()] == [other.id]


def test_after_a_deletion_one_goes_on_beside_it_and_can_take_it_back_by_a_key(
    review: Review, qtbot: Any, tmp_path: Path
) -> None:
    timeline = Timeline(tmp_path / "log.db")
    old, middle, new = (log_conversation(timeline, BEGAN + timedelta(hours=h), 30.0) for h in range(3))
    window = review(timeline, Settings())
    window.activateWindow()
    qtbot.waitUntil(lambda: window.side.listed == [new, middle, old])

    def shown() -> int | None:
        story = window.view.story
        return None if story is None else story.record.id

    window.side.choose(middle)
    qtbot.waitUntil(lambda: shown() == middle)
    window.view.lanes.glanced.emit("There is no bookmark later.")
    window.view._delete.click()
    qtbot.waitUntil(lambda: shown() == old)  # its neighbour, and not the newest of all
    assert window.side.listed == [new, old] and window.side.list.hasFocus()
    assert window.view._glanced.whole == ""  # what was said was said of the other one
    assert window.view.moment.text() == tr(HOW)
    window.view._delete.click()
    assert window.side.listed == [new]
    QTest.keyClick(window.side.list, Qt.Key.Key_Escape)
    assert window.isVisible() and window.deletions.undo.hasFocus()  # it deletes nothing for good
    window.side.list.setFocus()
    QTest.keyClick(window.side.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.side.listed == [new, middle, old] and window.side.number == old
    assert window.side.list.hasFocus()


def test_all_are_deleted_one_by_one_and_a_kind_word_is_left(
    window: ReviewWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    past = list(window._records)
    window.deletions.add(past)
    assert window.side.listed == [] and len(window._timeline.sessions()) == 2
    assert window._empty.text() == ALL_GO
    window.deletions.gone.connect(lambda _n: said.append(window.deletions.accessibleName()))
    window.deletions.now.click()
    assert window.deletions.accessibleName() == "Deleting 1 of 2…"
    qtbot.waitUntil(lambda: len(said) == 2)
    assert window._timeline.sessions() == []
    assert window._empty.isVisible() and window._empty.text() == EMPTY
    assert not window.deletions.isVisible()


@pytest.mark.parametrize("answer", [True, False])
def test_deleting_all_is_asked_about(
    window: ReviewWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(keeping, "sure", lambda _p, question, _c: bool(asked.append(question)) or answer)
    dialog = keeping.KeepingDialog(window, 2, None)
    qtbot.addWidget(dialog)
    wanted: list[None] = []
    dialog.delete_all.connect(lambda: wanted.append(None))
    dialog.all.click()
    assert asked == ["Delete all 2 conversations?"] and len(wanted) == answer


def test_keeping_for_a_time_puts_what_is_older_aside(window: ReviewWindow, qtbot: Any) -> None:
    past = [r.id for r in window._records]
    saved: list[int | None] = []
    window.settings_changed.connect(lambda: saved.append(window._appearance.settings.keep_days))
    dialog = keeping.KeepingDialog(window, 2, None)
    dialog.keep_for.connect(window._keep_for)
    dialog.days.setCurrentIndex(2)
    dialog.accept()
    dialog.deleteLater()
    assert saved == [30]
    assert window.deletions.waiting == tuple(past)  # of March
    assert window.deletions.accessibleName().endswith("deleted when this window closes.")
    window.reload()
    window.deletions.undo.click()
    assert saved == [30, None]
    assert window.side.listed == past and len(window._timeline.sessions()) == 2


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_for_how_long_is_written_whole_however_large_the_words(
    review: Review, qtbot: Any, tmp_path: Path, scale: float
) -> None:
    """At double size it read “until I delete th…”."""
    window = review(Timeline(tmp_path / "log.db"), Settings(text_scale=scale))
    dialog = keeping.KeepingDialog(window, 2, None)
    qtbot.addWidget(dialog)
    dialog.show()
    box, words = dialog.days, dialog.days.currentText()
    assert box.fontMetrics().horizontalAdvance(words) + 40 < box.width()


def test_only_what_is_chosen_in_the_end_puts_conversations_aside(
    review: Review, qtbot: Any, tmp_path: Path
) -> None:
    """By keys one passes through “for a week” on the way to “for 30 days”: what was older than that went."""
    timeline, now = Timeline(tmp_path / "log.db"), datetime.now(timezone.utc)
    old, new = (log_conversation(timeline, now - timedelta(days=days), 30.0) for days in (45, 20))
    window = review(timeline, Settings())
    qtbot.waitUntil(lambda: window.side.listed == [new, old])
    saved: list[int | None] = []
    window.settings_changed.connect(lambda: saved.append(window._appearance.settings.keep_days))

    def choose_by_keys(*keys: Qt.Key) -> None:
        dialog = keeping.KeepingDialog(window, 2, window._appearance.settings.keep_days)
        qtbot.addWidget(dialog)
        dialog.keep_for.connect(window._keep_for)
        for key in keys:
            QTest.keyClick(dialog.days, key)
        dialog.accept()

    choose_by_keys(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert saved == [30] and window.side.listed == [new] and window.deletions.waiting == (old,)
    choose_by_keys(Qt.Key.Key_Up)  # a shorter time, and a longer one again
    assert saved == [30, 7] and set(window.deletions.waiting) == {new, old}
    choose_by_keys(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert saved == [30, 7, 90] and window.side.listed == [new, old] and not window.deletions.isVisible()
    choose_by_keys(Qt.Key.Key_Up)
    window.deletions.undo.click()
    assert saved == [30, 7, 90, 30, 90] and window.side.listed == [new, old]
    choose_by_keys(Qt.Key.Key_Up)
    window.deletions.now.click()
    qtbot.waitUntil(lambda: not window.busy and window.side.listed == [new])
    window.view._delete.click()  # what is taken back now is another deletion
    window.deletions.undo.click()
    assert saved == [30, 7, 90, 30, 90, 30] and window.side.listed == [new]


def test_what_is_older_than_it_is_to_be_kept_is_gone_at_the_next_opening(
    review: Review, qtbot: Any, tmp_path: Path
) -> None:
    timeline = Timeline(tmp_path / "log.db")
    log_conversation(timeline, BEGAN, 60.0)
    lately = datetime.now(timezone.utc) - timedelta(days=29)
    window = review(timeline, Settings(keep_days=30, forgot_at=lately.isoformat()))
    qtbot.waitUntil(lambda: window._empty.text() == EMPTY)
    assert timeline.sessions() == []
    seen_to = datetime.fromisoformat(window._appearance.settings.forgot_at or "")
    assert seen_to > lately + timedelta(days=28)


@pytest.mark.parametrize("forgot_at", [None, BEGAN.isoformat()])
@pytest.mark.parametrize("kept", [False, True])
def test_where_all_would_go_by_the_clock_it_is_shown_first_and_can_be_kept(
    review: Review, qtbot: Any, tmp_path: Path, forgot_at: str | None, kept: bool
) -> None:
    timeline = Timeline(tmp_path / "log.db")
    old = [log_conversation(timeline, BEGAN - timedelta(days=d), 60.0) for d in (0, 20)]
    new = log_conversation(timeline, datetime.now(timezone.utc), 60.0) if forgot_at else None  # of that clock
    settings = Settings(keep_days=30, forgot_at=forgot_at)
    window = review(timeline, settings)
    qtbot.waitUntil(lambda: sorted(window.deletions.waiting) == old)
    assert window.deletions.isVisible() and settings.forgot_at == forgot_at
    assert window.deletions.accessibleName().endswith("clock says: older than you keep conversations.")
    assert len(timeline.sessions()) == len(old) + (new is not None)
    if kept:
        window.deletions.undo.click()
    window.close()
    window.finish()
    with Timeline(tmp_path / "log.db") as log:
        left = sorted(r.id for r in log.sessions() if r.id != new)
    assert left == (old if kept else [])
    assert (settings.forgot_at == forgot_at) is kept  # else it is silent from now on


def test_tab_meets_nothing_that_deletes_before_all_else(window: ReviewWindow, qtbot: Any) -> None:
    window.activateWindow()
    window.side.search.setFocus()
    met: list[QWidget | None] = []
    while not met or met[-1] is not window.side.search:
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
        assert len(met) < 60
    assert met[0] is window.side.list
    assert met[-2] is window.side.keeping_button and met[-4] is window.view._delete
    assert window.view.lanes.voice in met


def test_a_conversation_that_goes_on_cannot_be_deleted(
    review: Review, qtbot: Any, tmp_path: Path, made: Any
) -> None:
    timeline = Timeline(tmp_path / "running.db")
    session = timeline.begin(Mode.BOTH, "demo")
    timeline.add(session, [made.moment(1.0, voice=Emotion.HAPPY)])
    window = review(timeline, Settings())
    qtbot.waitUntil(lambda: window.view._story is not None)
    assert not window.view._delete.isEnabled()
    window.view.delete.emit()
    assert window.deletions.waiting == ()


@pytest.fixture
def kept(window: ReviewWindow, choose: Choose, qtbot: Any) -> Path:
    """Sound and picture of the conversation in the second row, which is open."""
    path = kept_path(window._timeline.path, window._records[1].id, 0.0, None)
    path.write_bytes(b"as if it could be played")
    choose(1)
    window._open()
    qtbot.waitUntil(lambda: bool(window.view.story and window.view.story.kept))
    return path


def test_sound_and_picture_alone_are_put_aside_and_can_be_taken_back(
    window: ReviewWindow, kept: Path, qtbot: Any
) -> None:
    before = window.side.listed
    assert window.view.delete_kept_button.isVisible()
    window.view.delete_kept_button.click()
    title = session_story.title_of(window._records[1])
    assert window.deletions.accessibleName() == (
        f"Sound and picture of “{title}” are deleted when this window closes."
    )
    qtbot.waitUntil(lambda: window.view.player.isHidden())
    assert window.side.listed == before and kept.exists()
    window.deletions.undo.click()
    qtbot.waitUntil(lambda: window.view.delete_kept_button.isVisible())
    assert window.deletions.isHidden() and kept.exists()


def test_sound_and_picture_go_at_a_word_and_what_was_read_stays(
    window: ReviewWindow, kept: Path, qtbot: Any
) -> None:
    record = window._records[1]
    window.view.delete_kept_button.click()
    window.deletions.now.click()
    qtbot.waitUntil(lambda: not kept.exists() and not window.busy)
    assert window.deletions.isHidden() and window.view.player.isHidden()
    assert record.id in window.side.listed
    story = window.view.story
    assert story is not None and story.record.id == record.id and story.moments


@pytest.mark.parametrize("whole_too", [False, True])
def test_what_is_put_aside_is_gone_when_the_window_closes(
    window: ReviewWindow, kept: Path, whole_too: bool
) -> None:
    record = window._records[1]
    window.view.delete_kept_button.click()
    if whole_too:
        window.view._delete.click()
        assert window.deletions.without_kept == ()
        assert window.deletions.accessibleName().startswith("“")
    window.close()
    window.finish()
    assert not kept.exists()
    with Timeline(window._timeline.path) as log:
        assert (record.id in [r.id for r in log.sessions()]) is not whole_too
