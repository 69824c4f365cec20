"""Work elsewhere: delivered here, called by its name, given up, and never waited for without end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PyQt6.QtWidgets import QApplication

from fusion.errors import UserError
from ui.windows.background import Background, JobState


@pytest.fixture
def background(qtbot: Any) -> Iterator[Background]:
    background = Background()
    yield background
    background.finish()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Holds work up until it is set, at the end of the test at the latest."""
    gate = threading.Event()
    yield gate
    gate.set()


def fail() -> None:
    raise OSError("no")


def test_work_is_delivered_on_this_thread(background: Background, qtbot: Any) -> None:
    here, got = threading.current_thread(), []
    done = background.run("counting", lambda: 7, lambda v: got.append((v, threading.current_thread())))
    failed = background.run(
        "failing", fail, got.append, lambda e: got.append((str(e), threading.current_thread()))
    )
    assert (done.name, done.state) == ("counting", JobState.RUNNING)
    qtbot.waitUntil(lambda: len(got) == 2)
    assert set(got) == {(7, here), ("no", here)}
    assert (done.state, failed.state) == (JobState.DONE, JobState.FAILED)


def test_nothing_is_delivered_after_the_end_and_what_came_is_let_go_of(background: Background) -> None:
    got: list[int] = []
    let_go: list[int] = []
    background.run("counting", lambda: 8, got.append, unwanted=let_go.append)
    background.finish()
    QApplication.processEvents()
    assert not got and let_go == [8]


def test_a_failure_is_logged_under_the_works_own_name(
    background: Background, qtbot: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse() -> None:
        raise UserError("The camera is busy; close what uses it.")

    for name, work in (("closing the session", fail), ("starting the session", refuse)):
        job = background.run(name, work)
        qtbot.waitUntil(lambda job=job: job.state is JobState.FAILED)
    unexpected, expected = caplog.records
    assert unexpected.getMessage() == "closing the session failed: no" and unexpected.exc_info
    assert expected.getMessage().startswith("starting the session failed: The camera is busy")
    assert not expected.exc_info


def test_nothing_comes_of_cancelled_work_and_its_result_is_let_go_of(
    background: Background, qtbot: Any, gate: threading.Event
) -> None:
    got: list[int] = []
    let_go: list[int] = []

    def slowly() -> int:
        gate.wait(20)
        return 9

    job = background.run("counting", slowly, got.append, unwanted=let_go.append)
    job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(let_go))
    assert let_go == [9] and not got and job.state is JobState.CANCELLED


def test_work_that_does_not_end_is_named_and_not_waited_for(
    qtbot: Any, gate: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    background = Background()
    job = background.run("opening the camera", lambda: gate.wait(20))
    background.finish(limit_s=0.05)
    assert [r.getMessage() for r in caplog.records] == [
        "opening the camera has not ended within 0.05 s; nothing waits for it any longer"
    ]
    gate.set()
    job.thread.join()


def test_the_last_work_comes_after_all_other_and_holds_nothing_up(
    background: Background, qtbot: Any, gate: threading.Event
) -> None:
    order: list[str] = []

    def slowly() -> None:
        gate.wait(20)
        order.append("slow")

    background.run("reading", slowly, lambda _: order.append("delivered"))
    background.end_with("closing", lambda: order.append("last"), lambda: order.append("told"))
    assert not order
    gate.set()
    qtbot.waitUntil(lambda: "told" in order)
    assert order == ["slow", "last", "told"]
