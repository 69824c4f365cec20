"""The one kind of error whose text is written for the user."""

from __future__ import annotations


class UserError(Exception):
    """Something is missing or cannot be; the text is one plain sentence that says what, and the remedy.

    The command line prints it and exits with 2, the window shows it calmly. Whatever else is raised is a
    fault of the program.
    """
