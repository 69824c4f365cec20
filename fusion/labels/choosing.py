"""Which tier of a file is meant, and what is said of a file that is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from fusion.errors import UserError

OWN = "own labels"
"""The tier that Attune's own exports leave to the annotator."""
Content = TypeVar("Content")


class SeveralTiersError(UserError):
    """Several tiers could be meant: those that are not empty are in ``tiers``."""

    def __init__(self, sentence: str, tiers: Sequence[str]) -> None:
        super().__init__(sentence)
        self.tiers = tuple(tiers)


def chosen(path: Path, tiers: Mapping[str, Sequence[Content]], wanted: str | None) -> Sequence[Content]:
    """The tier ``wanted``; where none is, the annotator's own, or the only one with something in it.

    Raises
    ------
    SeveralTiersError
        If several could be meant.
    UserError
        If there is none of that name.
    """
    names = ", ".join(f"“{name}”" for name in tiers) or "none"
    if wanted is not None:
        if tiers.keys() == {""}:
            raise UserError(f"“{path}” has no tiers to choose from; leave out --tier.")
        if wanted not in tiers:
            raise UserError(f"“{path}” has no tier “{wanted}”; it has {names}.")
        return tiers[wanted]
    filled = [name for name, content in tiers.items() if content]
    if OWN in filled:
        return tiers[OWN]
    if len(filled) > 1:
        raise SeveralTiersError(f"“{path}” has several tiers ({names}); say which one with --tier.", filled)
    return tiers[filled[0]] if filled else ()


def damaged(path: Path, what: str, error: Exception | None = None) -> UserError:
    """The sentence for a file that is not what its name says."""
    why = f" ({error})" if error and str(error) else ""
    return UserError(f"“{path}” is damaged or no {what}{why}.")
