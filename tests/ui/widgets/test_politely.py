"""A screen reader hears of changes: the first at once, the newest of the rest after a while."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from ui.widgets import politely
from ui.widgets.announce import announce
from ui.widgets.politely import LEAST_MS, Politely


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is announced."""
    told: list[str] = []
    monkeypatch.setattr(politely, "announce", told.append)
    return told


@pytest.fixture
def widget(qtbot: Any) -> QWidget:
    made = QWidget()
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    qtbot.addWidget(made)
    return made


def tell(polite: Politely, *words: str) -> None:
    for word in words:
        polite.tell("Card", f"Seems {word}.", f"Seems {word}.")


def test_the_twin_is_how_it_stands_and_only_the_newest_is_announced(
    qtbot: Any, widget: QWidget, said: list[str]
) -> None:
    polite = Politely(widget, least_ms=200)
    for word in ("calm", "happy", "sad"):
        polite.tell("Card", f"Seems {word}. It is long.", f"Seems {word}.")
        assert widget.accessibleDescription() == f"Seems {word}. It is long."
    assert said == ["Seems calm."] and widget.accessibleName() == "Card"
    qtbot.waitUntil(lambda: len(said) > 1)
    assert said == ["Seems calm.", "Seems sad."]


def test_on_the_widget_itself_the_twin_waits_and_nothing_is_announced(
    qtbot: Any, widget: QWidget, said: list[str]
) -> None:
    polite = Politely(widget, least_ms=200)
    tell(polite, "calm")
    widget.show()
    widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    for word in ("happy", "sad"):
        tell(polite, word)
        assert widget.accessibleDescription() == "Seems calm."
    qtbot.waitUntil(lambda: widget.accessibleDescription() != "Seems calm.")
    assert widget.accessibleDescription() == "Seems sad."
    assert said == ["Seems calm."]


def test_who_comes_to_it_hears_no_waiting_change_sooner_than_after_the_while(
    qtbot: Any, widget: QWidget, said: list[str]
) -> None:
    polite = Politely(widget, least_ms=600_000)
    tell(polite, "calm", "happy")
    assert polite._later.isActive()  # begun before anybody came
    widget.show()
    widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    assert widget.accessibleDescription() == "Seems happy." and not polite._later.isActive()
    tell(polite, "sad")
    assert widget.accessibleDescription() == "Seems happy."
    assert polite._later.remainingTime() > 300_000  # the while is counted from when somebody came
    polite._later.stop()


def test_what_came_back_to_what_was_said_is_not_said_again(
    qtbot: Any, widget: QWidget, said: list[str]
) -> None:
    polite = Politely(widget, least_ms=100)
    tell(polite, "calm", "happy", "calm")
    qtbot.waitUntil(lambda: not polite._later.isActive())
    tell(polite, "sad")
    qtbot.waitUntil(lambda: len(said) > 1)
    assert said == ["Seems calm.", "Seems sad."]


def test_five_seconds_lie_between_two() -> None:
    assert LEAST_MS >= 5000


def test_without_a_reader_nothing_is_announced() -> None:
    assert announce("Seems happy.") is False
    assert announce("") is False
