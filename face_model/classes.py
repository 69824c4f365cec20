"""The eight classes the network answers in: FER+'s."""

from __future__ import annotations

from fusion.emotions import EMOTIONS

FERPLUS_CLASSES: tuple[str, ...] = (*(e.value for e in EMOTIONS), "contempt")
"""Attune's seven first, in their order."""
