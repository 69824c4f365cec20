"""Says what the windows already show again in another language, without building them anew."""

from __future__ import annotations

from PyQt6.QtCore import QLibraryInfo, QLocale, QTranslator
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)

from ui.widgets.parts import ElidedLabel
from ui.wording.translation import again, language_for, speak

SAID = "said"
"""Property of a line to type in whose text was said by Attune, not typed."""


def speak_as_chosen(chosen: str) -> None:
    """Speak the language of the settings, or the system's, also in Qt's own dialogs."""
    language = language_for(chosen, QLocale.system().name())
    speak(language)
    app = QApplication.instance()
    if app is not None:
        for before in app.findChildren(QTranslator):
            app.removeTranslator(before)
            before.deleteLater()
        qts_own = QTranslator(app)  # buttons of its dialogs, menus of lines to type in
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != "en" and qts_own.load(f"qtbase_{language}", folder):
            app.installTranslator(qts_own)


def say_again() -> None:
    """Say all that is shown again, in the language spoken now."""
    for window in QApplication.topLevelWidgets():
        for widget in (window, *window.findChildren(QWidget)):
            _retell(widget)


def _retell(widget: QWidget) -> None:
    widget.setAccessibleName(again(widget.accessibleName()))
    widget.setAccessibleDescription(again(widget.accessibleDescription()))
    widget.setToolTip(again(widget.toolTip()))
    if widget.isWindow():
        widget.setWindowTitle(again(widget.windowTitle()))
    if isinstance(widget, ElidedLabel):
        widget.show_text(again(widget.whole))
    elif isinstance(widget, (QLabel, QAbstractButton)):
        widget.setText(again(widget.text()))
    elif isinstance(widget, QComboBox):
        for i in range(widget.count()):
            widget.setItemText(i, again(widget.itemText(i)))
    elif isinstance(widget, QMenu):
        for action in widget.actions():
            action.setText(again(action.text()))
    elif isinstance(widget, QLineEdit):
        widget.setPlaceholderText(again(widget.placeholderText()))
        if widget.property(SAID):
            widget.setText(again(widget.text()))
