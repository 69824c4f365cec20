"""A screen without hardware: an X server that draws into memory, for whoever gets its environment."""

from __future__ import annotations

import os
import shutil
import subprocess

from ui.studies.stand_ins.ending import end


def xvfb_is_installed() -> bool:
    """Whether this machine has what the stand-in needs."""
    return shutil.which("Xvfb") is not None


class VirtualScreen:
    """A private X server; a context manager.

    Parameters
    ----------
    width, height
        Size of the screen, pixels.

    Attributes
    ----------
    display : str
        Its name, e.g. ":7".
    env : dict
        The environment of a program that is to show itself on it.
    """

    def __init__(self, width: int = 1280, height: int = 800) -> None:
        self._size = f"{width}x{height}x24"
        self._server: subprocess.Popen[bytes] | None = None
        self.display = ""

    @property
    def env(self) -> dict[str, str]:
        """The environment of here with this screen in it, and no other."""
        return on_display(self.display, dict(os.environ))

    def __enter__(self) -> VirtualScreen:
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", self._size, "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as told:  # it says its number once it is ready, or ends
            number = told.readline().strip()
        if not number:
            self.__exit__()
            raise RuntimeError("Xvfb did not start")
        self.display = f":{number}"
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            end(self._server)
            self._server = None


def on_display(display: str, env: dict[str, str]) -> dict[str, str]:
    """An environment in which windows open on ``display``."""
    kept = {k: v for k, v in env.items() if k not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    return {**kept, "DISPLAY": display}
