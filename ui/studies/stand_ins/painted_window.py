"""A window that shows pictures, as a call's does, in a process of its own.

``python -m ui.studies.stand_ins.painted_window TITLE X,Y,WIDTH,HEIGHT`` reads pictures of that size from
standard input, raw RGB one after the other, shows each at once, and answers each with a byte once drawn.
It ends with its input.
"""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from fusion.arrays import Uint8Array
from ui.studies.stand_ins.ending import end


class PaintedWindow:
    """The window, from outside; a context manager.

    Parameters
    ----------
    title
        What it is called.
    box
        Left, top, width and height on the screen, pixels.
    env
        The environment of its process, which says on which screen it opens.
    """

    def __init__(self, title: str, box: tuple[int, int, int, int], env: dict[str, str]) -> None:
        self.box = box
        command = [sys.executable, "-m", __name__, title, ",".join(map(str, box))]
        self._process = subprocess.Popen(
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> PaintedWindow:
        return self

    def __exit__(self, *_: object) -> None:
        end(self._process)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def show(self, picture: Uint8Array) -> None:
        """Show a picture, uint8 (height, width, 3), RGB, and wait until it is drawn."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(np.ascontiguousarray(picture).tobytes())
        self._process.stdin.flush()
        if not self._process.stdout.read(1):
            raise RuntimeError("the window has ended")


def _paint(title: str, x: int, y: int, width: int, height: int) -> None:
    from PyQt6.QtCore import QEventLoop
    from PyQt6.QtGui import QImage, QPixmap
    from PyQt6.QtWidgets import QApplication, QLabel

    app = QApplication([])
    window = QLabel()
    window.setWindowTitle(title)
    window.setGeometry(x, y, width, height)
    size = width * height * 3
    while len(data := sys.stdin.buffer.read(size)) == size:
        image = QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888)
        window.setPixmap(QPixmap.fromImage(image))
        window.show()
        while (shown := window.windowHandle()) is None or not shown.isExposed():
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # until then nothing is drawn
        window.repaint()
        app.processEvents()
        sys.stdout.buffer.write(b".")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _paint(sys.argv[1], *map(int, sys.argv[2].split(",")))
