"""The settings, the words and the palette in force, shared by every widget that paints."""

from __future__ import annotations

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication

from fusion.emotions import Emotion
from fusion.whom import Whom
from ui.settings import Settings, default_looks
from ui.widgets.retranslate import say_again, speak_as_chosen
from ui.widgets.shapes import window_icon
from ui.widgets.theme import (
    LIGHT,
    Palette,
    application_font,
    palette_for,
    qt_palette,
    stylesheet,
    with_luminance,
)
from ui.wording.looks import Looks, looks_of
from ui.wording.readings import CONFLICTING, NO_SIGNAL, PAUSED, UNCLEAR


class Appearance(QObject):
    """Settings, and what follows from them: looks and palette; ``changed`` fires after these are replaced."""

    changed = pyqtSignal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.palette: Palette = palette_for(settings.theme)
        self._still = False
        self.motion = settings.motion
        """Whether things may move: as the settings say, unless the desktop asks for stillness."""
        self._speaks, self._language = settings.language, speak_as_chosen(settings.language)
        self.looks: Looks = looks_of(settings).about(settings.watch)
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self._desktop_changed)

    def apply(self) -> None:
        """Dress the application in the settings as they now are."""
        self.palette = palette_for(self.settings.theme)
        self.motion = self.settings.motion and not self._still
        if self.settings.language != self._speaks:
            self._speaks, self._language = self.settings.language, speak_as_chosen(self.settings.language)
            say_again()
        self.looks = looks_of(self.settings).about(self.looks.whom)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(qt_palette(self.palette))
            app.setFont(application_font(self.settings.text_scale, self._language))
            app.setWindowIcon(window_icon(default_looks()[Emotion.HAPPY].colour, LIGHT))
            app.setStyleSheet(stylesheet(self.palette, self.settings.text_scale))
        self.changed.emit()

    def speak_of(self, whom: Whom) -> None:
        """Say what is said of this person from now on."""
        if whom is not self.looks.whom:
            self.looks = self.looks.about(whom)
            self.changed.emit()

    def keep_still(self, still: bool) -> None:
        """The desktop asks for less motion, or no longer."""
        self._still = still
        self.motion = self.settings.motion and not still

    def scaled(self, pixels: float) -> int:
        """A length at the user's text size, pixels."""
        return round(pixels * self.settings.text_scale)

    def colour_of(self, look: str) -> str:
        """The colour of an emotion as this theme shows it, or the quiet one of a look that is none.

        The user's colour, made as dark or bright as the theme has it: it stands out from the ground by 3:1,
        and no two feelings are the same grey.
        """
        if look in (UNCLEAR, CONFLICTING, NO_SIGNAL, PAUSED):
            return self.palette.track if look != NO_SIGNAL else self.palette.empty
        emotion = Emotion(look)
        return with_luminance(self.looks.of[emotion].colour, self.palette.rungs[emotion.position])

    def _desktop_changed(self) -> None:
        if self.settings.theme == "system":
            self.apply()
