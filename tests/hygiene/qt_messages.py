"""Messages of Qt's own threads always find a handler."""

from __future__ import annotations

import sys

from PyQt6.QtCore import QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler


def install() -> None:
    """Have what Qt says written to stderr by a handler in Python, as Qt itself writes it.

    At a test's end pytest-qt puts back the handler that was there before, and where that was Qt's own, PyQt
    remembers None. A thread that has meanwhile waited for Python with a message, as those of QMediaPlayer do,
    then calls None, and the test fails of a TypeError without a traceback (PyQt 6.11 and 6.12).
    """
    qInstallMessageHandler(_write)


def uninstall() -> None:
    """Leave it to Qt again: once Python ends, nothing may be called in it."""
    qInstallMessageHandler(None)


def _write(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    print(qFormatLogMessage(kind, context, text), file=sys.stderr)
