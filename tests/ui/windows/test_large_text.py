"""With text of twice the size nothing of the windows is out of reach, also where they are small."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import QPoint, QSize, Qt
from PyQt6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit

from fusion.emotions import Emotion
from fusion.evidence import State
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.pages import Pages
from ui.widgets.parts import Scrolled
from ui.windows.feelings_page import FeelingsPage
from ui.windows.keys_help import KeysHelp
from ui.windows.live_parts import ScrolledParts
from ui.windows.live_window import LiveWindow
from ui.windows.passphrase_dialog import PassphraseDialog
from ui.windows.passphrase_part import PassphraseChange
from ui.windows.settings_dialog import SettingsDialog


def shown(qtbot: Any, made: Any, scale: float, language: str = "en") -> tuple[LiveWindow, ScrolledParts]:
    appearance = Appearance(Settings(theme="light", motion=False, text_scale=scale, language=language))
    appearance.apply()
    window = LiveWindow(appearance)
    qtbot.addWidget(window)
    session, _assembly = made.attach(window)
    session.say(made.moment(1.0, State.CLEAR, Emotion.HAPPY, voice=Emotion.HAPPY, face=Emotion.HAPPY))
    window.setMinimumSize(QSize(0, 0))
    window.resize(900, 600)
    window.show()
    window.refresh_words()
    for _ in range(3):
        QApplication.processEvents()
    scroll = window.centralWidget()
    assert isinstance(scroll, ScrolledParts)
    return window, scroll


FOOT = (
    "Nothing leaves this computer. Logging: on · no sound or picture is kept. Has known this face and voice "
    "for less than a minute. Whoever is heard or seen should know that Attune is on."
)


@pytest.mark.parametrize(("scale", "width", "stacked"), [(2.0, 900, True), (1.0, 1280, False)])
def test_the_foot_takes_no_more_room_than_its_words_need(
    qtbot: Any, made: Any, scale: float, width: int, stacked: bool
) -> None:
    """Beside its buttons the words had thirteen lines, and the card above was painted over itself."""
    window, scroll = shown(qtbot, made, scale)
    window.resize(width, 600)
    foot = window.foot
    for button in (foot.anew, foot.keep):
        button.show()
    foot.words.setText(FOOT)
    sentence, rows = window.card.labels()[2], window.card._rows
    QApplication.processEvents()
    lines = foot.words.height() / foot.words.fontMetrics().lineSpacing()
    assert lines < (3.5 if stacked else 2.5)
    words, buttons = foot.words.geometry(), foot._buttons.geometry()
    assert (buttons.top() >= words.bottom()) is stacked and not words.intersects(buttons)
    assert sentence.geometry().bottom() < rows.geometry().top()
    assert not window.card._too_tall()
    port = scroll.viewport()
    assert port is not None and foot.geometry().right() <= port.width()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_double_text_in_a_small_window_can_all_be_reached(qtbot: Any, made: Any, language: str) -> None:
    window, scroll = shown(qtbot, made, 2.0, language)
    assert window.width() == 900 and window.height() == 600
    assert window.parts.past.isVisible() and window.strip.height() > 40
    words = [*window.parts.findChildren(QLabel), *window.parts.findChildren(QAbstractButton)]
    seen = [w for w in words if w.isVisible() and w.text()]
    assert len(seen) > 12
    for widget in seen:
        scroll.ensureWidgetVisible(widget, 0, 0)
        middle = widget.mapTo(window.parts, widget.rect().center())
        assert window.parts.rect().contains(middle), widget.text()
        port = scroll.viewport()
        assert port is not None
        assert port.rect().contains(widget.mapTo(port, widget.rect().center())), widget.text()
    assert scroll.focusPolicy() is Qt.FocusPolicy.TabFocus
    sideways = scroll.horizontalScrollBar()
    assert sideways is not None and sideways.maximum() == 0
    window.detach()


@pytest.mark.parametrize("size", [(900, 600), (1280, 800), (1920, 1080)])
def test_no_word_of_the_card_is_cut_beside_double_text(qtbot: Any, made: Any, size: tuple[int, int]) -> None:
    window, _scroll = shown(qtbot, made, 2.0)
    window.resize(*size)
    for _ in range(3):
        QApplication.processEvents()
    words = [w for w in window.card.findChildren(QLabel) if w.isVisible() and w.text()]
    assert len(words) >= 5
    for label in words:
        if not label.wordWrap():
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width(), label.text()
        else:
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    window.detach()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scale", [1.0, 1.3, 1.5, 2.0])
def test_how_much_each_counts_is_within_the_card_at_any_width(
    qtbot: Any, made: Any, scale: float, language: str
) -> None:
    """Also where the face is all there is, which takes the longest words."""
    window, _scroll = shown(qtbot, made, scale, language)
    session = window._assembly.session
    session.say(made.moment(2.0, State.CLEAR, Emotion.HAPPY, face=Emotion.HAPPY))
    window.refresh_words()
    for width in range(900, 1900, 50):
        window.resize(width, 1000)
        for _ in range(3):
            QApplication.processEvents()
        card = window.card
        for row in (card.voice, card.face):
            note = row._note
            right = note.mapTo(card, QPoint(note.fontMetrics().horizontalAdvance(note.text()), 0)).x()
            assert note.isHidden() or right <= card.width(), (width, note.text())
            assert (
                note.isHidden() or note.mapTo(card._rows, note.rect().bottomRight()).x() <= card._rows.width()
            )
    window.detach()


def test_with_double_text_the_window_and_its_title_bar_fit_on_a_small_screen(qtbot: Any) -> None:
    appearance = Appearance(Settings(theme="light", text_scale=2.0))
    appearance.apply()
    window = LiveWindow(appearance)
    qtbot.addWidget(window)
    room = window.screen().availableSize()
    assert window.minimumHeight() < room.height() < appearance.scaled(560)
    window.detach()


def test_at_the_ordinary_size_nothing_has_to_be_scrolled(qtbot: Any, made: Any) -> None:
    window, scroll = shown(qtbot, made, 1.0)
    for bar in (scroll.verticalScrollBar(), scroll.horizontalScrollBar()):
        assert bar is not None and bar.maximum() == 0
    assert scroll.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert window.parts.past.isVisible()
    window.detach()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("where", ["room", "screen"])
def test_a_small_window_of_settings_scrolls_downwards_only(
    qtbot: Any, tmp_path: Path, language: str, where: str
) -> None:
    appearance = Appearance(Settings(theme="light", text_scale=2.0, language=language))
    appearance.apply()
    dialog = SettingsDialog(appearance, where=where, log=tmp_path / "log.db")
    qtbot.addWidget(dialog)
    dialog.resize(840, 560)
    dialog.show()
    pages = dialog.findChild(Pages)
    assert pages is not None
    for at in range(len(pages)):
        dialog.show_page(at)
        for _ in range(3):
            QApplication.processEvents()
        page = next(s for s in dialog.findChildren(Scrolled) if s.isVisible())
        bar = page.horizontalScrollBar()
        assert bar is not None and bar.maximum() == 0, at
        for line in page.findChildren(QLineEdit):
            if line.isVisible():
                assert line.fontMetrics().horizontalAdvance(line.text()) <= line.width() - 20, line.text()


def test_a_feeling_takes_one_line_where_there_is_room_for_its_words(qtbot: Any) -> None:
    appearance = Appearance(Settings(theme="light"))
    appearance.apply()
    page = FeelingsPage(appearance)
    qtbot.addWidget(page)
    page.show()
    for width, lines in ((860, 1), (500, 2)):
        page.resize(width, 700)
        QApplication.processEvents()
        happy = [w for w in page.findChildren(QLineEdit) if w.accessibleName().startswith("happy:")]
        assert len({w.y() for w in happy}) == lines and len(happy) == 3


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("asked", ["passphrase", "unlock", "keys"])
def test_no_word_of_a_small_dialog_is_cut(qtbot: Any, tmp_path: Path, asked: str, scale: float) -> None:
    appearance = Appearance(Settings(theme="light", text_scale=scale))
    appearance.apply()
    dialog = {
        "passphrase": lambda: PassphraseChange(tmp_path / "log.db", remove=False),
        "unlock": lambda: PassphraseDialog(tmp_path / "log.db"),
        "keys": lambda: KeysHelp(None, Settings(text_scale=scale, keys_elsewhere=True)),
    }[asked]()
    qtbot.addWidget(dialog)
    dialog.show()
    if isinstance(dialog, (PassphraseChange, PassphraseDialog)):
        dialog.wrong.setText("This is not the passphrase. Please try again. " * 2)
        dialog.wrong.show()
    for _ in range(5):
        QApplication.processEvents()
    screen = dialog.screen()
    assert screen is not None and dialog.width() <= screen.availableSize().width()
    assert dialog.height() <= screen.availableSize().height()
    words = [w for w in dialog.findChildren(QLabel) if w.isVisible() and w.text()]
    assert len(words) >= 3
    for label in words:
        if label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
        else:
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width(), label.text()
    appearance.settings.text_scale = 1.0
    appearance.apply()
