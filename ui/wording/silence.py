"""What is said while nothing can be said of anybody: nobody is there, or it has only begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fusion.evidence import Modality
from fusion.mode import Mode
from ui.wording.captured import STARTING
from ui.wording.own_voice import YOU_SPEAK
from ui.wording.translation import mark, tr

CANNOT_KEEP_UP = mark("cannot keep up")
CHOSEN_AWAY = mark("the person you chose is not in view")
"""Notes on a modality that will come, on one that this computer is too slow for just now, and on faces of
which none is read."""
_COMING = ("", STARTING, CHOSEN_AWAY, YOU_SPEAK)
_WAITING_FOR = {
    Mode.BOTH: mark("Waiting for a voice or a face"),
    Mode.VOICE: mark("Waiting for a voice"),
    Mode.FACE: mark("Waiting for a face"),
}
_SILENT = {
    Mode.BOTH: mark("No speech is heard and no face is in view at the moment."),
    Mode.VOICE: mark("No speech is heard at the moment."),
    Mode.FACE: mark("No face is in view at the moment."),
}


def nobody(mode: Mode, absent: Mapping[Modality, str]) -> tuple[str, str, str, str]:
    """Headline, sureness, sentence and brief words while nobody is heard or seen.

    What cannot come, because its device is gone, is not waited for.
    """
    wanted = [m for m in Modality if mode.includes(m)]
    gone = [absent[m] for m in wanted if absent.get(m, "") not in _COMING]
    left = [m for m in wanted if absent.get(m, "") in _COMING]
    if not left:
        if set(gone) == {CANNOT_KEEP_UP}:
            sentence = tr("It is behind the conversation just now. Closing other programs helps.")
            return (
                tr("Too slow to say"),
                tr("This computer cannot keep up"),
                sentence,
                tr("this computer cannot keep up"),
            )
        reasons = _listed(gone)
        sentence = tr("Attune can neither hear nor see just now. It goes on by itself once it can.")
        return tr("Nothing comes in"), reasons[:1].upper() + reasons[1:], sentence, reasons
    for_what = Mode.BOTH if len(left) > 1 else Mode(left[0].value)
    if CHOSEN_AWAY in absent.values() and for_what is not Mode.VOICE:
        sentence = (
            tr(
                "No speech is heard, and the person you chose is not in view. In the picture another "
                "face can be chosen."
            )
            if for_what is Mode.BOTH
            else tr("The person you chose is not in view. In the picture another face can be chosen.")
        )
        waiting = tr("Waiting for the person you chose")
        return tr("Nobody to read just now"), waiting, sentence, tr("waiting")
    return tr("Nobody to read just now"), tr(_WAITING_FOR[for_what]), tr(_SILENT[for_what]), tr("waiting")


def begun(*, heard: bool, seen: bool) -> tuple[str, str, str, str]:
    """Headline, sureness, sentence and brief words while somebody is, but nothing can be said yet."""
    if heard and seen:
        sentence = tr("A voice is heard and a face is in view. It takes a moment to say anything of it.")
    elif heard:
        sentence = tr("A voice is heard. It takes a moment to say anything of it.")
    else:
        sentence = tr("A face is in view. It takes a moment to say anything of it.")
    return tr("Taking it in"), tr("One moment"), sentence, tr("one moment")


def _listed(parts: Sequence[str]) -> str:
    return tr(" and ").join(tr(part) for part in dict.fromkeys(parts))
