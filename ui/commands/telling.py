"""How commands tell what happened, in sentences, and that they are at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status


def say(sentence: str, console: Console | None = None, style: str | None = None) -> None:
    """Print a sentence as it is; paths in it are neither broken nor coloured."""
    from rich.console import Console

    (console or Console()).print(sentence, style=style, markup=False, highlight=False, soft_wrap=True)


def waiting(words: str) -> Status:
    """Says so on standard error, if that is a terminal, as long as the context lasts."""
    from rich.console import Console

    return Console(stderr=True).status(words)
