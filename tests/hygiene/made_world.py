"""A desk's world in place of devices and models: what was asked of it, and what it gives."""

from __future__ import annotations

from typing import Any

from ui.live.options import Options
from ui.settings import Settings
from ui.windows.desk import Desk


class MadeWorld:
    """Stands for ui.live.assemble: what was asked of it, and what it gives."""

    def __init__(self, made: Any) -> None:
        self.made = made
        self.asked: list[tuple[Options, Settings]] = []
        self.assemblies: list[Any] = []
        self.error: Exception | None = None
        self.more: dict[str, Any] = {}

    def assemble(self, options: Options, settings: Settings) -> Any:
        self.asked.append((options, settings))
        if self.error is not None:
            raise self.error
        session = self.made.Session()
        session.start = lambda: None
        self.assemblies.append(self.made.Assembly(session, **self.more))
        return self.assemblies[-1]


def begin(desk: Desk, qtbot: Any) -> None:
    """Start, and wait until there is a session."""
    desk.begin()
    assert desk.window.card.labels()[0].text() == "Getting ready…"
    qtbot.waitUntil(lambda: desk.assembly is not None)
