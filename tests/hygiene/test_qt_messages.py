"""A message of a thread of Qt's finds a handler whenever it comes."""

from __future__ import annotations

import pytest
import qt_messages
from PyQt6.QtCore import QMessageLogger, qInstallMessageHandler


def test_what_pytest_qt_puts_back_at_a_tests_end_can_be_called(
    request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]
) -> None:
    back = request.node.qt_log_capture._previous_handler
    assert callable(back)
    listening = qInstallMessageHandler(back)
    try:
        QMessageLogger().warning("a device is gone")
    finally:
        qInstallMessageHandler(listening)
    assert capfd.readouterr().err == "a device is gone\n"


def test_at_the_end_qt_has_its_own_again() -> None:
    listening = qInstallMessageHandler(None)
    try:
        qt_messages.install()
        qt_messages.uninstall()
        assert qInstallMessageHandler(None) is None
    finally:
        qInstallMessageHandler(listening)
