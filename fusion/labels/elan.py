"""Labels from ELAN."""

from __future__ import annotations

from pathlib import Path

from fusion.extras import needed
from fusion.labels.choosing import chosen, damaged
from fusion.labels.human import HumanLabels, Label


def read_elan(path: Path, tier: str | None) -> HumanLabels:
    """The annotations of one tier of an EAF file; empty ones are left out.

    Where ELAN was told that its time begins later than the recording's (TIME_ORIGIN), that is added.
    Parameters and what is raised: see :func:`fusion.labels.reading.read_labels`.
    """
    pympi = needed("pympi", "pympi-ling")
    path.open("rb").close()  # an OSError of its own, in place of what the parser makes of it
    try:
        eaf = pympi.Eaf(str(path), suppress_version_warning=True)
        found = {name: list(eaf.get_annotation_data_for_tier(name)) for name in eaf.get_tier_names()}
        origins = [int(media.get("TIME_ORIGIN") or 0) for media in eaf.get_linked_files()]
    except Exception as error:  # pympi raises bare ones
        raise damaged(path, "ELAN file", error) from error
    origin_ms = origins[0] if origins else 0
    said = [annotation for annotation in sorted(chosen(path, found, tier)) if annotation[2].strip()]
    try:
        return HumanLabels(
            tuple(
                Label(max(0, start + origin_ms) / 1000, max(0, end + origin_ms) / 1000, text.strip())
                for start, end, text, *_ in said
            )
        )
    except ValueError as error:
        raise damaged(path, "ELAN file", error) from error
