"""A signal asks the windows to close, whatever is being done just then."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASKED_IN_MID_SENTENCE = """
import os, signal
from ui.windows.app import _application
from ui.wording import translation

with _application() as (app, _faults):
    from PyQt6.QtWidgets import QWidget

    class Window(QWidget):
        def closeEvent(self, event):
            print(translation.tr("Closing."), flush=True)

    window = Window()
    window.show()
    with translation._saying:
        signal.raise_signal(signal.SIGNAL)
    app.exec()
print("ended")
"""


@pytest.mark.parametrize("signal", ["SIGTERM", "SIGINT"])
def test_asked_to_end_while_a_sentence_is_made_the_windows_close(signal: str) -> None:
    """It hung for ever, about once in eight times: closing makes sentences too, under the same lock."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED_IN_MID_SENTENCE.replace("SIGNAL", signal)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "Closing.\nended\n"), done.stderr
