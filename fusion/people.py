"""Whose file is whose, by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fusion.errors import UserError


def people_by(pattern: str, names: Sequence[str]) -> tuple[str, ...]:
    """The person of each file: the first group of a regular expression found in its name.

    Returns
    -------
    tuple of str
        In the order of ``names``; "" where nothing is found.

    Raises
    ------
    UserError
        If the pattern is no regular expression, has no group, or is found in none of the names.
    """
    try:
        expression = re.compile(pattern)
    except re.error as error:
        raise UserError(f"“{pattern}” is no regular expression ({error}); mend --person.") from error
    if expression.groups == 0:
        raise UserError(f"“{pattern}” has no group; put the part that is the person in parentheses.")
    found = [expression.search(name) for name in names]
    people = tuple((match.group(1) or "") if match else "" for match in found)
    if names and not any(people):
        raise UserError(f"“{pattern}” is found in no file's name, {names[0]} for one; mend --person.")
    return people


def everyone_by(pattern: str, names: Sequence[str]) -> tuple[str, ...]:
    """As :func:`people_by`, of files that are parted by person.

    Raises
    ------
    UserError
        Also if nothing is found in one of the names, or two people have names that differ in upper and lower
        case alone: whoever is not told apart could be on both sides.
    """
    people = people_by(pattern, names)
    if nameless := [name for name, who in zip(names, people, strict=True) if not who]:
        raise UserError(
            f"“{pattern}” is found in the names of {len(names) - len(nameless)} of {len(names)} files, not "
            f"in {nameless[0]} for one; mend --person, or take such files out."
        )
    spelt: dict[str, str] = {}
    for who in people:
        if (other := spelt.setdefault(who.casefold(), who)) != who:
            raise UserError(f"“{other}” and “{who}” would count as two people; write each person in one way.")
    return people
