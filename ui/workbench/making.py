"""``attune make``: what its commands do, apart from their options; only in a checkout of Attune."""

from __future__ import annotations

from pathlib import Path

from fusion.errors import UserError
from ui.workbench.needs import require_checkout


def make_demo(head: Path, out: Path | None) -> None:
    """Make the demo conversation with the head of a wheel, into its own place unless a folder is named.

    Raises
    ------
    UserError
        If this Attune was installed without what makes it, the head is not in the wheel, or there can be no
        such folder.
    """
    require_checkout()
    from ui.demo.clip import DEMO_CLIP
    from ui.making.demo import make

    folder = out or DEMO_CLIP.parent
    _make_folder(folder)
    make(folder, head)


def make_sentiment_set(folder: Path, *, others: bool, contrary: bool, sentences: int | None) -> Path:
    """Have espeak-ng speak sentences whose tone follows their words; the table of what is said.

    Raises
    ------
    UserError
        If this Attune was installed without what makes it, or there can be no such folder.
    """
    require_checkout()
    from ui.making.sentiment_set import OTHER_VOICES, VOICES, make

    voices = OTHER_VOICES if others else VOICES
    _make_folder(folder)
    return make(folder, voices, sentences=sentences, seed=int(others), contrary=contrary)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError(f"The folder “{folder}” cannot be made ({reason}); name another.") from error
