"""Pages of which one is shown, chosen above them; the names take a second line where one is too short."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QApplication, QStackedLayout, QVBoxLayout, QWidget

from ui.widgets.page_keys import turned_by_keys
from ui.widgets.parts import Scrolled, Segments
from ui.wording.translation import tr


class Pages(QWidget):
    """Like a row of tabs of which none is ever out of sight; the same keys go round.

    Parameters
    ----------
    name
        What a screen reader calls the choice.
    pages
        Each with its name; it scrolls where it is larger than the room for it.
    """

    def __init__(self, name: str, pages: Sequence[tuple[str, QWidget]]) -> None:
        super().__init__()
        self.names = Segments(name, [(str(at), words) for at, (words, _) in enumerate(pages)], wrap=True)
        self.names.chosen.connect(lambda at: self.show_page(int(at)))
        self._pages = QStackedLayout()  # a stacked widget would be told as a "layered pane"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.names)
        column.addLayout(self._pages, 1)  # before it has pages: it shows the first one, wherever it stands
        for words, page in pages:
            self._pages.addWidget(Scrolled(page, tr(words)))
        turned_by_keys(self, self._turn)
        self.show_page(0)

    def __len__(self) -> int:
        return self._pages.count()

    def show_page(self, at: int) -> None:
        """Show one of the pages, counted from 0."""
        self.names.select(str(at))
        self._pages.setCurrentIndex(at)

    def _turn(self, by: int) -> None:
        among_names = self.names.isAncestorOf(QApplication.focusWidget())
        self.show_page((self._pages.currentIndex() + by) % len(self))
        if among_names:
            self.names.setFocus()  # on the one that holds now
