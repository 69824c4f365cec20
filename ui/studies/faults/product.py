"""Attune in a process of its own, as a user starts it in a terminal, and what it says meanwhile."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

COMMAND = (sys.executable, "-c", "from ui.cli import main; main()")
START_S = 90.0
"""So long a busy machine may take until there are estimates."""
FRESH_S = 2.0
"""Evidence that ended so long before an estimate, at most, is of what is there now."""

Line = dict[str, Any]


class Product:
    """``attune live --headless`` with JSON lines and a log; a context manager.

    Parameters
    ----------
    log
        Its log.
    env
        Its environment.
    arguments
        What else is asked of it.

    Attributes
    ----------
    lines
        The estimates told so far, as JSON lines.
    said
        The sentences on the terminal so far.
    """

    def __init__(self, log: Path, env: dict[str, str], *arguments: str) -> None:
        self.lines: list[Line] = []
        self.said: list[str] = []
        self.behind_s: list[float] = []
        """How much later than its own time, as of the first, each line came, seconds."""
        self._news = threading.Condition()
        self._process = subprocess.Popen(
            [*COMMAND, "live", "--headless", "--jsonl", "-", "--log", str(log), *arguments],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._readers = [
            threading.Thread(target=read, name=f"product-{name}")
            for name, read in (("lines", self._read_lines), ("said", self._read_said))
        ]
        for reader in self._readers:
            reader.start()

    @property
    def process_id(self) -> int:
        """Its number, for whoever measures it."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def __enter__(self) -> Product:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.running:
            self._process.kill()
        self.wait()

    def until(self, true: Callable[[], bool], seconds: float) -> float | None:
        """How long it took (s) until something was true; None if it was not in so many seconds."""
        begun = time.monotonic()
        with self._news:
            came = self._news.wait_for(lambda: true() or not self.running, seconds)
            return time.monotonic() - begun if came and true() else None

    def fresh(self, modality: str) -> bool:
        """Whether the newest estimate rests on this modality, as it is now."""
        newest = self.lines[-1] if self.lines else {}
        piece = newest.get(modality)
        return piece is not None and newest["t"] - piece["t_end"] < FRESH_S

    def halt(self) -> None:
        """Let it do nothing at all, as a machine that sleeps or is out of memory does."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on after :meth:`halt`."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()

    def interrupt(self) -> None:
        """Ask it to end, as Ctrl-C does."""
        self._process.terminate()

    def wait(self, seconds: float = 60.0) -> int:
        """Its exit code, once it has ended."""
        code = self._process.wait(seconds)
        for reader in self._readers:
            reader.join()
        return code

    def _read_lines(self) -> None:
        assert self._process.stdout is not None
        offset = None
        with self._process.stdout as lines:
            for text in lines:
                if not text.endswith("\n"):
                    break  # it was killed in the middle of a line
                line = json.loads(text)
                came = time.monotonic() - line["t"]
                offset = came if offset is None else offset
                with self._news:
                    self.lines.append(line)
                    self.behind_s.append(came - offset)
                    self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def _read_said(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as said:
            for text in said:
                with self._news:
                    self.said.append(text.rstrip("\n"))
                    self._news.notify_all()
