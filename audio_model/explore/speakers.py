"""Whether a corpus says that a speaker is male or female."""

from __future__ import annotations

from audio_model.corpora.clips import Clip

_EMODB_MALE = frozenset({"03", "10", "11", "12", "15"})
_NEMO_MALE = frozenset({"KS0", "MP0", "SM0", "TP0", "WR0"})
_TESS_FEMALE = frozenset({"OAF", "YAF"})


def gender_of(clip: Clip) -> str | None:
    """Either "male" or "female", as the corpus's authors state it; None where they, or we, do not."""
    if clip.corpus == "ravdess":
        return "male" if int(clip.speaker) % 2 else "female"
    if clip.corpus == "nemo":
        return "male" if clip.speaker in _NEMO_MALE else "female"
    if clip.corpus == "emodb":
        return "male" if clip.speaker in _EMODB_MALE else "female"
    if clip.corpus == "ased":
        return {"01": "female", "02": "male"}.get(clip.path.stem.split("-")[3])
    if clip.corpus == "tess":
        return "female" if clip.speaker in _TESS_FEMALE else None
    return None
