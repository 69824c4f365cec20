"""The one kind of error whose text is written for the user, and what the system says of its own."""

from __future__ import annotations


class UserError(Exception):
    """Something is missing or cannot be; the text is one plain sentence that says what, and the remedy.

    The command line prints it and exits with 2, the window shows it calmly. Whatever else is raised is a
    fault of the program.
    """


def reason_of(error: OSError) -> str:
    """Why the system would not, for the middle of a sentence: "no space left on device"."""
    return (error.strerror or str(error)).lower()
