"""What is said while sound and picture of a session are kept, and afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fusion.evidence import Modality
from fusion.keeping.what import CLIP_S, Keep
from fusion.mode import Mode
from ui.wording.captured import IN_THE_ROOM, Captured
from ui.wording.from_below import from_below
from ui.wording.translation import mark, tr, tr_count

if TYPE_CHECKING:
    from fusion.keeping.keeper import Keeper

OPEN_BESIDE = mark(
    "Sound and picture kept of earlier conversations lie beside it without a passphrase; deleting those "
    "conversations deletes them."
)
"""Where the log is under a passphrase."""


def kept_words(
    keeper: Keeper | None, mode: Mode, captured: Captured = IN_THE_ROOM, *, paused: bool = False
) -> str:
    """That something is being kept, and what; "" where nothing is."""
    if keeper is None or not keeper.going_on:
        return ""
    if paused:
        return tr("Paused: nothing is being kept until you go on.")
    used = [m for m in Modality if m in keeper.modalities and mode.includes(m)]
    if not used:
        return ""
    things = _things(used, captured)
    if keeper.what is Keep.BOOKMARKS:
        return tr(
            "Bookmarks keep the last {seconds} seconds: {things}.",
            seconds=round(CLIP_S),
            things=things,
        )
    begun = things[:1].upper() + things[1:]
    if len(used) > 1:
        return tr("{things} are being kept on this computer.", things=begun)
    return tr("{things} is being kept on this computer.", things=begun)


def keeping_refused(keeper: Keeper | None) -> str:
    """A sentence once nothing can be kept any more; "" while all is well or nothing is kept."""
    if keeper is None or not keeper.refused:
        return ""
    return tr(
        "Sound and picture are no longer kept ({reason}); what was kept until then can be played. "
        "Attune goes on without: free some room on the disk, or check the folder of the log.",
        reason=from_below(keeper.refused),
    )


def not_kept_words(keeper: Keeper | None) -> list[str]:
    """At the end: a sentence each on what could not be kept; none where all is there."""
    if keeper is None:
        return []
    lost = []
    if keeper.refused:
        lost.append(
            tr("Sound and picture were not kept to the end ({reason}).", reason=from_below(keeper.refused))
        )
    if keeper.pictures_lost:
        lost.append(
            tr_count(
                "{n} picture was not kept: this computer was too busy.",
                "{n} pictures were not kept: this computer was too busy.",
                keeper.pictures_lost,
            )
        )
    if keeper.sound_lost:
        lost.append(tr("Some of the sound was not kept: this computer was too busy."))
    return lost


def _things(used: list[Modality], captured: Captured) -> str:
    """What is heard and seen, in the middle of a sentence."""
    if len(used) > 1 and captured == IN_THE_ROOM:
        return tr("sound and picture")
    sound = tr("what this computer plays") if captured.played else tr("the sound")
    picture = tr("what this screen shows") if captured.screen else tr("the picture")
    if len(used) > 1:
        return tr("{sound} and {picture}", sound=sound, picture=picture)
    return sound if used[0] is Modality.VOICE else picture
