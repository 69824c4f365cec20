"""What a test has left running or open, and where it was started."""

from __future__ import annotations

import gc
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ROOM_TO_END_S = 2.0
"""A thread that has been told to end, and a job of Qt's pool, may take that long."""
ALLOWED_THREADS: dict[str, str] = {}
"""Beginnings of names of threads that may stay, and why."""
_FRAMES = 12
_started: list[tuple[weakref.ref[Any], str]] = []
_pending: dict[int, str] = {}
_installed: set[str] = set()


def where() -> str:
    """The stack of the caller's caller, newest call last, without pytest's own part."""
    frame, lines = sys._getframe(2), []
    while frame is not None and len(lines) < _FRAMES:
        file = frame.f_code.co_filename
        if "_pytest" in file or "pluggy" in file:
            break
        lines.append(f"    {file}:{frame.f_lineno} in {frame.f_code.co_name}")
        frame = frame.f_back  # type: ignore[assignment]
    return "\n".join(reversed(lines))


def _remember_calls(owner: type, name: str) -> None:
    """From now on, note where ``owner.name`` is called from, and on what."""
    original: Callable[..., Any] = getattr(owner, name)

    def noting(self: Any, *arguments: Any, **more: Any) -> Any:
        _started.append((weakref.ref(self), where()))
        return original(self, *arguments, **more)

    setattr(owner, name, noting)


def _remember_single_shots(timer: Any) -> None:
    original = timer.singleShot

    def noting(msec: int, *arguments: Any) -> None:
        *kind, slot = arguments
        token = id(slot)

        def act() -> None:
            _pending.pop(token, None)
            slot()

        _pending[token] = where()
        original(msec, *kind, act)

    timer.singleShot = staticmethod(noting)


def install() -> None:
    """Note starts from now on; of Qt's things as soon as a test file has imported Qt."""
    if "threads" not in _installed:
        _installed.add("threads")
        _remember_calls(threading.Thread, "start")
    if "qt" not in _installed and "PyQt6.QtWidgets" in sys.modules:
        _installed.add("qt")
        from PyQt6.QtCore import QAbstractAnimation, QThread, QTimer
        from PyQt6.QtWidgets import QWidget

        for owner in (QTimer, QAbstractAnimation, QThread):
            _remember_calls(owner, "start")
        _remember_calls(QWidget, "__init__")
        _remember_single_shots(QTimer)


@contextmanager
def nothing_left() -> Iterator[None]:
    """Raise AssertionError if what runs within leaves a thread, timer, animation, pool job or window."""
    install()
    _started.clear()
    _pending.clear()
    threads, windows = set(threading.enumerate()), set(map(id, _windows()))
    yield
    left = [*_threads_left(threads), *_qt_left(windows)]
    assert not left, "left behind:\n" + "\n".join(left)


def _threads_left(before: set[threading.Thread]) -> Iterator[str]:
    until = time.monotonic() + ROOM_TO_END_S
    for thread in set(threading.enumerate()) - before - {threading.current_thread()}:
        # Threads that Python did not start are a library's own: it only sees them while they call in.
        if isinstance(thread, threading._DummyThread) or thread.name.startswith(tuple(ALLOWED_THREADS)):
            continue
        thread.join(max(0.0, until - time.monotonic()))
        if thread.is_alive():
            yield f"  thread {thread.name}, started at\n{_where(thread)}"


def _qt_left(windows: set[int]) -> Iterator[str]:
    if _application() is None:
        return
    from PyQt6.QtCore import QAbstractAnimation, QThread, QThreadPool, QTimer
    from PyQt6.sip import isdeleted

    _let_windows_go(windows)
    for reference, stack in _started:
        thing = reference()
        if thing is None or not hasattr(thing, "metaObject") or isdeleted(thing):
            continue
        running = (
            (isinstance(thing, QTimer) and thing.isActive())
            or (isinstance(thing, QAbstractAnimation) and thing.state() is QAbstractAnimation.State.Running)
            or (isinstance(thing, QThread) and thing.isRunning())
        )
        if running:
            yield f"  running {type(thing).__name__}, started at\n{stack}"
    yield from (f"  single shot that has not fired, asked for at\n{stack}" for stack in _pending.values())
    pool = QThreadPool.globalInstance()
    if pool is not None and not pool.waitForDone(round(1000 * ROOM_TO_END_S)):
        yield f"  {pool.activeThreadCount()} jobs in Qt's thread pool"
    for window in _windows():
        if id(window) not in windows:
            yield f"  window {type(window).__name__} “{window.windowTitle()}”, made at\n{_where(window)}"


def _let_windows_go(before: set[int]) -> None:
    """Delete what is to be deleted: without an event loop Qt would keep it; Python, what is in a circle."""
    from PyQt6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if any(id(window) not in before for window in _windows()):
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _application() -> Any:
    if "PyQt6.QtWidgets" not in sys.modules:
        return None
    from PyQt6.QtWidgets import QApplication

    return QApplication.instance()


def _windows() -> list[Any]:
    application = _application()
    return [] if application is None else application.topLevelWidgets()


def _where(thing: Any) -> str:
    return next((stack for reference, stack in reversed(_started) if reference() is thing), "    (not known)")
