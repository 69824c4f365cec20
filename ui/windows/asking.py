"""Where the other person is, and which devices are read: what is asked, offered, picked and remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from fusion.evidence import Modality
from fusion.whom import Whom
from ui.live.camera_address import require_picture
from ui.live.options import Options
from ui.live.plan import on_screen
from ui.live.session_look import SessionLook
from ui.live.trial import Look, Trial
from ui.live.whereabouts import is_of_a_call, is_unsaid, offered, preferred, remember, try_out
from ui.widgets.appearance import Appearance
from ui.windows.background import Background, Job
from ui.windows.first_pages import FirstPages
from ui.windows.live_window import LiveWindow
from ui.windows.where_panel import WherePanel
from ui.wording.failures import failure_in_words
from ui.wording.readings import asked_first
from ui.wording.translation import tr

if TYPE_CHECKING:
    from ui.live.assemble import Assembly


class Asking(QObject):
    """Looks after the banner's lists, the first pages, and the panel of the settings while that is attended.

    Parameters
    ----------
    options
        What was asked for on the command line; what is picked later takes its place.
    appearance
        Settings and palette.
    window
        The live window, whose banner offers devices and over which the first question is asked.
    background
        Where the devices are listed.
    running
        The session as it is now; None while there is none.
    """

    changed = pyqtSignal()
    """The settings are to be saved."""
    anew = pyqtSignal()
    """A session is to be begun with the options as they are now."""

    def __init__(
        self,
        options: Options,
        appearance: Appearance,
        window: LiveWindow,
        background: Background,
        running: Callable[[], Assembly | None],
    ) -> None:
        super().__init__()
        self.options = options
        self.question: FirstPages | None = None
        """The first pages while they are read; nothing is heard or seen before that."""
        self._settings = appearance.settings
        self._appearance = appearance
        self._window = window
        self._background = background
        self._running = running
        self._panels: list[WherePanel] = []
        self._trial: Trial | None = None
        self._listing: Job | None = None
        self._choices: tuple[list[str], list[str]] = ([], [])
        window.device_picked.connect(self.pick_device)

    @property
    def on_screen(self) -> bool:
        """Whether the other person is on this screen, as far as is known."""
        return on_screen(self.options, self._settings)

    def begin(self) -> None:
        """Ask for a session, at the very first start after the first question."""
        if is_unsaid(self.options, self._settings):
            self._ask_where()
        else:
            self.anew.emit()

    def attend(self, panel: WherePanel) -> None:
        """Offer in a panel what there is, and do what is picked there; until :meth:`leave`."""
        self._panels.append(panel)
        panel.where_chosen.connect(self.choose_where)
        panel.watch_chosen.connect(self.choose_watched)
        panel.picked.connect(self.pick_device)
        panel.look_again.connect(self.list_devices)
        panel.address.given.connect(lambda address: self._check(address, panel))
        self._offer()
        self.list_devices()

    def leave(self, panel: WherePanel) -> None:
        """Look after that panel no more."""
        self._panels.remove(panel)

    def look(self) -> Look | None:
        """A look at what is chosen: with devices of its own where no session has them, else at the session's.

        Of a call there is always one of its own, since many can look at a screen. None while something else
        than the devices is played.
        """
        if self.question is not None or self.on_screen:
            self._trial = try_out(self.options, self._settings, self._trial)
            return self._trial
        assembly, window = self._running(), self._window
        if assembly is None or assembly.is_demo or self.options.recording is not None:
            return None
        return SessionLook(lambda: window.state.streams() if window.state is not None else None)

    def let_go(self) -> None:
        """Wait until the devices of a look that has ended are let go of; elsewhere than in the window."""
        if self._trial is not None and self._trial.ended:
            self._trial.close()

    def session_changed(self) -> None:
        """A session has begun, or could not: what there is may be another, and can be looked at again."""
        self.list_devices()
        self._restart_panels()

    def pick_device(self, modality: Modality, name: str | None) -> None:
        """Go on with another microphone or camera, or part of the call, and remember the choice."""
        self.options = remember(self.options, self._settings, modality, name)
        self.changed.emit()
        self._offer()
        self._restart_panels()
        if self.question is not None:
            return
        assembly = self._running()
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
        self.anew.emit()

    def choose_where(self, where: str) -> None:
        """The other person is in the room or on the screen: go on there, and remember it."""
        self._settings.where = where
        self.changed.emit()
        self.options = replace(self.options, source=None, camera=None, microphone=None, sound=None)
        self.list_devices()
        self._restart_panels()
        if self.question is None:
            self.anew.emit()

    def choose_watched(self, whom: Whom) -> None:
        """It is about somebody else from now on, or about the user: in a session of its own."""
        if self.on_screen:
            self.options = replace(self.options, source=None, camera=None, microphone=None, sound=None)
        self.options = replace(self.options, watch=None)
        self._settings.watch = whom
        self.changed.emit()
        self._appearance.speak_of(whom)
        self.list_devices()
        if self.question is None:
            self.anew.emit()

    def list_devices(self) -> None:
        """Ask for the devices, without holding up the window."""
        called = self.on_screen
        if self._listing is not None:  # those of elsewhere may come later
            self._listing.cancel()
        self._listing = self._background.run("listing the devices", lambda: offered(called), self._listed)

    def close(self) -> None:
        """Ask no more, and look no more."""
        question, self.question = self.question, None
        if question is not None:
            question.close()
            self.leave(question.panel)
            question.deleteLater()
        if self._trial is not None:
            self._trial.close()

    def _ask_where(self) -> None:
        """The first question; the session begins once it is answered or closed."""
        self._window.show_waiting(asked_first())
        self.question = question = FirstPages(self._window, self._appearance, self.look)
        question.finished.connect(self._answered)
        self.attend(question.panel)
        question.open()

    def _answered(self, result: int) -> None:
        question, self.question = self.question, None
        if question is not None:  # else everything is being closed
            if result:
                question.keep(self._window.banner)
                self.changed.emit()
            self.leave(question.panel)
            question.deleteLater()
            self.anew.emit()

    def _check(self, address: str, panel: WherePanel) -> None:
        """Take a camera by its address if a picture comes from there, and say so in the panel."""

        def good(_: object) -> None:
            if panel in self._panels and panel.address.asked == address:
                panel.address.tell(tr("A picture comes from there: this camera is used."), done=True)
                self.pick_device(Modality.FACE, address)

        def bad(error: Exception) -> None:
            if panel in self._panels and panel.address.asked == address:
                panel.address.tell(failure_in_words(error))

        self._background.run("checking a camera's address", lambda: require_picture(address), good, bad)

    def _restart_panels(self) -> None:
        for panel in self._panels:
            panel.restart()

    def _listed(self, choices: tuple[list[str], list[str]]) -> None:
        self._choices = choices
        self._offer()

    def _offer(self) -> None:
        chosen = preferred(self.options, self._settings)
        for pickers in (self._window.notice.pickers, *(panel.pickers for panel in self._panels)):
            pickers.set_choices(*self._choices, *chosen, on_screen=self.on_screen)
