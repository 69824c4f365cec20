"""Files the user saves: offered among their documents, asked for before one is replaced, written whole."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from PyQt6.QtCore import QStandardPaths
from PyQt6.QtWidgets import QFileDialog, QWidget

from fusion.log.records import SessionRecord
from fusion.whole_files import whole
from ui.widgets.answers import agreed_to
from ui.wording.translation import tr

OF_TITLE_IN_A_NAME = 60
"""So much of a title is offered as a file's name, which may have 255 bytes at most."""


def file_name(*parts: str) -> str:
    """A name without an ending that every file system takes, made of words such as a title."""
    said = (part[:OF_TITLE_IN_A_NAME] for part in parts)
    return re.sub(r"[^\w-]+", "-", "-".join(said)).strip("-")


def file_name_of(record: SessionRecord) -> str:
    """The same of a conversation: its day, its time and its title."""
    return file_name(f"attune-{record.started_at.astimezone():%Y-%m-%d-%H%M}", record.title)


def in_documents(name: str) -> str:
    """The file of this name in the folder of documents, or in the home folder where there is none."""
    places = (
        QStandardPaths.StandardLocation.DocumentsLocation,
        QStandardPaths.StandardLocation.HomeLocation,
    )
    folders = (Path(QStandardPaths.writableLocation(place)) for place in places)
    return str(next((folder for folder in folders if folder.is_dir()), Path()) / name)


def where_to_save(
    parent: QWidget,
    title: str,
    name: str,
    kinds: Mapping[str, str],
    usual: str,
    files_of: Callable[[Path, str], Sequence[Path]] = lambda path, _kind: [path],
) -> tuple[Path, str] | None:
    """Ask where a file is to be saved and as which kind; None where that is not wanted.

    Parameters
    ----------
    title
        Of the dialog.
    name
        The name that is offered, without its ending.
    kinds
        How the names of each kind end, by the words for it: {"Table": ".csv"}.
    usual
        The kind that is offered first.
    files_of
        Which files are written for one of a kind, that one first; two at most.
    """
    filters = {f"{words} (*{ending})": words for words, ending in kinds.items()}
    offered, first = in_documents(name + kinds[usual]), f"{usual} (*{kinds[usual]})"
    # Whether it may be replaced is asked here: another file than the one named may be written.
    plain = QFileDialog.Option.DontConfirmOverwrite
    target, chosen = QFileDialog.getSaveFileName(parent, title, offered, ";;".join(filters), first, plain)
    if not target:
        return None
    path, kind = written_as(Path(target), filters.get(chosen, usual), kinds, usual)
    question = _may_replace(files_of(path, kind))
    if question and not agreed_to(parent, question, tr("Replace"), tr("Keep it"), title=title):
        return None
    return path, kind


def _may_replace(files: Sequence[Path]) -> str:
    """What is asked before these are written; "" where none of them is there."""
    first, *others = files
    other = next((path for path in others if _is_there(path)), None)
    if other is None:
        return tr("There is a {name} already. Replace it?", name=first.name) if _is_there(first) else ""
    if _is_there(first):
        return tr("There are {name} and {other} already. Replace both?", name=first.name, other=other.name)
    return tr(
        "With {name} goes {other}, which is there already. Replace it?", name=first.name, other=other.name
    )


def _is_there(path: Path) -> bool:
    """Whether a file is there; what the system will not even look for, writing it will tell."""
    try:
        return path.exists()
    except OSError:
        return False


def written_as(target: Path, kind: str, kinds: Mapping[str, str], usual: str) -> tuple[Path, str]:
    """The file that is written where ``target`` was named and ``kind`` chosen, and its kind.

    A name that ends as another kind does was typed so and tells which is meant; but the ending that was
    offered, that of the ``usual`` kind, may be left of the name that was offered.
    """
    name = target.name.lower()
    told = [words for words, ending in kinds.items() if name.endswith(ending.lower())]
    by_name = max(told, key=lambda words: len(kinds[words]), default=None)
    if by_name is not None and (by_name == kind or by_name != usual):
        return target, by_name
    ending = kinds[kind]
    left = next((e for e in (kinds[usual], f".{ending.rpartition('.')[2]}") if name.endswith(e.lower())), "")
    return target.with_name(target.name[: len(target.name) - len(left)] + ending), kind


@contextmanager
def to_be_replaced(path: Path) -> Iterator[Path]:
    """A path to write to, whose file takes the place of ``path`` at the end; after an error all is as before.

    Raises
    ------
    OSError
        If its folder is missing, or a file is there that may not be written.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    if path.exists():
        path.open("ab").close()
    with whole(path) as part:
        yield part
