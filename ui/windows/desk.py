"""The desk the windows lie on: starts and ends sessions, opens windows, keeps the settings."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtWidgets import QMessageBox

from fusion.evidence import Modality
from fusion.log.timeline import Timeline, default_path
from ui.live.options import Options
from ui.live.plan import on_screen
from ui.live.scene import Scene
from ui.live.trial import Trial
from ui.live.whereabouts import is_of_a_call, is_unsaid, offered, preferred, remember, try_out
from ui.settings import save_settings
from ui.widgets.appearance import Appearance
from ui.widgets.parts import resize_within_screen
from ui.windows.background import Background, Job
from ui.windows.compact_window import CompactWindow
from ui.windows.first_pages import FirstPages
from ui.windows.live_window import LiveWindow
from ui.windows.review.window import ReviewWindow
from ui.windows.settings_dialog import SettingsDialog
from ui.wording.failures import failure_in_words
from ui.wording.logging import missing_in_words
from ui.wording.own_voice import COUNTS_TOO
from ui.wording.readings import cannot_start, getting_ready
from ui.wording.translation import tr

if TYPE_CHECKING:
    from ui.live.assemble import Assembly

log = logging.getLogger(__name__)


class Desk(QObject):
    """Owns the live window and what belongs to it.

    Parameters
    ----------
    options
        What was asked for on the command line.
    appearance
        Settings and palette.
    warning
        A sentence to show at the start ("" for none).
    """

    over = pyqtSignal()
    """The live window was closed: the program may end."""

    def __init__(self, options: Options, appearance: Appearance, warning: str = "") -> None:
        super().__init__()
        self.options = options
        self.appearance = appearance
        self.window = LiveWindow(appearance)
        self.compact: CompactWindow | None = None
        self.review: ReviewWindow | None = None
        self.assembly: Assembly | None = None
        self.failure = ""
        """Why there is no session, "" while there is one."""
        self.missing: list[str] = []
        """After the end: sentences on what log and lines lack of the last session."""
        self._warning = warning
        self._background = Background()
        self._dialog: SettingsDialog | None = None
        self._question: FirstPages | None = None
        self._choices: tuple[list[str], list[str]] = ([], [])
        self._told_of_fault = False
        self._trouble: Mapping[Modality, str] = {}
        self._closing = False
        self._starting: Job | None = None
        self._opening_log: Job | None = None
        window = self.window
        window.review.connect(self.open_review)
        window.settings.connect(self.open_settings)
        window.compact.connect(self.show_compact)
        window.device_picked.connect(self.pick_device)
        window.again.connect(lambda: self._start(self.options, self.assembly))
        window.closed.connect(self._window_closed)
        window.foot.view.changed.connect(self.save)
        window.refreshed.connect(self._refreshed)
        window.dismissed.connect(self._dismissed)
        window.banner.welcome = not appearance.settings.welcomed
        if (place := appearance.settings.window_geometry) is not None:
            resize_within_screen(window, place[2], place[3])

    def begin(self) -> None:
        """Show the window and start a session behind it."""
        self.window.show()
        self._forget_old()
        if is_unsaid(self.options, self.appearance.settings):
            self._ask_where()
        else:
            self._start(self.options, None)

    def end(self) -> None:
        """Close everything: devices, files, threads, windows."""
        self._closing = True
        self.window.detach()
        for window in (self.review, self._dialog, self._question, self.compact, self.window):
            if window is not None:
                window.close()
        self._background.finish()
        if self.review is not None:
            self.review.finish()
        for window in (self.review, self.compact):
            if window is not None:
                window.deleteLater()
        self.review = self.compact = None
        if self.assembly is not None:
            self._keep_learnt()
            _close(self.assembly)
            self.missing = missing_in_words(self.assembly.writer, self.assembly.lines)
        self.assembly = None

    def pick_device(self, modality: Modality, name: str | None) -> None:
        """Go on with another microphone or camera, or part of the call, and remember the choice."""
        self.options = remember(self.options, self.appearance.settings, modality, name)
        self.save()
        if self._dialog is not None:
            self._dialog.where.restart()
        if self._question is not None:
            self._question.panel.restart()
            return
        assembly = self.assembly
        live = assembly is not None and self.options.recording is None and not assembly.is_demo
        if assembly is not None and live and modality in assembly.session.status():
            from ui.live.devices import camera_source, microphone_source

            now = assembly.captured.played if modality is Modality.VOICE else assembly.captured.screen
            if now is is_of_a_call(name):
                make = microphone_source if modality is Modality.VOICE else camera_source
                assembly.session.replace_source(modality, make(name))
                return
        elif self.options.recording is not None:
            self.options = replace(self.options, source=None)
        self._start(self.options, assembly)

    def choose_where(self, where: str) -> None:
        """The other person is in the room or on the screen: go on there, and remember it."""
        self.appearance.settings.where = where
        self.save()
        self.options = replace(self.options, source=None, camera=None, microphone=None, sound=None)
        self.list_devices()
        if self._dialog is not None:
            self._dialog.where.restart()
        if self._question is not None:
            self._question.panel.restart()
        else:
            self._start(self.options, self.assembly)

    def _ask_where(self) -> None:
        """The first question; the session begins once it is answered or closed."""
        self._question = question = FirstPages(self.window, self.appearance, self._try_out)
        question.panel.where_chosen.connect(self.choose_where)
        question.panel.picked.connect(self.pick_device)
        question.panel.look_again.connect(self.list_devices)
        question.finished.connect(self._where_answered)
        self._offer_choices()
        self.list_devices()
        question.open()

    def _where_answered(self, result: int) -> None:
        question, self._question = self._question, None
        if question is not None:
            if result:
                question.keep(self.window.banner)
                self.save()
            question.deleteLater()
        if not self._closing:
            self._start(self.options, None)

    def _try_out(self) -> Trial | None:
        return try_out(self.options, self.appearance.settings)

    def open_settings(self) -> None:
        """Show the settings."""
        dialog = SettingsDialog(
            self.appearance,
            self.window,
            lambda: self.assembly.session if self.assembly else None,
            "screen" if on_screen(self.options, self.appearance.settings) else "room",
            self._try_out,
            lambda: self.assembly,
        )
        dialog.changed.connect(self.save)
        dialog.device_picked.connect(self.pick_device)
        dialog.look_again.connect(self.list_devices)
        dialog.where_chosen.connect(self.choose_where)
        self._dialog = dialog
        dialog.where.restart()
        self._offer_choices()
        self.list_devices()
        dialog.exec()
        self._dialog = None
        dialog.deleteLater()

    def _forget_old(self) -> None:
        """Forget what is to be kept no longer; the review does so too."""
        path = self.options.log if isinstance(self.options.log, Path) else default_path()
        days = self.appearance.settings.keep_days

        def forget() -> None:
            with Timeline(path) as timeline:
                timeline.forget_older_than(days or 0)

        if days is not None and path.exists():
            self._background.run("forgetting old conversations", forget)

    def open_review(self) -> None:
        """Show past conversations."""
        if self.review is not None:
            self._show_review(self.review)
        elif self._opening_log is None:
            path = self.options.log if isinstance(self.options.log, Path) else None
            self._opening_log = self._background.run(
                "opening the log",
                lambda: Timeline(path),
                self._log_opened,
                self._log_not_opened,
                unwanted=lambda timeline: timeline.close(),
            )

    def _log_opened(self, timeline: Timeline) -> None:
        self._opening_log = None
        self.review = ReviewWindow(timeline, self.appearance)
        self.review.closed.connect(self._review_closed)
        self.review.settings_changed.connect(self.save)
        self._show_review(self.review)

    def _log_not_opened(self, error: Exception) -> None:
        self._opening_log = None
        self.tell(failure_in_words(error))

    @staticmethod
    def _show_review(review: ReviewWindow) -> None:
        review.show()
        review.raise_()
        review.activateWindow()

    def show_compact(self) -> None:
        """Put the small card in the window's place."""
        if self.assembly is None:
            return
        if self.compact is None:
            self.compact = CompactWindow(self.appearance)
            self.compact.restore.connect(self.show_whole)
            self.compact.pause.connect(self.window.toggle_pause)
            self.compact.bookmark.connect(self.window.bookmark)
            self.compact.anew.connect(self.window.start_anew)
        self.compact.show()
        self.window.hide()
        self.window.refresh_words()

    def show_whole(self) -> None:
        """Put the whole window in the small card's place."""
        self.window.show()
        self.window.raise_()
        if self.compact is not None:
            self.compact.remember_place()
            self.compact.hide()
            self.save()

    def list_devices(self) -> None:
        """Ask for the devices, without holding up the window."""
        called = on_screen(self.options, self.appearance.settings)
        self._background.run("listing the devices", lambda: offered(called), self._devices_listed)

    def save(self) -> None:
        """Write the settings down."""
        try:
            save_settings(self.appearance.settings)
        except OSError as error:
            self.tell(
                tr(
                    "Your settings could not be saved ({strerror}); they hold until you quit.",
                    strerror=error.strerror,
                )
            )

    def tell(self, text: str) -> None:
        """A calm message beside the window."""
        box = QMessageBox(self.window)
        box.setWindowTitle("Attune")
        box.setText(text)
        box.open()

    def fault(self, text: str) -> None:
        """Tell of something unexpected, once."""
        if not self._told_of_fault and not self._closing:
            self._told_of_fault = True
            self.tell(text)

    def _start(self, options: Options, old: Assembly | None) -> None:
        """Assemble and start a session elsewhere; ``old`` is closed first and lets go of its devices."""
        self._keep_learnt()
        self.assembly = None
        self.window.show_waiting(getting_ready())
        settings = replace(self.appearance.settings)  # as they are now: the work is done elsewhere

        def work() -> Assembly:
            from ui.live.assemble import assemble

            if old is not None:
                _close(old)
            assembly = assemble(options, settings)
            try:
                assembly.session.start()
            except BaseException:
                _close(assembly)
                raise
            return assembly

        if self._starting is not None:  # another device was picked meanwhile
            self._starting.cancel()
        self._starting = self._background.run(
            "starting the session", work, self._started, self._not_started, unwanted=_close
        )

    def _started(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.failure = ""
        if self._warning:
            assembly.notice, self._warning = f"{self._warning} {assembly.notice}".strip(), ""
        settings = self.appearance.settings
        if self.options.baseline is None:  # what was chosen while it was being started
            settings.allow_for(assembly.session)
        settings.adjust(assembly.session)
        self.window.attach(assembly)
        self.list_devices()
        if self.options.seconds is not None:
            QTimer.singleShot(round(self.options.seconds * 1000), self.window.close)

    def _not_started(self, error: Exception) -> None:
        self.failure = failure_in_words(error)
        self.window.show_waiting(cannot_start(), failure=self.failure)
        self.list_devices()
        if self.options.seconds is not None:
            QTimer.singleShot(round(self.options.seconds * 1000), self.window.close)

    def _devices_listed(self, choices: tuple[list[str], list[str]]) -> None:
        self._choices = choices
        self._offer_choices()

    def _offer_choices(self) -> None:
        settings = self.appearance.settings
        called, chosen = on_screen(self.options, settings), preferred(self.options, settings)
        asking = self._question.panel if self._question is not None else None
        for owner in (self.window.notice, self._dialog, asking):
            if owner is not None:
                owner.pickers.set_choices(*self._choices, *chosen, on_screen=called)

    def _refreshed(self, scene: Scene) -> None:
        if scene.trouble != self._trouble:  # what can be picked may have changed with it
            self._trouble = scene.trouble
            if scene.trouble:
                self.list_devices()
        if self.compact is not None and self.compact.isVisible():
            self.compact.show_scene(scene)

    def _dismissed(self) -> None:
        if not self.window.banner.welcome and not self.appearance.settings.welcomed:
            self.appearance.settings.welcomed = True
            self.save()
        if self.assembly is not None and COUNTS_TOO in self.assembly.notice:
            self.appearance.settings.told_of_own_voice = True
            self.save()

    def _review_closed(self) -> None:
        if self.review is not None:
            self.review.deleteLater()
            self.review = None

    def _window_closed(self) -> None:
        if not self._closing:
            place = self.window.geometry()
            settings = self.appearance.settings
            settings.window_geometry = (place.x(), place.y(), place.width(), place.height())
            self.save()
            self.over.emit()

    def _keep_learnt(self) -> None:
        """Keep what the session has learnt of the person named."""
        if self.assembly is not None and self.appearance.settings.keep_what(self.assembly.session):
            self.save()


def _close(assembly: Assembly) -> None:
    """End a session; one that fails to end is told of in the log and does not hold up what comes next."""
    try:
        assembly.close()
    except Exception:
        log.exception("the session could not be closed")
