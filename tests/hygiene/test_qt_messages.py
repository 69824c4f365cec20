"""What Qt says of itself goes past Python: pyproject.toml says why."""

from __future__ import annotations

from PyQt6.QtCore import qInstallMessageHandler


def test_no_thread_of_qts_waits_for_python_to_say_something() -> None:
    before = qInstallMessageHandler(None)
    qInstallMessageHandler(before)
    assert before is None
