"""Figures of others, from docs/results/peers.json: what each is of, and where it was published."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from fusion.errors import UserError
from ui.workbench.pages.artefacts import RESULTS, read


@dataclass(frozen=True)
class Peer:
    """One figure of somebody else's model.

    Parameters
    ----------
    name
        As it stands in the page's table.
    value
        The figure, in the unit of ``measure``.
    measure
        What was measured.
    split
        On which examples.
    how
        As published, or measured with the released weights.
    source, year, url
        Who published the model or the figure, when, and where; None where that is not known.
    """

    name: str
    value: float
    measure: str
    split: str
    how: str
    source: str
    year: int | None
    url: str | None


def peers(of: str, folder: Path = RESULTS) -> list[Peer]:
    """The peers of one of the pages.

    Parameters
    ----------
    of
        ``face`` or ``valence``.
    folder
        Where ``peers.json`` lies.

    Raises
    ------
    UserError
        If a figure comes without one of the fields of :class:`Peer`, or has another.
    """
    path = folder / "peers.json"
    wanted = {field.name for field in fields(Peer)}
    found = []
    for entry in read(path)[of]:
        if entry.keys() != wanted:
            wrong = ", ".join(sorted(entry.keys() ^ wanted))
            raise UserError(f"{path}: “{entry.get('name', '?')}” lacks, or has too many of: {wrong}.")
        found.append(Peer(**entry))
    return found


def all_peers() -> list[Peer]:
    """The peers of all pages; raises as :func:`peers`."""
    path = RESULTS / "peers.json"
    if not path.is_file():
        raise UserError(f"There is no {path}: the figures of others lie in a checkout of Attune.")
    return [peer for of in read(path) for peer in peers(of, RESULTS)]
