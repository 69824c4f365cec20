"""What is said of the other person, and what is said of the user where they watch themselves.

Every sentence with a variant stands here once, beside its variant; the others say nothing of whom they are
about.
"""

from __future__ import annotations

from collections.abc import Mapping

from fusion.whom import Whom
from ui.wording.translation import mark, tr

VARIANTS = {
    mark("Seems {word}"): mark("You seem {word}"),
    mark("Seems {word} or {second}"): mark("You seem {word} or {second}"),
    mark("Seemed {word} before this pause"): mark("You seemed {word} before this pause"),
    mark("Seemed {word} or {second} before this pause"): mark(
        "You seemed {word} or {second} before this pause"
    ),
    mark("Both the voice and the face {plural}."): mark("Both your voice and your face {plural}."),
    mark("The voice {heard}, the face {seen}."): mark("Your voice {heard}, your face {seen}."),
    mark("The voice {heard} and the face {seen}."): mark("Your voice {heard} and your face {seen}."),
    mark("The voice {phrase}."): mark("Your voice {phrase}."),
    mark("The face {phrase}."): mark("Your face {phrase}."),
    mark("{basis} {why} Asking them is fine."): mark("{basis} {why} It is only a hint."),
    mark("Nothing has been clear for long enough to name a feeling. Waiting or asking them is fine."): mark(
        "Nothing has been clear for long enough to name a feeling. Waiting is fine."
    ),
    mark("Nothing is clear enough to name a feeling. Waiting or asking them is fine."): mark(
        "Nothing is clear enough to name a feeling. Waiting is fine."
    ),
    mark("Voice and face differ"): mark("Your voice and face differ"),
    mark("How the other person seems"): mark("How you seem"),
    mark("This voice and this face are unlike those Attune learnt from."): mark(
        "Your voice and your face are unlike those Attune learnt from."
    ),
    mark("This voice is unlike those Attune learnt from."): mark(
        "Your voice is unlike those Attune learnt from."
    ),
    mark("This face is unlike those Attune learnt from."): mark(
        "Your face is unlike those Attune learnt from."
    ),
    mark("Attune reads this face in two ways that differ."): mark(
        "Attune reads your face in two ways that differ."
    ),
    # Nobody there, or only just.
    mark("nobody heard or seen"): mark("neither heard nor seen"),
    mark("Nobody is heard or seen"): mark("You are not heard or seen"),
    mark("Nobody is heard"): mark("You are not heard"),
    mark("Nobody is seen"): mark("You are not seen"),
    mark("The person you chose is not seen"): mark("The face you chose is not seen"),
    mark("Waiting for a voice or a face"): mark("Waiting for your voice or your face"),
    mark("Waiting for a voice"): mark("Waiting for your voice"),
    mark("Waiting for a face"): mark("Waiting for your face"),
    mark("Waiting for the person you chose"): mark("Waiting for the face you chose"),
    mark("No speech is heard and no face is in view at the moment."): mark(
        "You are neither heard nor in view at the moment."
    ),
    mark("No speech is heard at the moment."): mark("You are not heard at the moment."),
    mark("No face is in view at the moment."): mark("You are not in view at the moment."),
    mark(
        "No speech is heard, and the person you chose is not in view. In the picture another face can be "
        "chosen."
    ): mark(
        "You are not heard, and the face you chose is not in view. In the picture another can be chosen."
    ),
    mark("The person you chose is not in view. In the picture another face can be chosen."): mark(
        "The face you chose is not in view. In the picture another can be chosen."
    ),
    mark("A voice is heard and a face is in view. It takes a moment to say anything of it."): mark(
        "You are heard and in view. It takes a moment to say anything of it."
    ),
    mark("A voice is heard. It takes a moment to say anything of it."): mark(
        "You are heard. It takes a moment to say anything of it."
    ),
    mark("A face is in view. It takes a moment to say anything of it."): mark(
        "You are in view. It takes a moment to say anything of it."
    ),
    # What is known of the person.
    mark("Allowing for how {name} usually looks and sounds."): mark(
        "Allowing for how you usually look and sound."
    ),
    mark("Has known this face and voice for {time}."): mark("Has known your face and voice for {time}."),
    mark("Has known this face for {face} and this voice for {voice}."): mark(
        "Has known your face for {face} and your voice for {voice}."
    ),
    mark("Has known this face for {time}."): mark("Has known your face for {time}."),
    mark("Has known this voice for {time}."): mark("Has known your voice for {time}."),
    mark("Has yet to get to know this person."): mark("Has yet to get to know you."),
    # Practice.
    mark("What do you notice?"): mark("How do you feel?"),
    mark("Look and listen, then choose. What Attune makes of it is shown for a moment after that."): mark(
        "Choose what you feel. How you seem is shown for a moment after that."
    ),
    # Looking back.
    mark("Seemed {list}."): mark("You seemed {list}."),
    mark("Voice and face differed {share}."): mark("Your voice and face differed {share}."),
    mark("Nobody was heard or seen {share}."): mark("You were neither heard nor in view {share}."),
    mark("Nobody was heard or seen for {time}."): mark("You were neither heard nor in view for {time}."),
    mark("Before allowing for how they usually are: {list}."): mark(
        "Before allowing for how you usually are: {list}."
    ),
    mark("Allowing for how {name} usually is"): mark("Allowing for how you usually are"),
}


SAID: Mapping[Whom, Mapping[str, str]] = {
    Whom.OTHER: {text: text for text in VARIANTS},
    Whom.MYSELF: VARIANTS,
}
"""What is said in the place of each sentence that has a variant, for ``tr``.

What says nothing of whom it is about is not in it, and goes through ``tr`` as it is.
"""


def say(whom: Whom, text: str, **values: object) -> str:
    """One of these sentences, said of this person, in the language spoken now."""
    return tr(SAID[whom][text], **values)
