"""What goes wrong where nobody catches it: kept in a file, and told in a sentence."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest

from ui.live.fault_log import log_file
from ui.windows.desk import log
from ui.windows.faults import Faults


def test_a_slot_that_raises_is_logged_and_told(qtbot: Any) -> None:
    faults = Faults()
    faults.install()
    try:
        with qtbot.waitSignal(faults.happened) as told:
            sys.excepthook(ValueError, ValueError("a slot failed"), None)
        assert str(log_file()) in told.args[0]
        with qtbot.waitSignal(faults.happened):
            thread = threading.Thread(target=lambda: 1 / 0, name="attune-test")
            thread.start()
            thread.join()
        text = log_file().read_text()
        assert "a slot failed" in text and "ZeroDivisionError" in text
    finally:
        faults.remove()
    assert sys.excepthook is not faults._caught


def test_asked_for_the_terminal_tells_of_a_fault_with_its_trace(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATTUNE_DEBUG", "1")
    faults = Faults()
    faults.install()
    try:
        log.error("the session could not be started", exc_info=ValueError("operands"))
    finally:
        faults.remove()
    assert "ValueError: operands" in capsys.readouterr().err
