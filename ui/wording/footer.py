"""The line at the foot of the live window: where everything stays, what is kept, who should know."""

from __future__ import annotations

from fusion.mode import Mode
from ui.wording.captured import IN_THE_ROOM, Captured
from ui.wording.translation import together, tr


def footer(
    remind: bool,
    logging: str = "",
    allowing: str = "",
    captured: Captured = IN_THE_ROOM,
    mode: Mode = Mode.BOTH,
) -> str:
    """The line.

    Parameters
    ----------
    remind
        Whether the user wants to be reminded of those who are heard and seen.
    logging
        What is logged, "" without a session.
    allowing
        Whose ordinary face and voice are allowed for, in a sentence; "" for nobody's.
    captured, mode
        What is heard and seen, and what of it is left out.
    """
    reminder = captured.reminder(mode) if remind else ""
    return together(tr("Nothing leaves this computer."), logging, allowing, reminder)
