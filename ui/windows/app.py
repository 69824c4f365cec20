"""Starts the windows: Qt, signals, settings, and an end that leaves nothing running."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from ui.live.options import Options

if TYPE_CHECKING:
    from ui.windows.faults import Faults

SIGNAL_CHECK_MS = 200
"""Python runs its signal handlers only when Qt gives it a turn."""


def run_window(options: Options) -> int:
    """Open the live window and return the exit code when it is closed.

    Parameters
    ----------
    options
        ``seconds`` closes the window that long after the session has started.
    """
    with _application() as faults:
        return _live(options, faults)


def _live(options: Options, faults: Faults) -> int:
    from PyQt6.QtWidgets import QApplication

    from ui.settings_file import load_settings
    from ui.widgets.appearance import Appearance
    from ui.widgets.stillness import Stillness
    from ui.windows.desk import Desk
    from ui.windows.passphrase_dialog import unlock_in_a_window
    from ui.windows.told_to_end import told_to_end

    settings, warning = load_settings()
    appearance = Appearance(settings)
    appearance.apply()
    stillness = Stillness()
    stillness.changed.connect(appearance.keep_still)
    if isinstance(options.log, Path) or (options.log is None and settings.logging):
        unlock_in_a_window(options.log)
    if told_to_end():  # while it was asked for: nothing is to be heard or seen any more
        return 0
    desk = Desk(options, appearance, warning)
    desk.over.connect(QApplication.quit)
    if QApplication.platformName().startswith("wayland"):
        from ui.live import devices
        from ui.windows.qt_screen import QtScreens

        screens = QtScreens()
        devices.windows_screen = screens.source
    faults.happened.connect(desk.fault)
    try:
        desk.begin()
        QApplication.exec()
    finally:
        desk.end()
    for sentence in (*desk.missing, desk.failure):
        if sentence:
            print(f"attune: {sentence}", file=sys.stderr)
    return 2 if desk.failure else 0


def run_review(path: Path | None) -> int:
    """Open the review window on a log (None: the usual one) and return the exit code when it is closed.

    Raises
    ------
    TimelineError
        If the log cannot be used.
    """
    from ui.commands.which_log import log_at

    log_at(path)
    with _application() as faults:
        return _look_back(path, faults)


def _look_back(path: Path | None, faults: Faults) -> int:
    from PyQt6.QtWidgets import QApplication

    from fusion.log.timeline import Timeline
    from ui.settings_file import load_settings, save_settings
    from ui.widgets.appearance import Appearance
    from ui.windows.passphrase_dialog import unlock_in_a_window
    from ui.windows.review.window import ReviewWindow
    from ui.windows.told_to_end import told_to_end

    settings, _warning = load_settings()
    appearance = Appearance(settings)
    appearance.apply()
    unlock_in_a_window(path)
    if told_to_end():
        return 0
    window = ReviewWindow(Timeline(path), appearance)
    window.closed.connect(QApplication.quit)
    window.settings_changed.connect(lambda: save_settings(settings))
    faults.happened.connect(window.tell)
    window.show()
    QApplication.exec()
    window.close()
    for sentence in window.finish():
        print(f"attune: {sentence}", file=sys.stderr)
    return 0


@contextmanager
def _application() -> Iterator[Faults]:
    """A QApplication that a signal can end, with hooks that keep it alive; it outlives every window.

    PyQt 6.11 deletes what windows are left when the application goes, in any order, and reads what went with
    another of them: now and then that ended the program (a false address in its ``cleanup_qobject``).
    """
    # cv2 points Qt at its own Qt 5 plugins when it is imported: let it do so now, then undo it.
    import cv2  # noqa: F401

    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
    from face_model.engines import make_ready

    make_ready()
    from PyQt6.QtCore import QEvent, QTimer
    from PyQt6.QtWidgets import QApplication

    from ui.commands.screen import let_go_of_trial
    from ui.windows.faults import Faults
    from ui.windows.told_to_end import tell_to_end

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    let_go_of_trial()
    app.setApplicationName("attune")
    app.setQuitOnLastWindowClosed(False)
    faults = Faults()
    faults.install()

    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        """Note it only: this runs in the middle of whatever is done, which may hold a lock."""
        asked.append(number)

    def quit_if_asked() -> None:
        if asked:
            asked.clear()
            tell_to_end()

    previous = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    heartbeat = QTimer()
    heartbeat.timeout.connect(quit_if_asked)
    heartbeat.start(SIGNAL_CHECK_MS)
    try:
        yield faults
    finally:
        heartbeat.stop()
        faults.remove()
        for number, handler in previous.items():
            signal.signal(number, handler)
        for window in QApplication.topLevelWidgets():
            window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()  # what else holds each other
