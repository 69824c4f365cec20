"""What explains a choice is in view with it, though the page scrolls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel, QWidget

from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.parts import Scrolled, page_of
from ui.windows.settings_dialog import SettingsDialog


@pytest.fixture(params=[(1.0, 420), (2.0, 620)])
def dialog(qtbot: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[SettingsDialog]:
    """The settings in a window so low that most pages scroll, with small and with large words."""
    scale, height = request.param
    appearance = Appearance(Settings(theme="light", text_scale=scale))
    appearance.apply()
    dialog = SettingsDialog(appearance, log=tmp_path / "log.db")
    qtbot.addWidget(dialog)
    dialog.resize(900, height)
    dialog.show()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    yield dialog
    appearance.settings.text_scale = 1.0
    appearance.apply()


def in_view(page: Scrolled, part: QWidget) -> bool:
    port = page.viewport()
    assert port is not None
    return port.rect().contains(QRect(part.mapTo(port, QPoint()), part.size()))


def explanation_of(reached: QWidget) -> QLabel | None:
    """The label that says what a reader is told with this."""
    more, page = reached.accessibleDescription(), page_of(reached)
    if page is None or not more:
        return None
    return next((w for w in page.findChildren(QLabel) if w.text() == more and w.isVisible()), None)


def test_a_choice_reached_by_tab_shows_what_it_means_too(dialog: SettingsDialog) -> None:
    seen = set()
    for at in range(7):
        dialog.show_page(at)
        dialog._pages.names.setFocus()
        begun_at = QApplication.focusWidget()
        while True:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            reached = QApplication.focusWidget()
            if reached is begun_at:
                break
            if (more := explanation_of(reached)) is not None:
                page = page_of(reached)
                assert page is not None and in_view(page, reached) and in_view(page, more), more.text()
                seen.add(more.text())
    assert len(seen) >= 12


def test_why_a_key_cannot_be_taken_is_in_view_at_every_line(dialog: SettingsDialog) -> None:
    dialog.show_page(6)
    dialog.keys.switch.click()
    told = dialog.keys.told
    for field in dialog.keys.fields.values():
        field.setFocus()
        page = page_of(dialog.keys)
        assert page is not None
        page.ensureWidgetVisible(field, 0, 0)
        QTest.keyClick(field, Qt.Key.Key_Left)
        assert told.text().startswith("Left is needed") and in_view(page, told) and in_view(page, field)
