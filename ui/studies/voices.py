"""How well the voices of a recording are told apart that nobody read aloud for: dialogues and meetings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.corpora.waveforms import Waveforms, read_audio
from audio_model.evaluation.dialogues import make_dialogues
from audio_model.evaluation.diarisation import DiarisationError, Spoken, diarisation_error, turns_of
from audio_model.evaluation.heard_dialogues import HeardDialogue, hear
from audio_model.evaluation.voices_apart import counted, figures, part
from audio_model.speakers.both import steps_in
from audio_model.speakers.model import SpeakerModel
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.several import voices_apart
from audio_model.speakers.whose import STEP_S, Step
from fusion.arrays import IntArray
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk
from ui.studies.dialogue_mouths import mouths_for
from ui.studies.shipped import shipped_digests
from ui.studies.voices_and_faces import faces_told

NOISES_DB = (20.0, 10.0)
_SEED, _LONG_SEED, _LONG_S = 1, 9, 120.0
_LEAST_SPEECH = 0.5


def study_voices(
    data: Path, corpora: Sequence[Waveforms], each: int, length_s: float, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Everything, of speakers that nothing was fitted on.

    Parameters as of :func:`ui.studies.whose_voice.study_whose_voice`.
    """
    rule, model = WhoseRule.shipped(), SpeakerModel.load()
    return {
        "protocol": f"up to {each} dialogues a corpus",
        "length_s": length_s,
        "unseen_speakers": True,
        "weights_sha256": shipped_digests("speaker", "whose"),
        **_made(data, corpora, each, length_s, rule, model, tell),
        "meetings": meetings(data / "dialogues", rule, model),
    }


def _made(
    data: Path,
    corpora: Sequence[Waveforms],
    each: int,
    length_s: float,
    rule: WhoseRule,
    model: SpeakerModel,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    def heard(seed: int, length_s: float, snr_db: float, *, alone: bool = False) -> list[HeardDialogue]:
        found = []
        for dialogue in make_dialogues(corpora, "test", each, seed, length_s):
            if alone:
                dialogue = replace(dialogue, other=np.zeros_like(dialogue.other))
            with suppress(UserError):  # reads too little aloud to be in the other studies
                found.append(hear(dialogue, snr_db, model, rule))
        return found

    mouths = mouths_for(data, "test")
    found: dict[str, Any] = {}
    faces: dict[str, Any] = {}
    for snr_db in NOISES_DB:
        some, name = heard(_SEED, length_s, snr_db), f"{length_s:.0f} s, noise {snr_db:.0f} dB"
        found[name], faces[name] = _by_pairs(some, rule), faces_told(some, mouths, rule)
    long = heard(_LONG_SEED, _LONG_S, NOISES_DB[0])
    name = f"{_LONG_S:.0f} s, noise {NOISES_DB[0]:.0f} dB"
    found[name], faces[name] = _by_pairs(long, rule), faces_told(long, mouths, rule)
    tell("dialogues heard")
    alone = heard(_LONG_SEED, _LONG_S, NOISES_DB[0], alone=True)
    numbers = {
        "one": _numbers((one.steps for one in alone), rule),
        "two": _numbers((one.steps for one in long), rule),
        "four": _numbers((a.steps + b.steps for a, b in pairwise(long) if _four(a, b)), rule),
    }
    tell("voices counted")
    return {"dialogues": found, "numbers": numbers, "faces": faces}


def _four(a: HeardDialogue, b: HeardDialogue) -> bool:
    """Whether two dialogues of one corpus are of four people."""
    same = a.dialogue.corpus == b.dialogue.corpus
    return same and len({one for h in (a, b) for one in (h.dialogue.user, h.dialogue.partner)}) == 4


def _numbers(of_recordings: Iterable[Sequence[Step]], rule: WhoseRule) -> dict[str, int]:
    apart = (voices_apart(steps, rule) for steps in of_recordings)
    return counted(1 if voices is None else len(voices.middles) for voices in apart)


def _by_pairs(heard: Sequence[HeardDialogue], rule: WhoseRule) -> dict[str, Any]:
    """Figures of all dialogues, of the same sex and of different sexes: told that there are two, and not."""
    groups = {"all": None, "same sex": True, "different sexes": False}
    found: dict[str, Any] = {}
    for way, number in (("two", 2), ("all", None)):
        parted = [(one.dialogue.same_sex, part(one, rule, number)) for one in heard]
        found[way] = {
            name: figures(chosen)
            for name, sex in groups.items()
            if (chosen := [one for same, one in parted if sex is None or same is sex])
        }
    return found


def meetings(folder: Path, rule: WhoseRule, model: SpeakerModel) -> dict[str, Any]:
    """The diarisation error of real meetings: the number of voices found, and given as it is.

    Where one person speaks in a meeting it is not given.
    """
    told: dict[str, Any] = {}
    for path in sorted(folder.glob("*.rttm")):
        spoken, sound = turns_of(path), read_audio(path.with_suffix(".ogg"))
        length_s, speakers = len(sound) / SAMPLE_RATE_HZ, len({who for _, _, who in spoken})
        steps = steps_in([AudioChunk(sound, 0.0)], rule, model)
        row: dict[str, Any] = {"speakers": speakers, "length_s": length_s}
        for way, number in (("all", None), ("given", speakers if speakers > 1 else None)):
            voices = voices_apart(steps, rule, number)
            who = np.zeros(len(steps), np.int64) if voices is None else voices.shares.argmax(axis=1)
            error = diarisation_error(spoken, _told(steps, who), length_s)
            row[way] = _row(error) | {"found": 1 if voices is None else len(voices.middles)}
        told[path.stem] = row
    if told:
        told["all"] = {way: _row(_sum(row[way] for row in told.values())) for way in ("all", "given")}
    return told


def _told(steps: Sequence[Step], who: IntArray) -> list[Spoken]:
    return [
        (step.t_end - STEP_S, step.t_end, str(voice))
        for step, voice in zip(steps, who, strict=True)
        if step.speech >= _LEAST_SPEECH
    ]


def _row(error: DiarisationError) -> dict[str, float]:
    return asdict(error) | {"rate": error.rate}


def _sum(rows: Iterable[dict[str, float]]) -> DiarisationError:
    whole = DiarisationError(0.0, 0.0, 0.0, 0.0)
    for row in rows:
        whole += DiarisationError(row["speech_s"], row["missed_s"], row["false_s"], row["confused_s"])
    return whole
