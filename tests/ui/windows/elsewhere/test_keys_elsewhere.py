"""The settings say whether there are keys while another program is in front, and which."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from PyQt6.QtGui import QGuiApplication

from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.windows.elsewhere import here
from ui.windows.elsewhere.grabs import Grabs
from ui.windows.elsewhere.here import why_not_here
from ui.windows.elsewhere.keys_elsewhere import KeysElsewhere
from ui.windows.keys_help import KeysHelp
from ui.windows.settings_dialog import SettingsDialog

USUAL = {"pause elsewhere": "Ctrl+Alt+P", "bookmark elsewhere": "Ctrl+Alt+B"}


class MadeGrabs(Grabs):
    """A desktop that gives what nobody else has."""

    others = ""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Mapping[str, str]] = []
        self.open = True

    def hold(self, keys: Mapping[str, str]) -> str:
        self.asked.append(dict(keys))
        return f"{self.others} is taken." if self.others in keys.values() else ""

    def close(self) -> None:
        self.open = False


@pytest.fixture
def made_grabs(monkeypatch: pytest.MonkeyPatch) -> list[MadeGrabs]:
    made: list[MadeGrabs] = []

    def make() -> MadeGrabs:
        made.append(MadeGrabs())
        return made[-1]

    monkeypatch.setattr("ui.windows.elsewhere.keys_elsewhere.why_not_here", lambda: "")
    monkeypatch.setattr("ui.windows.elsewhere.keys_elsewhere.grabs_of_here", make)
    return made


def test_the_desktop_is_asked_only_while_they_are_wanted(qtbot: Any, made_grabs: list[MadeGrabs]) -> None:
    appearance = Appearance(Settings())
    keys = KeysElsewhere(appearance)
    assert made_grabs == []
    appearance.settings.keys_elsewhere = True
    appearance.changed.emit()
    appearance.changed.emit()
    assert made_grabs[0].asked == [USUAL]
    appearance.settings.keys["pause elsewhere"] = "Alt+F9"
    appearance.changed.emit()
    assert made_grabs[0].asked[1:] == [{**USUAL, "pause elsewhere": "Alt+F9"}]
    with qtbot.waitSignal(keys.pressed) as pressed:
        made_grabs[0].pressed.emit("pause elsewhere")
    assert pressed.args == ["pause elsewhere"]
    appearance.settings.keys_elsewhere = False
    appearance.changed.emit()
    assert not made_grabs[0].open
    appearance.settings.keys_elsewhere = True
    appearance.changed.emit()
    keys.close()
    assert not made_grabs[1].open


def test_what_cannot_be_had_is_said_in_the_settings(
    qtbot: Any, made_grabs: list[MadeGrabs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MadeGrabs, "others", "Ctrl+Alt+P")
    appearance = Appearance(Settings())
    keys, dialog = KeysElsewhere(appearance), SettingsDialog(appearance)
    qtbot.addWidget(dialog)
    dialog.keys.attend(keys)
    dialog.show_page(6)
    dialog.show()
    fields = [dialog.keys.fields[action] for action in USUAL]
    assert not any(field.isEnabled() for field in fields) and dialog.keys.state.isHidden()
    dialog.keys.switch.click()
    assert appearance.settings.keys_elsewhere and all(field.isEnabled() for field in fields)
    assert dialog.keys.state.isVisible() and dialog.keys.state.text() == "Ctrl+Alt+P is taken."
    fields[0].pressed.emit("F9")
    assert dialog.keys.told.text() == (
        "F9 alone would be missing in every other program: hold Ctrl or Alt with it."
    )
    fields[0].pressed.emit("Ctrl+F9")
    assert dialog.keys.state.isHidden()
    keys.close()


def test_a_desktop_that_gives_none_is_said_and_asked_for_nothing(
    qtbot: Any, made_grabs: list[MadeGrabs]
) -> None:
    appearance = Appearance(Settings(keys_elsewhere=True))
    keys, dialog = KeysElsewhere(appearance, "Not on this desktop."), SettingsDialog(appearance)
    qtbot.addWidget(dialog)
    dialog.keys.attend(keys)
    assert not made_grabs
    assert not dialog.keys.switch.isEnabled() and not dialog.keys.switch.isChecked()
    assert dialog.keys.state.text() == "Not on this desktop."
    assert appearance.settings.keys_elsewhere  # on another desktop they are wanted still
    keys.close()


@pytest.mark.parametrize(
    ("platform", "wayland", "said"),
    [
        ("windows", "", ""),
        ("cocoa", "", "On macOS"),
        ("wayland", "wayland-0", "(Wayland)"),
        ("xcb", "wayland-0", "(Wayland)"),
        ("offscreen", "", "On this desktop Attune"),
    ],
)
def test_why_not_here(monkeypatch: pytest.MonkeyPatch, platform: str, wayland: str, said: str) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", wayland)
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: platform)
    told = why_not_here()
    assert (said in told) if said else told == ""


def test_without_its_package_x11_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    monkeypatch.setattr(here, "find_spec", lambda name: None)
    assert why_not_here().endswith("pip install python-xlib.")


def test_the_list_of_keys_has_them_only_while_they_are_on(qtbot: Any) -> None:
    from PyQt6.QtWidgets import QLabel

    for on in (False, True):
        listed = KeysHelp(None, Settings(keys_elsewhere=on))
        qtbot.addWidget(listed)
        assert any(line.text() == "Ctrl+Alt+B" for line in listed.findChildren(QLabel)) is on


class MadeUser32:
    """Windows, as far as two combinations are concerned."""

    def __init__(self, taken: tuple[int, int] = (0, 0)) -> None:
        self.taken = taken
        self.held: dict[int, tuple[int, int]] = {}

    def RegisterHotKey(self, window: None, number: int, held: int, code: int) -> int:  # noqa: N802
        if (held & 0xF, code) == self.taken:
            return 0
        self.held[number] = (held, code)
        return 1

    def UnregisterHotKey(self, window: None, number: int) -> int:  # noqa: N802
        del self.held[number]
        return 1

    def VkKeyScanW(self, point: int) -> int:  # noqa: N802
        return {ord("?"): 0x1BF}.get(point, ord(chr(point).upper()))


def test_windows_is_asked_with_its_own_numbers(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Held against Windows' documented numbers alone: nobody ran it there."""
    import ctypes

    user32 = MadeUser32(taken=(0x3, ord("P")))
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(user32=user32), raising=sys.platform == "win32")
    from ui.windows.elsewhere.win32 import WindowsGrabs

    asked = WindowsGrabs()
    assert asked.hold(USUAL) == "Ctrl+Alt+P belongs to another program: choose another key for it."
    assert list(user32.held.values()) == [(0x4003, ord("B"))]
    assert asked.hold({"pause elsewhere": "Meta+F9", "bookmark elsewhere": "Ctrl+?"}) == ""
    assert list(user32.held.values()) == [(0x4008, 0x78), (0x4006, 0xBF)]
    asked.close()
    assert user32.held == {}
