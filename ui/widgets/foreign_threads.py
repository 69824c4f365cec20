"""Objects of PyQt whose connections Qt ends on threads of its own."""

from __future__ import annotations

from PyQt6.QtCore import pyqtBoundSignal


def let_threads_disconnect(*signals: pyqtBoundSignal) -> None:
    """Let any thread end connections of the objects of these signals without waiting for Python.

    When an object's first connection ends, PyQt asks whether a Python class wants to hear of it
    (``disconnectNotify``), and waits for the interpreter meanwhile, under a lock of Qt's. If that is a thread
    of Qt's, and Python waits for the same lock, both wait for ever: stopping a QMediaPlayer with a
    QAudioOutput did so about once in twenty times (PyQt 6.11 on Qt 6.11, FFmpeg backend). The answer is kept
    for each object, so it is enough to have asked once, here.

    Parameters
    ----------
    signals
        One of each object; what is connected to it stays so.
    """
    for signal in signals:
        signal.connect(_nothing)
        signal.disconnect(_nothing)


def _nothing(*_: object) -> None:
    pass
