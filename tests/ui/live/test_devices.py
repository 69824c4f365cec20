"""Which devices there are, by name, and whether a mode can use any of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import NoReturn

import pytest

from fusion.interfaces import DeviceError
from fusion.mode import Mode
from ui.live import devices


def offer(monkeypatch: pytest.MonkeyPatch, microphones: list[str] | None, cameras: list[str] | None) -> None:
    """Have these devices found; None where they cannot even be listed."""

    def none() -> NoReturn:
        raise DeviceError("There is no way to list them.")

    listed = [SimpleNamespace(name=name) for name in cameras or []]
    for function, names, found in (
        ("microphone_names", microphones, microphones),
        ("list_cameras", cameras, listed),
    ):
        monkeypatch.setattr(devices, function, none if names is None else lambda found=found: found)


def test_devices_are_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, ["Headset", "Built-in"], ["Webcam"])
    assert devices.microphone_choices() == ["Headset", "Built-in"]
    assert devices.camera_choices() == ["Webcam"]
    offer(monkeypatch, None, None)
    assert devices.microphone_choices() == devices.camera_choices() == []


@pytest.mark.parametrize(
    ("microphones", "cameras", "usable"),
    [
        (["Headset"], ["Webcam"], {Mode.BOTH, Mode.VOICE, Mode.FACE}),
        (["Headset"], None, {Mode.BOTH, Mode.VOICE}),
        ([], ["Webcam"], {Mode.BOTH, Mode.FACE}),
        (None, [], set()),
    ],
)
def test_a_mode_needs_a_device_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
    microphones: list[str] | None,
    cameras: list[str] | None,
    usable: set[Mode],
) -> None:
    offer(monkeypatch, microphones, cameras)
    assert {mode for mode in Mode if devices.any_found(mode)} == usable


def test_a_source_is_of_the_device_that_was_asked_for() -> None:
    assert devices.microphone_source("Headset").name == "Headset"
    assert devices.microphone_source(None).name == "the default microphone"
    assert devices.camera_source("Webcam").name == "Webcam"


def test_parts_of_the_screen_and_what_is_played_are_sources_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert devices.camera_source("window:Sam").name == "Sam"
    assert devices.camera_source("screen").name == "Screen 1"
    assert devices.microphone_source("system").name == "what this computer plays"
    assert devices.microphone_source("system:Headphones").name == "Headphones"
    monkeypatch.setattr(devices, "screen_count", lambda: 2)
    monkeypatch.setattr(devices, "window_titles", lambda: ["Call: Sam"])
    assert devices.place_choices() == ["window:Call: Sam", "screen", "screen:2"]
    monkeypatch.setattr(devices, "played_sounds", lambda: [SimpleNamespace(name="Speakers")])
    assert devices.played_choices() == ["system:Speakers"]
