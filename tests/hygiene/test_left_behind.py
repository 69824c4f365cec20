"""A test that leaves something behind fails and says where that was started; one that does not passes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from left_behind import nothing_left
from PyQt6.QtCore import QThread, QTimer, QVariantAnimation
from PyQt6.QtWidgets import QDialog, QLabel, QWidget


def thread() -> Callable[[], object]:
    gate = threading.Event()
    left = threading.Thread(target=gate.wait, name="forgotten", daemon=True)
    left.start()

    def end() -> None:
        gate.set()
        left.join()

    return end


def timer() -> Callable[[], object]:
    left = QTimer()
    left.start(60_000)
    return left.stop


def animation() -> Callable[[], object]:
    left = QVariantAnimation()
    left.setStartValue(0.0)
    left.setEndValue(1.0)
    left.setDuration(60_000)
    left.start()
    return left.stop


def worker() -> Callable[[], object]:
    left = QThread()
    left.start()

    def end() -> None:
        left.quit()
        left.wait()

    return end


def window() -> Callable[[], object]:
    left = QDialog()
    left.setWindowTitle("forgotten")
    return left.deleteLater


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("left_behind.ROOM_TO_END_S", 0.01)


@pytest.mark.parametrize("leave", [thread, timer, animation, worker, window])
def test_what_is_left_is_named_with_the_place_it_was_started_at(
    qtbot: Any, leave: Callable[[], Callable[[], object]]
) -> None:
    ends: list[Callable[[], object]] = []
    with (
        pytest.raises(
            AssertionError, match=rf"(?s)left behind.*test_left_behind\.py:\d+ in {leave.__name__}"
        ),
        nothing_left(),
    ):
        ends.append(leave())
    ends[0]()


def test_a_single_shot_that_is_still_to_come_is_left_behind(qtbot: Any) -> None:
    with pytest.raises(AssertionError, match="single shot that has not fired"), nothing_left():
        QTimer.singleShot(60_000, list)
    with nothing_left():
        fired: list[int] = []
        QTimer.singleShot(1, lambda: fired.append(1))
        qtbot.waitUntil(lambda: bool(fired))


def test_what_has_ended_or_belongs_to_something_deleted_is_not(qtbot: Any) -> None:
    with nothing_left():
        for begin in (thread, timer, animation, worker):
            begin()()
        whole = QWidget()
        QLabel("part", whole)
        ticking = QTimer(whole)
        ticking.start(60_000)
        whole.deleteLater()
