"""The desk the windows lie on: starts and ends sessions, opens windows, keeps the settings."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QMessageBox

from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.log.encryption import convert
from ui.live.options import Options
from ui.live.own_voice import keep_own_voice
from ui.live.scene import Scene
from ui.settings_file import save_settings
from ui.widgets.announce import announce
from ui.widgets.answers import answer_to
from ui.widgets.appearance import Appearance
from ui.widgets.placing import place_of, put_back
from ui.windows.asking import Asking
from ui.windows.background import Background, Job
from ui.windows.compact_window import CompactWindow
from ui.windows.elsewhere.keys_elsewhere import KeysElsewhere
from ui.windows.keeping import Keeping
from ui.windows.live_window import LiveWindow
from ui.windows.passphrase_part import Change
from ui.windows.past_conversations import PastConversations
from ui.windows.reader_fetch import ReaderFetch
from ui.windows.settings_dialog import SettingsDialog
from ui.windows.telling.teller import Teller
from ui.windows.told_to_end import told_to_end
from ui.wording.failures import failure_in_words
from ui.wording.logging import missing_in_words
from ui.wording.own_voice import COUNTS_TOO
from ui.wording.readings import cannot_start, getting_ready
from ui.wording.translation import together, tr

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
        self.appearance = appearance
        self.window = LiveWindow(appearance)
        self.compact: CompactWindow | None = None
        self.assembly: Assembly | None = None
        self.failure = ""
        """Why there is no session, "" while there is one."""
        self.missing: list[str] = []
        """After the end: sentences on what log and lines lack of the last session and of what was written."""
        self._warning = warning
        self._background = Background()
        self._teller = Teller(appearance.settings)
        self._dialog: SettingsDialog | None = None
        self._told_of_fault = False
        self._trouble: Mapping[Modality, str] = {}
        self._closing = False
        self._starting: Job | None = None
        window = self.window
        self.asking = Asking(options, appearance, window, self._background, lambda: self.assembly)
        self.asking.changed.connect(self.save)
        self.asking.anew.connect(self._start)
        window.foot.view.watch_chosen.connect(self.asking.choose_watched)
        self.past = PastConversations(lambda: self.options, appearance, self._background, window)
        self.past.settings_changed.connect(self.save)
        self.past.failed.connect(self.tell)
        self.past.told.connect(self.tell)
        self.elsewhere = KeysElsewhere(appearance)
        self.elsewhere.pressed.connect(self._pressed_elsewhere)
        self.keeping = Keeping(window, self._background, lambda: self.assembly)
        self.keeping.failed.connect(self.tell)
        self.reader_fetch = ReaderFetch()
        self.reader_fetch.over.connect(self._reader_fetched)
        window.review.connect(self.past.open)
        window.settings.connect(self.open_settings)
        window.compact.connect(self.show_compact)
        window.again.connect(self._start)
        window.closed.connect(self._window_closed)
        window.foot.view.changed.connect(self.save)
        window.camera.whoever.wanted.connect(self.save)
        window.refreshed.connect(self._refreshed)
        window.dismissed.connect(self._dismissed)
        window.banner.welcome = not appearance.settings.welcomed
        if (place := appearance.settings.window_geometry) is not None:
            put_back(window, place)

    @property
    def options(self) -> Options:
        """What the session is asked to be: the command line's word, and what was picked since."""
        return self.asking.options

    def begin(self) -> None:
        """Show the window and start a session behind it."""
        if self.appearance.settings.window_maximized:
            self.window.showMaximized()
        else:
            self.window.show()
        self.past.forget_old()
        self.asking.begin()

    def end(self) -> None:
        """Close everything: devices, files, threads, windows."""
        self._closing = True
        self.window.detach()
        self._teller.close()
        self.elsewhere.close()
        self.reader_fetch.close()
        for window in (self.past, self._dialog, self.asking, self.compact, self.window):
            if window is not None:
                window.close()
        self._background.finish()
        self.missing = self.past.finish()
        if self.compact is not None:
            self.compact.deleteLater()
        self.compact = None
        if self.assembly is not None:
            self._keep_learnt()
            _close(self.assembly)
            made = self.assembly
            self.missing += missing_in_words(made.writer, made.lines, made.keeper)
        self.assembly = None

    def open_settings(self) -> None:
        """Show the settings."""
        dialog = SettingsDialog(
            self.appearance,
            self.window,
            lambda: self.assembly.session if self.assembly else None,
            "screen" if self.asking.on_screen else "room",
            self.asking.look,
            lambda: self.assembly,
            self.options.log if isinstance(self.options.log, Path) else None,
            self.window.recent,
        )
        dialog.changed.connect(self.save)
        dialog.passphrase.wanted.connect(self._change_passphrase)
        dialog.keys.attend(self.elsewhere)
        dialog.pace.larger.attend(self.reader_fetch)
        self._dialog = dialog
        self.asking.attend(dialog.where)
        answer_to(dialog)
        self.asking.leave(dialog.where)
        self._dialog = None

    def _reader_fetched(self, sentence: str) -> None:
        if self._dialog is None:  # which says so itself
            self.tell(sentence)

    def show_compact(self) -> None:
        """Put the small card in the window's place."""
        if self.assembly is None:
            return
        if self.compact is None:
            self.compact = CompactWindow(self.appearance)
            self.compact.restore.connect(self.show_whole)
            self.compact.quit.connect(self.window.close)
            self.compact.pause.connect(self.window.toggle_pause)
            self.compact.bookmark.connect(self.window.bookmark)
            self.compact.jotting.noted.connect(self.window.note)
            self.compact.anew.connect(self.window.start_anew)
            self.compact.reveal.connect(self.window.practice.reveal)
            self.compact.speak.connect(self.window.i_speak)
            self.window.bookmarked.connect(self.compact.tell_bookmarked)
            self.window.letting_go.connect(self.compact.jotting.keep)
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

    def save(self) -> None:
        """Write the settings down."""
        try:
            save_settings(self.appearance.settings)
        except OSError as error:
            self.tell(
                tr(
                    "Your settings could not be saved ({strerror}); they hold until you quit.",
                    strerror=tr(error.strerror or str(error)),
                )
            )

    def tell(self, text: str) -> None:
        """A calm message beside the window."""
        box = QMessageBox(self.window)
        box.setWindowTitle("Attune")
        box.setTextFormat(Qt.TextFormat.PlainText)  # it may name a file
        box.setText(text)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def fault(self, text: str) -> None:
        """Tell of something unexpected, once."""
        if not self._told_of_fault and not self._closing:
            self._told_of_fault = True
            self.tell(text)

    def _start(self) -> None:
        """Assemble and start a session elsewhere, once the one before has let go of its devices."""
        if told_to_end():  # a question that closes then begins nothing
            return
        self._keep_learnt()
        options, old, self.assembly = self.options, self.assembly, None
        self.window.show_waiting(getting_ready())
        settings = replace(self.appearance.settings)  # as they are now: the work is done elsewhere

        def work() -> Assembly:
            from ui.live.assemble import assemble

            self.asking.let_go()
            assembly = assemble(options, settings)
            try:
                assembly.session.start()
            except BaseException:
                _close(assembly)
                raise
            return assembly

        before = self._starting
        if before is not None:  # another device was picked meanwhile
            before.cancel()
        if old is not None:
            before = self._background.run("ending the session", lambda: _close(old))
        self._starting = self._background.run(
            "starting the session", work, self._started, self._not_started, unwanted=_close, after=before
        )

    def _started(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.failure = ""
        if self._warning:
            assembly.notice, self._warning = together(self._warning, assembly.notice), ""
        settings = self.appearance.settings
        if self.options.baseline is None:  # what was chosen while it was being started
            settings.allow_for(assembly.session, assembly.whom)
        settings.adjust(assembly.session)
        self.options.keep = None  # it was asked for this session, and for no other
        self.window.attach(assembly)
        self._began()

    def _not_started(self, error: Exception) -> None:
        self.failure = failure_in_words(error)
        self.window.show_waiting(cannot_start(), failure=self.failure)
        self._began()

    def _began(self) -> None:
        """There is a session, or why there is none is said; both end after as long as was asked for."""
        self.asking.session_changed()
        if self.options.seconds is not None:
            QTimer.singleShot(round(self.options.seconds * 1000), self.window.close)

    def _refreshed(self, scene: Scene) -> None:
        if scene.trouble != self._trouble:  # what can be picked may have changed with it
            self._trouble = scene.trouble
            if scene.trouble:
                self.asking.list_devices()
        if self.compact is not None and self.compact.isVisible():
            self.compact.show_scene(scene, guess_first=self.window.practice.covers)
        if not self.window.practice.covers:
            self._teller.take(scene)

    def _pressed_elsewhere(self, action: str) -> None:
        """Do it, and have it said: nobody looks here now."""
        if self.assembly is None:
            return
        if action == "bookmark elsewhere":
            if self.compact is not None:
                self.compact.jotting.keep()  # a word that is being written is on the bookmark before
            announce(tr("Bookmarked") if self.window.bookmark() else tr("Not kept: it has ended"))
        else:
            self.window.toggle_pause()
            announce(tr("Paused") if self.assembly.session.paused else tr("Going on"))

    def _dismissed(self) -> None:
        if not self.window.banner.welcome and not self.appearance.settings.welcomed:
            self.appearance.settings.welcomed = True
            self.save()
        if self.assembly is not None and COUNTS_TOO in self.assembly.notice:
            self.appearance.settings.told_of_own_voice = True
            self.save()

    def _window_closed(self) -> None:
        if not self._closing:
            settings = self.appearance.settings
            settings.window_maximized = self.window.isMaximized()
            if not settings.window_maximized:  # else it stands where it stood before when it is made smaller
                settings.window_geometry = place_of(self.window)
            if self.compact is not None and self.compact.isVisible():
                self.compact.remember_place()
                self.compact.hide()
            self.save()
            if self.past.window is not None:
                self.past.window.stayed.connect(self._rest)
            self.past.close_first(self.over.emit)

    def _rest(self) -> None:
        """Only the review is left, with words that could not be kept: nothing is heard or seen for it."""
        if self.assembly is not None:
            self.assembly.session.pause()

    def _change_passphrase(self, change: Change) -> None:
        """Write the log anew, for which nobody may have it open, and go on with a new session."""
        self.past.close_first(lambda: self._convert(change), self._not_converted)

    def _not_converted(self) -> None:
        """What was written in the review could not be kept, so it is still open."""
        if self._dialog is not None:
            sentence = tr(
                "Nothing was changed: what was written in the past conversations' window could not be kept, "
                "so it is still open."
            )
            self._dialog.passphrase.over(UserError(sentence))

    def _convert(self, change: Change) -> None:
        self._keep_learnt()
        old, self.assembly = self.assembly, None
        if old is not None:
            self.window.show_waiting(getting_ready())

        def work() -> None:
            if old is not None:
                _close(old)
            convert(change.log, change.now, change.new)

        def over(error: Exception | None = None) -> None:
            if self._dialog is not None:
                self._dialog.passphrase.over(error)
            elif error is not None:
                self.tell(failure_in_words(error))
            if old is not None:
                self._start()

        self._background.run("writing the log anew", work, lambda _: over(), over)

    def _keep_learnt(self) -> None:
        """Keep what the session has learnt of the person named, and of the user's voice."""
        settings = self.appearance.settings
        if self.assembly is not None and any(
            [settings.keep_what(self.assembly.session), keep_own_voice(settings, self.assembly.learner)]
        ):
            self.save()


def _close(assembly: Assembly) -> None:
    """End a session; one that fails to end is told of in the log and does not hold up what comes next."""
    try:
        assembly.close()
    except Exception:
        log.exception("the session could not be closed")
