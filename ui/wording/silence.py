"""What is said while nothing can be said of anybody: nobody is there, or it has only begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fusion.evidence import Modality
from fusion.mode import Mode
from fusion.moment import Shown
from fusion.whom import Whom
from ui.wording.captured import STARTING
from ui.wording.looks import Looks
from ui.wording.own_voice import YOU_SPEAK
from ui.wording.translation import mark, together, tr
from ui.wording.whom import say

CANNOT_KEEP_UP = mark("cannot keep up")
CHOSEN_AWAY = mark("the person you chose is not in view")
"""Notes on a modality that will come, on one that this computer is too slow for just now, and on faces of
which none is read."""
YOURS = {
    Mode.BOTH: mark("You are speaking, and no face is in view."),
    Mode.VOICE: mark("You are speaking."),
}
"""What is told while the user's own voice is all that is heard."""
_COMING = ("", STARTING, CHOSEN_AWAY, YOU_SPEAK)
_WAITING_FOR = {
    Mode.BOTH: "Waiting for a voice or a face",
    Mode.VOICE: "Waiting for a voice",
    Mode.FACE: "Waiting for a face",
}
_NOBODY = {
    Mode.BOTH: "Nobody is heard or seen",
    Mode.VOICE: "Nobody is heard",
    Mode.FACE: "Nobody is seen",
}
_NOBODY_ELSE = {
    Mode.BOTH: mark("Nobody else is heard or seen"),
    Mode.VOICE: mark("Nobody else is heard"),
}
_SILENT = {
    Mode.BOTH: "No speech is heard and no face is in view at the moment.",
    Mode.VOICE: "No speech is heard at the moment.",
    Mode.FACE: "No face is in view at the moment.",
}
_STARTS = {
    Mode.BOTH: mark("Sound and picture are starting."),
    Mode.VOICE: mark("The sound is starting."),
    Mode.FACE: mark("The picture is starting."),
}
"""What is told of that from which nothing has come yet: of it nothing is known."""


def waited_for(mode: Mode, absent: Mapping[Modality, str]) -> list[Modality]:
    """What can still be heard or seen; what cannot come, because its device is gone, is not waited for."""
    return [m for m in Modality if mode.includes(m) and absent.get(m, "") in _COMING]


def nobody(
    whom: Whom, mode: Mode, absent: Mapping[Modality, str], before: str = ""
) -> tuple[str, str, str, str]:
    """Headline, sureness, sentence and brief words while nobody is heard or seen.

    ``before`` tells how they seemed until then, and stands where else it would say that they are waited for.
    """
    left = waited_for(mode, absent)
    gone = [absent[m] for m in Modality if mode.includes(m) and m not in left]
    if not left:
        if set(gone) == {CANNOT_KEEP_UP}:
            sentence = tr(
                "Attune cannot keep up with the conversation just now. Closing other programs helps."
            )
            return (
                tr("Too slow to say"),
                tr("This computer cannot keep up"),
                sentence,
                tr("this computer cannot keep up"),
            )
        reasons = _listed(gone)
        sentence = tr("Attune can neither hear nor see just now. It goes on by itself once it can.")
        return tr("Nothing comes in"), reasons[:1].upper() + reasons[1:], sentence, reasons
    for_what = _mode_of(left)
    starting = [m for m in left if absent.get(m) == STARTING]
    if starting == left:
        return tr("Getting ready…"), before or tr("One moment"), tr(_STARTS[for_what]), tr("one moment")
    silent = _mode_of([m for m in left if m not in starting])
    if CHOSEN_AWAY in absent.values() and silent is not Mode.VOICE:
        sentence = (
            say(
                whom,
                "No speech is heard, and the person you chose is not in view. In the picture another "
                "face can be chosen.",
            )
            if silent is Mode.BOTH
            else say(whom, "The person you chose is not in view. In the picture another face can be chosen.")
        )
        headline = say(whom, "The person you chose is not seen")
        waiting = "Waiting for the person you chose"
    else:
        yours = absent.get(Modality.VOICE) == YOU_SPEAK and silent in YOURS
        sentence = tr(YOURS[silent]) if yours else say(whom, _SILENT[silent])
        headline = tr(_NOBODY_ELSE[silent]) if yours else say(whom, _NOBODY[silent])
        waiting = _WAITING_FOR[for_what]
    if starting:
        sentence = together(sentence, tr(_STARTS[_mode_of(starting)]))
    return (
        headline,
        before or say(whom, waiting),
        sentence,
        before or tr("waiting"),
    )


def seemed(shown: Shown, looks: Looks) -> str:
    """What was named until nobody was heard or seen any more, told as past; "" for nothing."""
    before = [looks.of[emotion] for emotion in shown.lately]
    words = list(dict.fromkeys(look.word for look in before))
    if not before or any(look.hidden for look in before):
        return ""
    if len(words) == 1:
        return say(looks.whom, "Seemed {word} before this pause", word=words[0])
    return say(looks.whom, "Seemed {word} or {second} before this pause", word=words[0], second=words[1])


def begun(whom: Whom, *, heard: bool, seen: bool) -> tuple[str, str, str, str]:
    """Headline, sureness, sentence and brief words while somebody is, but nothing can be said yet."""
    if heard and seen:
        sentence = say(
            whom, "A voice is heard and a face is in view. It takes a moment to say anything of it."
        )
    elif heard:
        sentence = say(whom, "A voice is heard. It takes a moment to say anything of it.")
    else:
        sentence = say(whom, "A face is in view. It takes a moment to say anything of it.")
    return tr("Too soon to say"), tr("One moment"), sentence, tr("one moment")


def _mode_of(modalities: Sequence[Modality]) -> Mode:
    """The mode that these, at least one, make."""
    return Mode.BOTH if len(modalities) > 1 else Mode(modalities[0].value)


def _listed(parts: Sequence[str]) -> str:
    return tr(" and ").join(tr(part) for part in dict.fromkeys(parts))
