"""Names of devices, windows, screens and loudspeakers as they are offered in lists."""

from __future__ import annotations

from face_model.screen.place import is_place, parse_place
from fusion.errors import UserError
from ui.live.camera_address import host_of, is_address
from ui.live.played import is_played, loudspeaker_of
from ui.wording.translation import tr


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
    return tr("The whole screen") if name == "screen" else place.name


def is_always_there(name: str) -> bool:
    """Whether this needs not be found to be offered: an address, a region, a screen, whatever plays."""
    return name == "system" or is_address(name) or (is_place(name) and not name.startswith("window:"))
