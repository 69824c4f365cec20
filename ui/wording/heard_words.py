"""What the words seem to say, as a line beside the reading: marked as such, and no part of it."""

from __future__ import annotations

from audio_model.words.phrases import ENGLISH, Tone, WordsHeard
from fusion.evidence import Evidence
from ui.wording.estimates import READABLE, pleasantness
from ui.wording.looks import Looks

WORDS_HOLD_S = 6.0
"""A phrase is spoken of for so long after it was heard, seconds."""
NOTHING_SAID = "nothing telling was said just now"
NOTE = "not counted"


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
        return f"The words are {language_name(heard.language)}, which is not scored."
    if heard is None or heard.tone is Tone.NEUTRAL:
        return ""
    said = f"The words seem {heard.tone.value}"
    voice_is = _pleasant(voice, looks)
    if voice_is is None:
        return f"{said}."
    if voice_is is (heard.tone is Tone.FRIENDLY):
        return f"{said}, and so does the voice."
    return f"{said}, the voice does not."


_NAMES = {
    **{"de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pl": "Polish", "pt": "Portuguese"},
    **{"nl": "Dutch", "ru": "Russian", "uk": "Ukrainian", "tr": "Turkish", "ar": "Arabic", "am": "Amharic"},
    **{"zh": "Chinese", "ja": "Japanese", "ko": "Korean", "hi": "Hindi", "sv": "Swedish", "cs": "Czech"},
}


def language_name(code: str) -> str:
    """The English name of a language, or words with its code where that is a rarer one."""
    return _NAMES.get(code, f"in another language ({code})")


def _pleasant(voice: Evidence | None, looks: Looks) -> bool | None:
    """Whether the voice sounds clearly pleasant or unpleasant; None where it is neither or hard to read."""
    if voice is None or float(voice.probabilities.max()) < READABLE:
        return None
    leading = voice.leading
    return None if looks.of[leading].hidden else pleasantness(leading)
