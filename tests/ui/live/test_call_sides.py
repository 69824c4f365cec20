"""The microphone beside a call is opened only where it is wanted, and is the one that was chosen."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ui.live import call_sides as module
from ui.live.call_sides import beside_call
from ui.live.plan import Plan


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    named: list[Any] = []
    monkeypatch.setattr(module, "microphone_source", lambda name: named.append(name) or "source")
    return named


def test_without_the_users_wish_it_stays_closed(opened: list[Any]) -> None:
    voice: Any = SimpleNamespace(listeners=())
    assert beside_call(Plan(microphone="system"), voice) == (None, None)
    assert opened == [] and voice.listeners == ()


def test_with_it_both_sides_are_heard(opened: list[Any]) -> None:
    voice: Any = SimpleNamespace(listeners=("another",))
    plan = Plan(microphone="system", microphone_too=True, own_microphone="Headset")
    beside, sides = beside_call(plan, voice)
    assert opened == ["Headset"] and len(voice.listeners) == 2 and voice.listeners[0] == "another"
    assert beside is not None and beside[0] == "source"
    assert sides is not None and sides() is None
