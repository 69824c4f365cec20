"""A screen reader hears of changes: the first at once, the newest of the rest after a while."""

from __future__ import annotations

from typing import Any

from PyQt6.QtWidgets import QWidget

from ui.widgets.politely import LEAST_MS, Politely


def test_the_first_is_told_at_once_and_then_only_the_newest(qtbot: Any) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    polite = Politely(widget, least_ms=200)
    heard = []
    for word in ("calm", "happy", "sad"):
        polite.tell("Card", f"Seems {word}.")
        heard.append(widget.accessibleDescription())
    assert heard == ["Seems calm."] * 3
    qtbot.waitUntil(lambda: widget.accessibleDescription() != "Seems calm.")
    assert widget.accessibleDescription() == "Seems sad." and widget.accessibleName() == "Card"


def test_five_seconds_lie_between_two() -> None:
    assert LEAST_MS >= 5000
