"""What is said of a corpus's table that is damaged, or another one than is known."""

from __future__ import annotations

import csv
import gzip
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fusion.errors import UserError

_FAULTS = (
    *(csv.Error, EOFError, LookupError, OverflowError, TypeError, ValueError),
    *(gzip.BadGzipFile, lzma.LZMAError, zlib.error),
)
"""What reading numbers, columns and packed lines of another table than is meant may raise."""


@contextmanager
def as_damaged(table: Path) -> Iterator[None]:
    """Raise what reading ``table`` raises as one sentence for the user."""
    try:
        yield
    except _FAULTS as error:
        raise UserError(
            f"{table} is damaged or not its authors' table ({type(error).__name__}: {error}); get it anew."
        ) from error
