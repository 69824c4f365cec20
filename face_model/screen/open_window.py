"""A window on the screen, whichever desktop shows it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from face_model.screen.place import Box


@dataclass(frozen=True)
class OpenWindow:
    """A visible window: its title, where it lies on the desktop, and which process it belongs to (or 0)."""

    title: str
    box: Box
    pid: int = 0

    @property
    def is_own(self) -> bool:
        """Whether it is one of this program's."""
        return self.pid == os.getpid()
