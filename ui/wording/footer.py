"""The line at the foot of the live window: where everything stays, what is kept, who should know."""

from __future__ import annotations

REMINDER = "Whoever is heard or seen should know that Attune is on."


def footer(remind: bool, logging: str = "", allowing: str = "") -> str:
    """The line.

    Parameters
    ----------
    remind
        Whether the user wants to be reminded of those who are heard and seen.
    logging
        What is logged, "" without a session.
    allowing
        Whose ordinary face and voice are allowed for, in a sentence; "" for nobody's.
    """
    parts = ["Nothing leaves this computer.", *([f" {logging}"] if logging else [])]
    parts += [f"  {more}" for more in (allowing, REMINDER if remind else "") if more]
    return "".join(parts)
