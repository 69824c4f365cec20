"""Keeping sound and picture of the session that runs: asked first, begun, and ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from fusion.errors import UserError
from fusion.keeping.what import CLIP_S, Keep
from ui.widgets.answers import answer_to
from ui.widgets.appearance import Appearance
from ui.widgets.parts import Segments, label
from ui.windows.background import Background
from ui.windows.live_window import LiveWindow
from ui.wording.failures import failure_in_words
from ui.wording.translation import mark, tr

if TYPE_CHECKING:
    from ui.live.assemble import Assembly

AGREE = mark("Whoever is heard or seen must know and agree before sound and picture are kept.")
WHERE = mark(
    "They are kept for this conversation only, beside its log on this computer, readable by you alone, and "
    "are deleted with it. You can play them in Review."
)


class KeepQuestion(QDialog):
    """What is to be kept, and whether the other person agrees; keeping nothing is the usual answer."""

    def __init__(self, parent: QWidget | None, appearance: Appearance) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keep sound and picture"))
        self.agree = label(tr(AGREE), "title", wrap=True)
        self.agree.setMinimumWidth(appearance.scaled(440))
        clips = tr("The last {seconds} seconds at each bookmark", seconds=round(CLIP_S))
        choices = ((Keep.BOOKMARKS.value, clips), (Keep.ALL.value, tr("All from now on")))
        self.wishes = Segments(tr("What is kept"), choices)
        self.wishes.select(Keep.BOOKMARKS.value)
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton(tr("They agree: keep it"), QDialogButtonBox.ButtonRole.AcceptRole)
        no = buttons.addButton(tr("Keep nothing"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(12)
        for part in (self.agree, self.wishes, label(tr(WHERE), "muted", wrap=True), buttons):
            column.addWidget(part)
        if no is not None:
            no.setDefault(True)

    @property
    def wish(self) -> Keep:
        """What was chosen."""
        return Keep(self.wishes.selected)


class Keeping(QObject):
    """Between the live window and its session.

    Parameters
    ----------
    window
        Its buttons ask for it.
    background
        Waits for the disk.
    assembly
        The session that runs, None while there is none.
    """

    failed = pyqtSignal(str)
    """Why nothing can be kept."""

    def __init__(
        self, window: LiveWindow, background: Background, assembly: Callable[[], Assembly | None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._background = background
        self._assembly = assembly
        window.foot.keep_wanted.connect(self.ask)
        window.parts.kept.stop.connect(lambda: self.begin(None))

    def ask(self) -> None:
        """Ask what is to be kept, and begin; where nothing can be, say so before anybody is asked."""
        assembly = self._assembly()
        try:
            if assembly is not None:
                assembly.require_keepable()
        except UserError as error:
            self.failed.emit(failure_in_words(error))
            return
        question = KeepQuestion(self._window, self._window.appearance)
        if answer_to(question):
            self.begin(question.wish)

    def begin(self, what: Keep | None) -> None:
        """Keep from now on, or no more with None."""
        assembly = self._assembly()

        def work() -> None:
            assert assembly is not None
            assembly.keep(what)
            if self._assembly() is not assembly:  # it was ended meanwhile, and ends nothing any more
                assembly.keep(None)

        if assembly is not None:
            self._background.run(
                "keeping sound and picture",
                work,
                lambda _none: self._window.refresh_words(),
                lambda error: self.failed.emit(failure_in_words(error)),
            )
