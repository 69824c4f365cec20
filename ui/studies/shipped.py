"""Which weights a figure speaks of: the digests of what is shipped, as every artefact tells them."""

from __future__ import annotations

from fusion.stored_model import digest_of
from ui.live.made_by import FILES

_WITH = {"face": ("face ranges",)}


def shipped_digests(*names: str) -> dict[str, str]:
    """SHA-256 of the named ones of :data:`ui.live.made_by.FILES`, by name.

    With the face's weights come the ranges by which they answer in eight bits.
    """
    asked = dict.fromkeys(part for name in names for part in (name, *_WITH.get(name, ())))
    return {name: digest_of(FILES[name]) for name in asked}
