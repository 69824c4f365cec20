"""What a window sees of a session that is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ui.live.state import LiveState
from ui.settings import Settings


@pytest.fixture
def session(made: Any) -> Any:
    return made.Session()


@pytest.fixture
def live(made: Any, session: Any) -> Iterator[Callable[..., tuple[LiveState, Any]]]:
    """Opens what a window sees of the session; everything opened is closed in the end."""
    opened: list[LiveState] = []

    def make(settings: Settings | None = None, *, watch: bool = False, **more: Any) -> tuple[LiveState, Any]:
        assembly = made.Assembly(session, **more)
        opened.append(LiveState(assembly, settings or Settings(), watch=watch))
        return opened[-1], assembly

    yield make
    for state in opened:
        state.close()
