"""Pictures of every view, in every theme, language and size of text: ``attune screenshots --out DIR``.

Nothing is recorded and no model runs: windows show a session that stands still and a made log.
Two runs write the same bytes. The pictures are for looking at, and for the docs.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from fusion.errors import UserError
from fusion.keeping.what import Keep
from fusion.whom import Whom

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QApplication, QWidget

from ui.windows import posed
from ui.windows.posed import SMALL, STATES, Look, Made

THEMES, LANGUAGES, TEXT = ("light", "dark", "contrast"), ("en", "zh_CN"), (1.0, 1.5, 2.0)


def write_gallery(folder: Path, made: Made, only: str = "") -> list[Path]:
    """Write the pictures into a folder, made where it is missing; those whose name holds ``only``.

    Raises
    ------
    UserError
        If the folder or a file cannot be written, or no name holds ``only``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder “{folder}” cannot be made ({error.strerror}); name another.") from error
    os.environ["TZ"] = "UTC"  # times of day in the pictures are those of the log
    if hasattr(time, "tzset"):
        time.tzset()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setCursorFlashTime(0)  # a cursor that blinks would be there at one time only
    written = []
    for name, window in _windows(made, only):
        path = folder / f"{name}.png"
        posed.settled()
        if not window.grab().toImage().save(str(path), "PNG", 0):
            raise UserError(f"{path} could not be written; check the folder.")
        written.append(path)
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)  # no loop does it
    if not written:
        raise UserError(f"No picture's name holds “{only}”; without --only all of them are made.")
    return written


def _plan() -> list[tuple[str, Callable[[Made, Look], QWidget], list[Look]]]:
    """Each view, how it is shown, and how it is dressed."""
    plain = [Look(theme, language) for theme, language in product(THEMES, LANGUAGES)]
    large = [Look(theme, "en", text) for theme, text in product(THEMES[:2], TEXT[1:])]
    large += [Look("light", "zh_CN", 2.0)]
    usual = [*plain[:4], Look(text=2.0)]
    return [
        *((f"live-{s}", lambda made, look, s=s: posed.live(made, look, s), [Look()]) for s in STATES),
        ("live", lambda made, look: posed.live(made, look, "happy"), [*plain, *large]),
        ("live-small", lambda made, look: posed.live(made, look, "differ", SMALL), [Look(), Look(text=2.0)]),
        ("live-differ", lambda made, look: posed.live(made, look, "differ"), [*plain[1:]]),
        ("live-starting", lambda _made, look: posed.waiting(look, failing=False), plain[:2]),
        ("live-no-device", lambda _made, look: posed.waiting(look, failing=True), plain[:2]),
        (
            "live-practice",
            lambda made, look: posed.live(made, look, "happy", practice=True),
            [*plain[:2], *large],
        ),
        ("live-myself", lambda made, look: posed.live(made, look, "sad", whom=Whom.MYSELF), plain[:4]),
        ("live-paused", lambda made, look: posed.live(made, look, "happy", paused=True), plain[:2]),
        ("compact", posed.compact, [*plain, Look(text=2.0)]),
        ("compact-practice", lambda made, look: posed.compact(made, look, practice=True), usual),
        ("live-kept", lambda made, look: posed.live(made, look, "happy", keep=Keep.ALL), usual),
        (
            "live-kept-small",
            lambda made, look: posed.live(made, look, "sad", SMALL, keep=Keep.BOOKMARKS),
            usual,
        ),
        ("compact-kept", lambda made, look: posed.compact(made, look, Keep.ALL), usual),
        ("compact-kept-clips", lambda made, look: posed.compact(made, look, Keep.BOOKMARKS), usual),
        ("keep", lambda _made, look: posed.keep(look), usual),
        *((f"settings-{k + 1}", posed.settings_page(k), usual) for k in range(7)),
        ("settings-1", posed.settings_page(0), [Look("dark", "zh_CN", 2.0)]),
        ("settings-2-below", posed.settings_page(1, to_end=True), usual),
        ("passphrase", lambda _made, look: posed.passphrase(look), usual),
        ("keys", lambda _made, look: posed.keys(look), [*plain, Look(text=2.0)]),
        ("first", lambda _made, look: posed.first(look, 0), plain[:2]),
        ("where", lambda made, look: posed.where(made, look, "room"), [*plain, Look(text=2.0)]),
        (
            "where-screen",
            lambda made, look: posed.where(made, look, "screen"),
            [*plain[:4], Look(text=2.0), Look("light", "zh_CN", 2.0)],
        ),
        ("first-words", lambda _made, look: posed.first(look, 2), plain[:2]),
        ("review", posed.review, [*plain, *large]),
        ("review-small", lambda made, look: posed.review(made, look, SMALL), [Look(), Look(text=2.0)]),
    ]


def names() -> list[str]:
    """The names of all pictures, without their ending."""
    return [f"{view}-{look.name}" for view, _show, looks in _plan() for look in looks]


def _windows(made: Made, only: str) -> Iterator[tuple[str, QWidget]]:
    """Each picture's name with its window, shown; only one stands at a time."""
    for view, show, looks in _plan():
        for look in looks:
            name = f"{view}-{look.name}"
            if only in name:
                yield name, show(made, look)
