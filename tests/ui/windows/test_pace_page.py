"""How soon a feeling is named and how long a reading stays: chosen, told of its price, and used."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from fusion.late_fusion import LateFusion, StateRule
from fusion.session.session import Session
from ui.settings import CLEAR_BY, HOLDS_S, Settings
from ui.windows.pace_page import SENSITIVITIES, PacePage


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
        page.hold.setCurrentIndex(HOLDS_S.index(2.0))
        page.hold.activated.emit(page.hold.currentIndex())
    assert (settings.sensitivity, settings.hold_s) == ("later", 2.0)
    usual = LateFusion.shipped().rule.clear_confidence
    assert session._fusion.rule.clear_confidence == pytest.approx(min(usual + 0.1, 0.95))
    assert session._display.steadiness.hold_s == 2.0
    settings.sensitivity = "usual"
    settings.adjust(session)
    assert session._fusion.rule.clear_confidence == pytest.approx(usual)


def test_the_page_shows_what_was_chosen_and_needs_no_session(qtbot: Any) -> None:
    settings = Settings(sensitivity="sooner", hold_s=3.0)
    page = PacePage(settings, lambda: None)
    qtbot.addWidget(page)
    assert page.sensitivity.currentText() == SENSITIVITIES["sooner"]
    assert page.hold.currentData() == 3.0
    assert page.sensitivity.accessibleName()
    page.hold.activated.emit(0)
    assert set(SENSITIVITIES) == set(CLEAR_BY)


def test_no_choice_names_a_feeling_that_is_rather_wrong_than_right() -> None:
    for threshold in (0.4, 0.66, 0.9):
        moved = [StateRule(clear_confidence=threshold).moved(by).clear_confidence for by in CLEAR_BY.values()]
        assert all(0.5 <= confidence <= 0.95 for confidence in moved)


def test_what_is_adjusted_is_what_the_settings_say() -> None:
    told: list[tuple[float, float]] = []
    stand_in = SimpleNamespace(adjust=lambda clear_by, hold_s: told.append((clear_by, hold_s)))
    Settings(sensitivity="sooner", hold_s=3.0).adjust(stand_in)  # type: ignore[arg-type]
    assert told == [(-0.1, 3.0)]
