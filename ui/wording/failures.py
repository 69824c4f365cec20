"""What went wrong, in one sentence: written for the user, or told as unexpected with the way to its trace."""

from __future__ import annotations

from pathlib import Path

from fusion.errors import UserError
from ui.wording.from_below import from_below
from ui.wording.translation import tr


def failure_in_words(error: Exception, *, in_terminal: bool = False) -> str:
    """The sentence of ``error``; one that nobody wrote for the user is not passed off as one."""
    if isinstance(error, UserError):
        return str(error) if in_terminal else from_below(str(error))
    if isinstance(error, OSError) and error.filename and error.strerror:
        return tr("{file}: {reason}.", file=error.filename, reason=from_below(error.strerror))
    told = f"{type(error).__name__}: {error}".rstrip(": ")
    if in_terminal:
        return f"Something unexpected went wrong ({told}); set ATTUNE_DEBUG=1 to see where."
    return tr("Something unexpected went wrong ({told}); where is written in attune.log.", told=told)


def unwritten(path: Path, error: OSError) -> str:
    """Why a file that the user named could not be written."""
    reason = from_below((error.strerror or str(error)).lower())
    return tr("“{path}” cannot be written ({reason}); choose another file.", path=path, reason=reason)
