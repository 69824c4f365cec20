"""What the words seem to say, as a line beside the reading: marked as such, and no part of it."""

from __future__ import annotations

from audio_model.words.phrases import ENGLISH, Tone, WordsHeard
from fusion.evidence import Evidence
from ui.wording.estimates import READABLE
from ui.wording.fitting import pleasantness
from ui.wording.looks import Looks
from ui.wording.translation import mark, tr

WORDS_HOLD_S = 6.0
"""A phrase is spoken of for so long after it was heard, seconds."""
NOTHING_SAID = mark("nothing clearly friendly or unhappy was said just now")
NOTE = mark("not counted")


def words_sentence(heard: WordsHeard | None, voice: Evidence | None, looks: Looks) -> str:
    """What the newest phrase seems to be like, and whether the voice goes with it; "" for nothing to say.

    Parameters
    ----------
    heard
        The newest phrase's score; None where nobody said anything lately.
    voice
        What the voice says now; None without one.
    looks
        The user's words: an emotion that is hidden is not spoken of.
    """
    if heard is not None and heard.language != ENGLISH:
        return tr("The words are {language}, which is not scored.", language=language_name(heard.language))
    if heard is None or heard.tone is Tone.NEUTRAL:
        return ""
    voice_is = _pleasant(voice, looks)
    if heard.tone is Tone.FRIENDLY:
        if voice_is is None:
            return tr("The words seem friendly.")
        return (
            tr("The words seem friendly, and so does the voice.")
            if voice_is
            else tr("The words seem friendly, the voice does not.")
        )
    if voice_is is None:
        return tr("The words seem unhappy.")
    return (
        tr("The words seem unhappy, the voice does not.")
        if voice_is
        else tr("The words seem unhappy, and so does the voice.")
    )


_NAMES = {
    **{
        "de": mark("German"),
        "fr": mark("French"),
        "es": mark("Spanish"),
        "it": mark("Italian"),
        "pl": mark("Polish"),
        "pt": mark("Portuguese"),
    },
    **{
        "nl": mark("Dutch"),
        "ru": mark("Russian"),
        "uk": mark("Ukrainian"),
        "tr": mark("Turkish"),
        "ar": mark("Arabic"),
        "am": mark("Amharic"),
    },
    **{
        "zh": mark("Chinese"),
        "ja": mark("Japanese"),
        "ko": mark("Korean"),
        "hi": mark("Hindi"),
        "sv": mark("Swedish"),
        "cs": mark("Czech"),
    },
}


def language_name(code: str) -> str:
    """The English name of a language, or words with its code where that is a rarer one."""
    return tr(_NAMES[code]) if code in _NAMES else tr("in another language ({code})", code=code)


def _pleasant(voice: Evidence | None, looks: Looks) -> bool | None:
    """Whether the voice sounds clearly pleasant or unpleasant; None where it is neither or hard to read."""
    if voice is None or float(voice.probabilities.max()) < READABLE:
        return None
    leading = voice.leading
    return None if looks.of[leading].hidden else pleasantness(leading)
