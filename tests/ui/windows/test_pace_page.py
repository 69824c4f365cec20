"""How soon a feeling is named and how long a reading stays: chosen, told of its price, and used."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from fusion.late_fusion import LateFusion, StateRule
from fusion.session.session import Session
from ui.settings import CLEAR_BY, SLOWNESS, VOICE_READERS, Settings
from ui.windows.pace_page import PACES, READERS, SENSITIVITIES, PacePage


@pytest.fixture
def session() -> Session:
    return Session(None, None)


def test_choices_hold_at_once_and_ask_to_be_saved(qtbot: Any, session: Session) -> None:
    settings = Settings()
    page = PacePage(settings, lambda: session)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.changed):
        page.sensitivity.setCurrentIndex(page.sensitivity.findData("later"))
        page.sensitivity.activated.emit(page.sensitivity.currentIndex())
    with qtbot.waitSignal(page.changed):
        page.pace.setCurrentIndex(page.pace.findData("calmer"))
        page.pace.activated.emit(page.pace.currentIndex())
    assert (settings.sensitivity, settings.pace) == ("later", "calmer")
    usual = LateFusion.shipped().rule
    later = session._fusion.rule
    assert later.voice_clear_from == pytest.approx(min(usual.voice_clear_from + 0.1, 0.95))
    assert later.face_clear_from == pytest.approx(min(usual.face_clear_from + 0.1, 0.95))
    assert session._display.steadiness.slowness == SLOWNESS["calmer"]
    settings.sensitivity = "usual"
    settings.adjust(session)
    assert session._fusion.rule == usual


def test_the_page_shows_what_was_chosen_and_needs_no_session(qtbot: Any) -> None:
    settings = Settings(sensitivity="sooner", pace="quicker")
    page = PacePage(settings, lambda: None)
    qtbot.addWidget(page)
    assert page.sensitivity.currentText() == SENSITIVITIES["sooner"]
    assert page.pace.currentData() == "quicker"
    assert page.sensitivity.accessibleName()
    page.pace.activated.emit(0)
    assert set(SENSITIVITIES) == set(CLEAR_BY)
    assert set(PACES) == set(SLOWNESS)


def test_no_choice_names_a_feeling_that_is_rather_wrong_than_right() -> None:
    for threshold in (0.4, 0.66, 0.9):
        moved = [StateRule(threshold, threshold).moved(by) for by in CLEAR_BY.values()]
        assert all(0.5 <= rule.voice_clear_from <= 0.95 for rule in moved)
        assert all(0.5 <= rule.face_clear_from <= 0.95 for rule in moved)


def test_what_is_adjusted_is_what_the_settings_say() -> None:
    told: list[tuple[float, float]] = []
    stand_in = SimpleNamespace(adjust=lambda clear_by, slowness: told.append((clear_by, slowness)))
    Settings(sensitivity="sooner", pace="calmer").adjust(stand_in)  # type: ignore[arg-type]
    assert told == [(-0.1, SLOWNESS["calmer"])]


def test_the_larger_voice_reader_can_be_chosen(qtbot: Any) -> None:
    settings = Settings()
    page = PacePage(settings, lambda: None)
    qtbot.addWidget(page)
    assert page.reader.currentData() == "small"
    with qtbot.waitSignal(page.changed):
        page.reader.setCurrentIndex(page.reader.findData("large"))
        page.reader.activated.emit(page.reader.currentIndex())
    assert settings.voice_reader == "large"
    assert set(READERS) == set(VOICE_READERS)
