"""Work that takes long, on threads of its own; what comes of it is handed over on the window's thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal

log = logging.getLogger(__name__)


class Background(QObject):
    """Runs functions on threads and delivers their results in the order in which they end.

    After :meth:`finish` nothing is delivered any more and every thread is joined.
    """

    _over = pyqtSignal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: list[threading.Thread] = []
        self._finished = False
        self._over.connect(self._deliver)

    def run(
        self, work: Callable[[], Any], then: Callable[[Any], object], otherwise: Callable[[Exception], object]
    ) -> None:
        """Do ``work`` elsewhere, then call here ``then`` with its result or ``otherwise`` with its error."""

        def job() -> None:
            try:
                result, receiver = work(), then
            except Exception as error:  # whatever went wrong is shown, not lost with the thread
                log.info("background work failed", exc_info=True)
                result, receiver = error, otherwise
            self._over.emit(receiver, result)

        self._threads = [t for t in self._threads if t.is_alive()]
        thread = threading.Thread(target=job, name="attune-background")
        self._threads.append(thread)
        thread.start()

    def finish(self) -> None:
        """Wait for what runs and deliver nothing more."""
        self._finished = True
        for thread in self._threads:
            thread.join()
        self._threads = []

    def _deliver(self, receiver: Callable[[Any], object], result: Any) -> None:
        if not self._finished:
            receiver(result)
