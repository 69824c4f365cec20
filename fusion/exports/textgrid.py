"""Praat's TextGrid: interval tiers that cover all of the time, and a point tier of notes."""

from __future__ import annotations

from pathlib import Path

from fusion.exports.talk import Talk
from fusion.exports.tiers import NOTES, notes, own, tiers
from fusion.extras import needed
from fusion.labels.choosing import OWN


def write_textgrid(talk: Talk, target: Path) -> None:
    """Write the tiers; where nothing was read an interval is empty, and none overlaps another."""
    named, end_ms = tiers(talk)
    grid = needed("pympi", "pympi-ling").TextGrid(xmin=0.0, xmax=end_ms / 1000)
    for number, lane in enumerate(own(talk), start=1):
        named[OWN if number == 1 else f"{OWN} {number}"] = lane
    for name, stretches in named.items():
        tier = grid.add_tier(name)
        for s in stretches:
            tier.add_interval(s.start_ms / 1000, s.end_ms / 1000, s.text, check=False)
    points = grid.add_tier(NOTES, tier_type="TextTier")
    for ms, text in notes(talk):
        points.add_point(ms / 1000, text, check=False)
    grid.to_file(target)
