"""Whether a signal has told the program to end: from then on nothing is to be heard or seen any more."""

from __future__ import annotations

from PyQt6.QtWidgets import QApplication

_TOLD_TO_END = "told to end"


def tell_to_end() -> None:
    """Close every window and quit, and remember it: quitting is forgotten where only a question is open."""
    if (app := QApplication.instance()) is not None:
        app.setProperty(_TOLD_TO_END, True)
    QApplication.closeAllWindows()
    QApplication.quit()


def told_to_end() -> bool:
    """Whether it was told so."""
    app = QApplication.instance()
    return app is not None and bool(app.property(_TOLD_TO_END))
