"""What the card says of the present, said of a moment that is past: a voice sounded, a face looked.

Every sentence that can be said of a logged moment and tells of the present stands here once, beside what is
said of the past in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType

from ui.wording.looks import Looks
from ui.wording.translation import mark, saying

PAST = {
    "Seems {word}": mark("Seemed {word}"),
    "You seem {word}": mark("You seemed {word}"),
    "Seems {word} or {second}": mark("Seemed {word} or {second}"),
    "You seem {word} or {second}": mark("You seemed {word} or {second}"),
    "Voice and face differ": mark("Voice and face differed"),
    "Your voice and face differ": mark("Your voice and face differed"),
    "Either is possible": mark("Either was possible"),
    "No longer likely": mark("No longer likely by then"),
    "is hard to read": mark("was hard to read"),
    # What it rested on.
    "{said} Only the voice counts just now.": mark("{said} Only the voice counted."),
    "{said} Only the face counts just now.": mark("{said} Only the face counted."),
    "Very little is heard or seen right now.": mark("Very little was heard or seen."),
    "This voice and this face are unlike those Attune learnt from.": mark(
        "This voice and this face were unlike those Attune learnt from."
    ),
    "Your voice and your face are unlike those Attune learnt from.": mark(
        "Your voice and your face were unlike those Attune learnt from."
    ),
    "This voice is unlike those Attune learnt from.": mark("This voice was unlike those Attune learnt from."),
    "Your voice is unlike those Attune learnt from.": mark("Your voice was unlike those Attune learnt from."),
    "This face is unlike those Attune learnt from.": mark("This face was unlike those Attune learnt from."),
    "Your face is unlike those Attune learnt from.": mark("Your face was unlike those Attune learnt from."),
    "Attune reads this face in two ways that differ.": mark(
        "Attune read this face in two ways that differed."
    ),
    "Attune reads your face in two ways that differ.": mark(
        "Attune read your face in two ways that differed."
    ),
    # How it fitted.
    "The two agree.": mark("The two agreed."),
    "The two differ.": mark("The two differed."),
    "The two differ a little.": mark("The two differed a little."),
    "The two differ; the voice counts for more.": mark("The two differed; the voice counted for more."),
    "The two differ; the face counts for more.": mark("The two differed; the face counted for more."),
    "The two differ; the voice is surer.": mark("The two differed; the voice was surer."),
    "The two differ; the face is surer.": mark("The two differed; the face was surer."),
    "The two differ a little; the voice counts for more.": mark(
        "The two differed a little; the voice counted for more."
    ),
    "The two differ a little; the face counts for more.": mark(
        "The two differed a little; the face counted for more."
    ),
    "The two differ a little; the voice is surer.": mark("The two differed a little; the voice was surer."),
    "The two differ a little; the face is surer.": mark("The two differed a little; the face was surer."),
    "The word that fits best is “{word}”.": mark("The word that fitted best was “{word}”."),
    "The words that fit best are “{word}” and “{second}”.": mark(
        "The words that fitted best were “{word}” and “{second}”."
    ),
    "Taken together, the two fit “{word}” best.": mark("Taken together, the two fitted “{word}” best."),
    "Taken together, the two fit “{word}” and “{second}” best.": mark(
        "Taken together, the two fitted “{word}” and “{second}” best."
    ),
    "The word “{word}” is from earlier; nothing else has been clear for long enough.": mark(
        "The word “{word}” was from earlier; nothing else had been clear for long enough."
    ),
    "The words “{word}” and “{second}” are from earlier; nothing else has been clear for long enough.": mark(
        "The words “{word}” and “{second}” were from earlier; nothing else had been clear for long enough."
    ),
    "That the two differ is from earlier; nothing else has been clear for long enough.": mark(
        "That the two differed was from earlier; nothing else had been clear for long enough."
    ),
    # Why nothing was named. What could be done then cannot be done any more.
    "{basis} {why} Asking them is fine.": mark("{basis} {why}"),
    "{basis} {why} It is only a hint.": "{basis} {why}",
    "It can be a joke, politeness, or tension.": mark("It may have been a joke, politeness, or tension."),
    "It can be teasing, effort, or tiredness.": mark("It may have been teasing, effort, or tiredness."),
    "It can be a change of mood, or one of the two may simply show less.": mark(
        "It may have been a change of mood, or one of the two may simply have shown less."
    ),
    "What it seems to be is hidden in your settings.": mark(
        "What it seemed to be is hidden in your settings."
    ),
    "The two point to different feelings.": mark("The two pointed to different feelings."),
    "Nothing has been clear for long enough to name a feeling. Waiting or asking them is fine.": mark(
        "Nothing had been clear for long enough to name a feeling."
    ),
    "Nothing has been clear for long enough to name a feeling. Waiting is fine.": (
        "Nothing had been clear for long enough to name a feeling."
    ),
    "Nothing is clear enough to name a feeling. Waiting or asking them is fine.": mark(
        "Nothing was clear enough to name a feeling."
    ),
    "Nothing is clear enough to name a feeling. Waiting is fine.": (
        "Nothing was clear enough to name a feeling."
    ),
    # Nobody there, or only just.
    "Nobody is heard or seen": mark("Nobody was heard or seen"),
    "Nobody is heard": mark("Nobody was heard"),
    "Nobody is seen": mark("Nobody was seen"),
    "You are not heard or seen": mark("You were not heard or seen"),
    "You are not heard": mark("You were not heard"),
    "You are not seen": mark("You were not seen"),
    "No speech is heard and no face is in view at the moment.": mark(
        "No speech was heard and no face was in view."
    ),
    "No speech is heard at the moment.": mark("No speech was heard."),
    "No face is in view at the moment.": mark("No face was in view."),
    "You are neither heard nor in view at the moment.": mark("You were neither heard nor in view."),
    "You are not heard at the moment.": mark("You could not be heard."),
    "You are not in view at the moment.": mark("You were not in view."),
    "A voice is heard and a face is in view. It takes a moment to say anything of it.": mark(
        "A voice was heard and a face was in view, for too short a time to say anything of it."
    ),
    "A voice is heard. It takes a moment to say anything of it.": mark(
        "A voice was heard, for too short a time to say anything of it."
    ),
    "A face is in view. It takes a moment to say anything of it.": mark(
        "A face was in view, for too short a time to say anything of it."
    ),
    "You are heard and in view. It takes a moment to say anything of it.": mark(
        "You were heard and in view, for too short a time to say anything of it."
    ),
    "You are heard. It takes a moment to say anything of it.": mark(
        "You were heard, for too short a time to say anything of it."
    ),
    "You are in view. It takes a moment to say anything of it.": mark(
        "You were in view, for too short a time to say anything of it."
    ),
    **dict.fromkeys(
        (
            "One moment",
            *("Waiting for a voice or a face", "Waiting for a voice", "Waiting for a face"),
            *("Waiting for your voice or your face", "Waiting for your voice", "Waiting for your face"),
        ),
        "",
    ),
}
"""By what is said of the present; "" where nobody waits for anything any more."""
_VERBS = {
    **{"sounds": "sounded", "looks": "looked", "seems": "seemed", "appears": "appeared", "feels": "felt"},
    **{"is": "was", "has": "had", "speaks": "spoke", "shows": "showed", "smiles": "smiled"},
}
"""With what the phrases of the settings begin, the user's own too, in English; others stay as they are."""


@contextmanager
def in_the_past(looks: Looks) -> Iterator[Looks]:
    """Within it all is said of the past, with these looks."""
    of = {
        emotion: replace(look, voice=_past(look.voice), face=_past(look.face))
        for emotion, look in looks.of.items()
    }
    with saying(PAST):
        yield replace(looks, of=MappingProxyType(of))


def _past(phrase: str) -> str:
    verb, space, rest = phrase.partition(" ")
    return f"{_VERBS.get(verb, verb)}{space}{rest}"
