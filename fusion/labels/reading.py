"""Human labels from a file, by what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from fusion.bounded import LARGEST_LABELS, MIB
from fusion.errors import UserError, reason_of
from fusion.labels.audacity import read_audacity
from fusion.labels.elan import read_elan
from fusion.labels.human import HumanLabels, Label
from fusion.labels.praat import read_textgrid
from fusion.labels.tables import read_table

READERS: Mapping[str, Callable[[Path, str | None], HumanLabels]] = {
    ".eaf": read_elan,
    ".textgrid": read_textgrid,
    ".txt": read_audacity,
    ".csv": read_table,
    ".tsv": read_table,
}
"""By how the file's name ends."""


def read_labels(path: Path, tier: str | None = None) -> HumanLabels:
    """What a person says of a recording.

    Parameters
    ----------
    path
        ELAN (.eaf), Praat (.TextGrid), Audacity (.txt), or a table (.csv, .tsv) with the columns start, end
        and label, or time and valence, arousal or both.
    tier
        Which one, where there are several.

    Raises
    ------
    UserError
        If the file is missing, damaged, of another kind or holds no labels.
    """
    reader = READERS.get(path.suffix.lower())
    try:
        size = path.stat().st_size
        if reader is None:
            raise UserError(f"“{path}” is none of the kinds of labels read here: {', '.join(READERS)}.")
        if size > LARGEST_LABELS:
            raise UserError(
                f"“{path}” is larger than {LARGEST_LABELS // MIB} MB, which no file of labels is; check it."
            )
        found = reader(path, tier)
    except OSError as error:
        reason = reason_of(error)
        raise UserError(f"“{path}” cannot be read ({reason}); check its path and who may read it.") from error
    if not found.labels and not found.traces:
        raise UserError(f"“{path}” holds no labels.")
    return found


def read_stretches(path: Path, tier: str | None = None) -> tuple[Label, ...]:
    """The labels that :func:`read_labels` finds, for whoever has no use for traces.

    Raises
    ------
    UserError
        As there, and where there are traces only.
    """
    found = read_labels(path, tier)
    if not found.labels:
        raise UserError(
            f"“{path}” tells valence or arousal over time and has no labels in words; the command "
            "“attune compare” sets it beside a recording."
        )
    return found.labels
