"""Names of devices, windows, screens and loudspeakers as they are offered in lists."""

from __future__ import annotations

import re

from face_model.screen.place import is_place, parse_place
from fusion.errors import UserError
from ui.live.camera_address import host_of, is_address
from ui.live.played import is_played, loudspeaker_of
from ui.wording.from_below import from_below
from ui.wording.translation import mark, tr

_PARTS = (
    (re.compile(r"Screen (?P<number>\d+)"), mark("Screen {number}")),
    (
        re.compile(r"Part of the screen \((?P<width>\d+) × (?P<height>\d+)\)"),
        mark("Part of the screen ({width} × {height})"),
    ),
)
"""Parts of the screen as :attr:`face_model.screen.place.Place.name` has them, and as a window says them."""


_WHATEVER_THE_DESKTOP_HAS = "default"
"""What ALSA calls the microphone that is chosen in the desktop's own settings."""


def source_words(name: str) -> str:
    """What a window calls a source that is running, by the source's own name."""
    if name == _WHATEVER_THE_DESKTOP_HAS:
        return tr("chosen by the desktop")
    for pattern, words in _PARTS:
        if (found := pattern.fullmatch(name)) is not None:
            return tr(words, **found.groupdict())
    return from_below(name)


def device_words(name: str) -> str:
    """What to call something that can be listened to or looked at."""
    if is_played(name):
        return loudspeaker_of(name) or tr("All sound that plays")
    if is_address(name):
        return tr("Camera at {host}", host=host_of(name))
    if not is_place(name):
        return name
    try:
        place = parse_place(name)
    except UserError:
        return name
    if name == "screen":
        return tr("The whole screen")
    return place.name if place.window is not None else source_words(place.name)


def is_always_there(name: str) -> bool:
    """Whether this needs not be found to be offered: an address, a region, a screen, whatever plays."""
    return name == "system" or is_address(name) or (is_place(name) and not name.startswith("window:"))
