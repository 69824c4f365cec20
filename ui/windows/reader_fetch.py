"""The larger voice reader, fetched from the window: by the command that does so, in a process of its own."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import QObject, QProcess, pyqtSignal

from audio_model.large.store import encoder_path
from ui.wording.from_below import from_below
from ui.wording.translation import mark, tr

_COMMAND = (sys.executable, "-c", "from ui.cli import main; main()", "fetch-voice-reader")
_ROOT = Path(__file__).parents[2]
"""Where the packages lie: what is imported does not depend on the folder that Attune was started in."""
_PREFIX = "attune: "
_END_MS = 5_000
"""Longest that the end of the process is waited for once it was asked to."""

FETCHED = mark(
    "The larger voice reader is on this computer now. Choose it in Settings, on the page Readings; it "
    "listens from the next start on."
)


class ReaderFetch(QObject):
    """Fetches it when asked to, and goes on when the settings are closed.

    Parameters
    ----------
    command
        A program with its arguments: what it says on standard error, if it fails, is shown.
    is_here
        Whether the reader is on this computer.
    """

    changed = pyqtSignal()
    over = pyqtSignal(str)
    """With a sentence to be shown: it is here, or why it is not."""

    def __init__(
        self,
        command: Sequence[str] = _COMMAND,
        is_here: Callable[[], bool] = lambda: encoder_path().is_file(),
    ) -> None:
        super().__init__()
        self.is_here = is_here
        self.failure = ""
        """Why it could not be fetched, "" unless it was tried."""
        self._stopped = False
        self._process = QProcess(self)
        self._process.setProgram(command[0])
        self._process.setArguments(list(command[1:]))
        self._process.setWorkingDirectory(str(_ROOT))
        if sys.platform != "win32":  # who starts Attune beside a script has it ignore what stops the fetch
            self._process.setUnixProcessParameters(QProcess.UnixProcessFlag.ResetSignalHandlers)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._not_started)

    @property
    def running(self) -> bool:
        """Whether it is being fetched."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def begin(self) -> None:
        """Fetch it, unless that is under way."""
        if not self.running:
            self.failure, self._stopped = "", False
            self._process.start()
            self.changed.emit()

    def stop(self) -> None:
        """Let it be; what came so far is dropped."""
        if not self.running:
            return
        self._stopped = True
        pid = self._process.processId()
        if not pid:
            self._process.kill()
        elif sys.platform != "win32":
            os.kill(pid, signal.SIGINT)  # as from a terminal: pip, which it waits for, ends with it
        elif not QProcess.startDetached("taskkill", ["/F", "/T", "/PID", str(pid)])[0]:  # with pip; not tried
            self._process.kill()

    def close(self) -> None:
        """Stop, and wait until nothing of it runs any more."""
        self.stop()
        if self.running and not self._process.waitForFinished(_END_MS):
            self._process.kill()
            self._process.waitForFinished(_END_MS)

    def _finished(self) -> None:
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace").strip()
        if not self._stopped:
            if self._process.exitCode() == 0 and self.is_here():
                self.over.emit(tr(FETCHED))
            else:
                self._fail(from_below(said.splitlines()[-1].removeprefix(_PREFIX)) if said else "")
        self.changed.emit()

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._fail(self._process.errorString())
            self.changed.emit()

    def _fail(self, why: str) -> None:
        self.failure = why or tr("The larger voice reader could not be fetched; try again.")
        self.over.emit(self.failure)
