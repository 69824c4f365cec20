"""ELAN: tiers of annotations linked to the recording, and one for the annotator's own labels."""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path

from fusion.exports.talk import Talk
from fusion.exports.tiers import NOTES, Stretch, notes, own, tiers
from fusion.extras import needed
from fusion.labels.choosing import OWN

_NOTE_MS = 100
"""A note is a moment, but ELAN knows stretches only: so long at most."""


def write_elan(talk: Talk, target: Path) -> None:
    """Write an EAF file of format 2.8, which every ELAN since 4.7 opens."""
    eaf = needed("pympi", "pympi-ling").Eaf(author="Attune")
    eaf.remove_tier("default")
    for name, stretches in tiers(talk).by_name.items():
        _add(eaf, name, stretches)
    _add(eaf, NOTES, _as_stretches(notes(talk)))
    for number, lane in enumerate(own(talk), start=1):
        _add(eaf, OWN if number == 1 else f"{OWN} {number}", lane)
    if talk.media is not None:
        eaf.add_linked_file(*_addresses(talk.media, target), mimetype=_type_of(talk.media))
    eaf.properties += [(f"attune:{name}", value) for name, value in talk.made_by.items()]
    if talk.started_at:
        eaf.properties.append(("attune:started_at", talk.started_at.isoformat()))
    eaf.to_file(target)


def _add(eaf: object, name: str, stretches: tuple[Stretch, ...]) -> None:
    eaf.add_tier(name)  # type: ignore[attr-defined]
    for s in stretches:
        eaf.add_annotation(name, s.start_ms, s.end_ms, s.text)  # type: ignore[attr-defined]


def _as_stretches(points: tuple[tuple[int, str], ...]) -> tuple[Stretch, ...]:
    ends = [ms for ms, _ in points[1:]] + [None]
    return tuple(
        Stretch(ms, ms + _NOTE_MS if end is None else min(ms + _NOTE_MS, end), text)
        for (ms, text), end in zip(points, ends, strict=False)
    )


def _addresses(media: Path, target: Path) -> tuple[str, str]:
    """Where the media is for ELAN: as an address, and as seen from the file that is written.

    A recording of which only the name is known is sought beside that file.
    """
    if not media.is_absolute():
        return media.name, f"./{media.name}"
    seen = Path(os.path.relpath(media, target.resolve().parent)).as_posix()
    return media.as_uri(), seen if seen.startswith("../") else f"./{seen}"


def _type_of(media: Path) -> str:
    return mimetypes.guess_type(media.name)[0] or "application/octet-stream"
