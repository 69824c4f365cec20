"""What a session in the terminal takes over from the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fusion.interfaces import DeviceError
from ui.commands import headless as terminal
from ui.live.options import Options
from ui.live.plan import Plan, make_plan
from ui.settings import Settings, save_settings


@pytest.mark.parametrize(
    ("logging", "asked", "used"),
    [(True, None, True), (False, None, False), (False, Path("talk.db"), Path("talk.db"))],
)
def test_a_log_switched_off_in_the_settings_is_off_here_too(
    monkeypatch: pytest.MonkeyPatch, logging: bool, asked: Path | None, used: Path | bool
) -> None:
    given: list[Plan] = []

    def assemble(options: Options, settings: Settings, **_: Any) -> Any:
        given.append(make_plan(options, settings, lambda _mode: True))
        raise DeviceError("no device")

    monkeypatch.setattr(terminal, "assemble", assemble)
    save_settings(Settings(logging=logging))
    with pytest.raises(DeviceError):
        terminal.run_headless(Options(source="demo", log=asked))
    assert (given[0].log or given[0].logged) == used
