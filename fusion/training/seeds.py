"""Seeds of what is drawn inside a step."""

from __future__ import annotations


def step_seed(*where: int) -> int:
    """A seed for one step of a run, e.g. of (seed, epoch, batch), so that a run taken up again goes on alike.

    Returns
    -------
    int
        Of 31 bits, the same in every process and on every machine: Python hashes whole numbers alike.
    """
    return hash(where) & 0x7FFF_FFFF
