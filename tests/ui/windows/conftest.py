"""A desk in a made world, which leaves no thread behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from made_world import MadeWorld

from ui.live.options import Options
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.windows.desk import Desk


@pytest.fixture
def world(made: Any, monkeypatch: pytest.MonkeyPatch) -> MadeWorld:
    world = MadeWorld(made)
    monkeypatch.setattr("ui.live.assemble.assemble", world.assemble)
    monkeypatch.setattr("ui.live.devices.microphone_choices", lambda: ["Headset"])
    monkeypatch.setattr("ui.live.devices.camera_choices", lambda: ["Webcam"])
    monkeypatch.setattr("ui.live.devices.microphone_source", lambda name: ("microphone", name))
    monkeypatch.setattr("ui.live.devices.camera_source", lambda name: ("camera", name))
    return world


@pytest.fixture
def desk(qtbot: Any, world: MadeWorld) -> Iterator[Desk]:
    appearance = Appearance(Settings(theme="light", motion=False, welcomed=True))
    appearance.apply()
    desk = Desk(Options(), appearance)
    qtbot.addWidget(desk.window)
    yield desk
    desk.end()
    assert not [t for t in threading.enumerate() if t.name.startswith("attune")]
    assert all(a.closed for a in world.assemblies)
