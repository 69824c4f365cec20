"""Says what the windows already show again in another language, without building them anew."""

from __future__ import annotations

from PyQt6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator
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

LACKING = {
    "zh_CN": {
        "&Look in:": "查找位置(&L)：",
        "Files of &type:": "文件类型(&T)：",
        "Page &Set:": "页面范围(&S)：",
    }
}
"""Of Qt's own dialogs, what its catalogues leave in English (Qt 6.11)."""
SAID = "said"
"""Property of a line to type in whose text was said by Attune, not typed."""


class Lacking(QTranslator):
    """What Qt's catalogue leaves in English; to be installed before that, as the newest is asked first."""

    def __init__(self, language: str, parent: QObject) -> None:
        super().__init__(parent)
        self._words = LACKING.get(language, {})

    def translate(  # type: ignore[override]  # None is Qt's null string: it asks no further for an empty one
        self, context: str, source: str, about: str = "", n: int = -1
    ) -> str | None:
        """In place of Qt's English; None where there is nothing better."""
        return self._words.get(source)  # QTranslator's own, asked from here, takes no sign beyond ASCII


def speak_as_chosen(chosen: str) -> str:
    """Speak the language of the settings, or the system's, also in Qt's own dialogs; says which that is."""
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
            app.installTranslator(Lacking(language, app))
            app.installTranslator(qts_own)
    return language


def say_again() -> None:
    """Say all that is shown again, in the language spoken now."""
    for window in QApplication.topLevelWidgets():
        for widget in (window, *window.findChildren(QWidget)):
            _retell(widget)


def _retell(widget: QWidget) -> None:
    widget.setAccessibleName(_again(widget, "name", widget.accessibleName()))
    widget.setAccessibleDescription(_again(widget, "description", widget.accessibleDescription()))
    widget.setToolTip(_again(widget, "tip", widget.toolTip()))
    if widget.isWindow():
        widget.setWindowTitle(_again(widget, "title", widget.windowTitle()))
    if isinstance(widget, ElidedLabel):
        widget.show_text(_again(widget, "text", widget.whole))
    elif isinstance(widget, (QLabel, QAbstractButton)):
        widget.setText(_again(widget, "text", widget.text()))
    elif isinstance(widget, QComboBox):
        for i in range(widget.count()):
            widget.setItemText(i, _again(widget, f"item {i}", widget.itemText(i)))
    elif isinstance(widget, QMenu):
        for i, action in enumerate(widget.actions()):
            action.setText(_again(widget, f"action {i}", action.text()))
    elif isinstance(widget, QLineEdit):
        widget.setPlaceholderText(_again(widget, "placeholder", widget.placeholderText()))
        if widget.property(SAID):
            widget.setText(_again(widget, "text", widget.text()))


def _again(widget: QWidget, part: str, shown: str) -> str:
    """What one part of a widget shows, said again; two English texts may be one in another language."""
    if not shown:
        return shown
    before = widget.property(f"{part} before")
    source = before[1] if before is not None and before[0] == shown else shown
    said = again(source)
    if said != shown:
        widget.setProperty(f"{part} before", [said, source])
    return said
