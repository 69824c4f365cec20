"""How well the user's own speech is told from the partner's: made dialogues, lips, and real meetings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.corpora.waveforms import Waveforms, read_audio
from audio_model.evaluation.dialogues import Dialogue, make_dialogues
from audio_model.evaluation.diarisation import Spoken, turns_of
from audio_model.evaluation.heard_dialogues import HeardDialogue, hear, in_two_passes, with_both_known
from audio_model.evaluation.whose_voice import Weights, figures, untold, weigh
from audio_model.speakers.both import settled, steps_in, throughout_of
from audio_model.speakers.model import SpeakerModel, middle_of
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.voiceprint import Voiceprint, enrol
from audio_model.speakers.whose import STEP_FRAMES, STEP_S, WhoseVoice
from audio_model.voice_activity import FRAME_S
from fusion.arrays import Float32Array, IntArray
from fusion.emotions import Emotion
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk
from ui.studies.dialogue_mouths import Mouths, by_lips_alone, in_step, mouth_of, mouths_for, with_mouth
from ui.studies.lips import LipExample, lip_examples
from ui.studies.shipped import shipped_digests

NOISES_DB = (20.0, 10.0)
OTHER_MOOD = Emotion.ANGRY
_LEAST_ENROLLED_S = 8.0
_FRESH_EACH, _LONG_S = 5, 120.0


def study_whose_voice(
    data: Path, corpora: Sequence[Waveforms], each: int, length_s: float, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Everything, on speakers and faces that nothing was fitted on.

    Parameters
    ----------
    data
        Folder with the corpora, ``av_samples``, ``jaffe5`` and ``dialogues``.
    corpora
        Those that dialogues are made of.
    each, length_s
        Dialogues of a corpus, and how long each lasts (s).
    tell
        Is handed a sentence now and then.
    """
    rule, model = WhoseRule.shipped(), SpeakerModel.load()
    found: dict[str, Any] = {
        "protocol": f"up to {each} dialogues of {length_s:.0f} s a corpus, of speakers only tested on",
        "unseen_speakers": True,
        "weights_sha256": shipped_digests("speaker", "whose"),
        "noise": {},
        "two_passes": {},
        "alone": {},
        "seen": {},
    }
    mouths, examples = mouths_for(data, "test"), lip_examples(data, "test")
    single: list[dict[str, Any]] = []
    for snr_db in NOISES_DB:
        heard = [hear(d, snr_db, model, rule) for d in make_dialogues(corpora, "test", each, 1, length_s)]
        tell(f"{len(heard)} dialogues heard at {snr_db:.0f} dB")
        single += [_of_one(one, rule) for one in heard if snr_db == NOISES_DB[0]]
        found["noise"][f"{snr_db:.0f} dB"] = _by_pairs(heard, rule)
        found["two_passes"][f"{snr_db:.0f} dB"] = _by_pairs([in_two_passes(one, rule) for one in heard], rule)
        found["alone"][f"{snr_db:.0f} dB"] = _alone_in_it(
            [one.dialogue for one in heard], snr_db, model, rule
        )
        found["seen"][f"{snr_db:.0f} dB"] = _by_what_tells(heard, _seen(heard, mouths), rule)
    moods = list(make_dialogues(corpora, "test", each, 2, length_s, (OTHER_MOOD,)))
    found["moods"] = _by_moods(moods, model, rule)
    single += found["moods"].pop("single")
    found["single"] = sorted(single, key=lambda row: row["partner_kept"])
    tell("other moods heard")
    pairs = {_pair(one.dialogue) for one in heard} | {_pair(dialogue) for dialogue in moods}
    fresh = [
        hear(dialogue, NOISES_DB[0], model, rule)
        for dialogue in make_dialogues(corpora, "test", _FRESH_EACH, 3, length_s)
        if _pair(dialogue) not in pairs
    ]
    found["fresh"] = _along_and_in_two_passes(fresh, rule)
    tell("other pairs heard")
    long = [hear(d, NOISES_DB[0], model, rule) for d in make_dialogues(corpora, "test", each, 9, _LONG_S)]
    found["long"] = _along_and_in_two_passes(long, rule)
    tell("long dialogues heard")
    found["lips"] = judge_lips(examples, rule)
    found["in_step"] = {
        "filmed": float(np.mean([example.features[1] for example in examples if example.talks])),
        "made": in_step(_seen(heard, mouths)),
    }
    tell("lips judged")
    found["meetings"] = meetings(data / "dialogues", model, rule)
    return found


def _by_pairs(heard: Sequence[HeardDialogue], rule: WhoseRule) -> dict[str, Any]:
    """Figures of all the dialogues, and of those of the same sex and of different sexes."""
    groups = {
        "all": list(heard),
        "same sex": [one for one in heard if one.dialogue.same_sex],
        "different sexes": [one for one in heard if one.dialogue.same_sex is False],
    }
    found = {name: figures(group, rule) for name, group in groups.items() if group}
    return found | {"corpora": dict(Counter(one.dialogue.corpus for one in heard))}


def _along_and_in_two_passes(heard: Sequence[HeardDialogue], rule: WhoseRule) -> dict[str, Any]:
    return {
        "along": _by_pairs(heard, rule),
        "two passes": _by_pairs([in_two_passes(one, rule) for one in heard], rule),
    }


def _alone_in_it(
    dialogues: Sequence[Dialogue], snr_db: float, model: SpeakerModel, rule: WhoseRule
) -> dict[str, Any]:
    """Of dialogues in which only one of the two is heard, what share of their speech's weight counts."""
    found: dict[str, Any] = {}
    for side, silent in (("user", "other"), ("partner", "own")):
        still = [replace(one, **{silent: np.zeros_like(getattr(one, silent))}) for one in dialogues]
        heard = [hear(one, snr_db, model, rule) for one in still]
        whole = sum(_whole(untold(one)) for one in heard)
        found[side] = {
            "along": sum(_whole(weigh(one, rule)[0]) for one in heard) / max(whole, 1e-12),
            "two passes": sum(_whole(weigh(in_two_passes(one, rule), rule)[0]) for one in heard)
            / max(whole, 1e-12),
        }
    return found


def _whole(weights: Weights) -> float:
    return weights.own + weights.partner


def _pair(dialogue: Dialogue) -> tuple[str, str, str]:
    return dialogue.corpus, dialogue.user, dialogue.partner


def _by_moods(dialogues: Iterable[Dialogue], model: SpeakerModel, rule: WhoseRule) -> dict[str, Any]:
    """Figures of a user who read aloud once, and of one who read once more in another mood."""
    twice = []
    for dialogue in dialogues:
        with suppress(UserError):  # too few clips in that mood
            twice.append(hear(dialogue, NOISES_DB[0], model, rule))
    once = [replace(one, own=replace(one.own, voices=one.own.voices[:1])) for one in twice if one.own]
    return {
        "mood": OTHER_MOOD.value,
        "once": figures(once, rule),
        "twice": figures(twice, rule),
        "single": [_of_one(one, rule) for one in once],
    }


def _of_one(heard: HeardDialogue, rule: WhoseRule) -> dict[str, Any]:
    """Figures of one dialogue, and how near what was read aloud is to how either sounds in it."""
    assert heard.own is not None
    found = figures([heard], rule)
    steps = [
        (step.voice, share)
        for step, share in zip(heard.steps, heard.own_share, strict=True)
        if step.voice is not None
    ]
    own, partner = (
        middle_of(np.stack([voice for voice, share in steps if share > least and share < most]))
        for least, most in ((0.9, 1.1), (-0.1, 0.1))
    )
    return {
        "pair": " ".join(_pair(heard.dialogue)),
        "same_sex": heard.dialogue.same_sex,
        "own_counted": found["own_counted"],
        "partner_kept": found["partner_kept"],
        "read_near_own": float(heard.own.voices[0] @ own),
        "read_near_partner": float(heard.own.voices[0] @ partner),
    }


def _seen(heard: Sequence[HeardDialogue], mouths: Mouths) -> list[HeardDialogue]:
    """The dialogues with the partner's mouth in view."""
    return [with_mouth(one, mouth_of(one, mouths, number)) for number, one in enumerate(heard)]


def _by_what_tells(
    heard: Sequence[HeardDialogue], seen: Sequence[HeardDialogue], rule: WhoseRule
) -> dict[str, Any]:
    """Figures by the voice alone, by the lips alone, and by both."""
    return {
        "voice": figures(heard, rule),
        "lips": figures([by_lips_alone(one) for one in seen], rule),
        "both": figures(seen, rule),
    }


def judge_lips(examples: Sequence[LipExample], rule: WhoseRule) -> dict[str, Any]:
    """How well 1.5 s of lips tell a talking mouth from a resting one."""
    said = np.array([rule.lips.log_odds(*example.features) for example in examples])
    talks = np.array([example.talks for example in examples])
    ranks = said.argsort().argsort() + 1
    n, m = int(talks.sum()), int((~talks).sum())
    return {
        "auc": float((ranks[talks].sum() - n * (n + 1) / 2) / (n * m)),
        "right": float(((said > 0) == talks).mean()),
        "windows": dict(Counter(example.kind for example in examples)),
    }


def meetings(folder: Path, model: SpeakerModel, rule: WhoseRule) -> dict[str, Any]:
    """Real meetings: whoever speaks enough is taken for the user, and everybody else for the partner.

    The user is enrolled with speech of another excerpt, or, where there is none, with their first turns in
    this one, and judged in the rest.
    """
    excerpts = {path.stem: turns_of(path) for path in sorted(folder.glob("*.rttm"))}
    sounds = {name: read_audio(folder / f"{name}.ogg") for name in excerpts}
    told: dict[str, Any] = {}
    for name, turns in excerpts.items():
        for user in sorted({who for _, _, who in turns}):
            reading, judged_from = _reading(user, name, excerpts, sounds)
            if reading is None:
                continue
            try:
                own = enrol([reading], model, "")
            except UserError:  # too little speech
                continue
            row = _judged(sounds[name], turns, user, judged_from, own, model, rule)
            if row is not None:
                told[f"{name}, {user}"] = row
    return told


def _alone(turns: Sequence[Spoken], user: str, n: int) -> IntArray:
    """For each frame of 32 ms: 1 the user alone, -1 somebody else alone, 0 nobody or both."""
    own, other = np.zeros(n, bool), np.zeros(n, bool)
    for start, end, who in turns:
        (own if who == user else other)[int(start / FRAME_S) : int(end / FRAME_S)] = True
    return (own & ~other).astype(np.int64) - (other & ~own)


def _reading(
    user: str,
    name: str,
    excerpts: dict[str, list[Spoken]],
    sounds: dict[str, Float32Array],
) -> tuple[Float32Array | None, float]:
    best: Float32Array = np.zeros(0, np.float32)
    for other, turns in excerpts.items():
        parts = [sounds[other][_samples(a) : _samples(b)] for a, b, who in turns if who == user]
        speech = np.concatenate([np.zeros(0, np.float32), *parts])
        if other != name and len(speech) > len(best):
            best = speech
    if len(best) >= _LEAST_ENROLLED_S * SAMPLE_RATE_HZ:
        return best[: _samples(20.0)], 0.0
    parts, length = [], 0.0
    for start, end, who in excerpts[name]:
        if who == user:
            parts.append(sounds[name][_samples(start) : _samples(end)])
            length += end - start
            if length >= _LEAST_ENROLLED_S:
                return np.concatenate(parts), end
    return None, 0.0


def _samples(t: float) -> int:
    return round(t * SAMPLE_RATE_HZ)


def _judged(
    sound: Float32Array,
    turns: Sequence[Spoken],
    user: str,
    judged_from: float,
    own: Voiceprint,
    model: SpeakerModel,
    rule: WhoseRule,
) -> dict[str, Any] | None:
    """Frames in which one person speaks alone: how often the right side is told, 1.5 s later."""
    steps = steps_in([AudioChunk(sound, 0.0)], rule, model)
    ways = {
        "along": settled(WhoseVoice(rule, None, own), steps),
        "two passes": throughout_of(steps, own, rule).partner,
    }
    told = {name: np.repeat(partner, STEP_FRAMES) for name, partner in ways.items()}
    alone = _alone(turns, user, len(told["along"]))
    alone[: int(judged_from / FRAME_S)] = 0
    mine, theirs = alone == 1, alone == -1
    if mine.sum() * FRAME_S < 3 or theirs.sum() * FRAME_S < 3:
        return None
    shares = {
        name: {
            "own_told_as_own": float((of_frames[mine] < 0.5).mean()),
            "others_told_as_partner": float((of_frames[theirs] >= 0.5).mean()),
        }
        for name, of_frames in told.items()
    }
    return {
        **shares["along"],
        "two passes": shares["two passes"],
        "own_s": float(mine.sum() * FRAME_S),
        "others_s": float(theirs.sum() * FRAME_S),
        "enrolled_elsewhere": judged_from == 0.0,
    }


def fit_whose_voice(
    data: Path, corpora: Sequence[Waveforms], each: int, length_s: float, tell: Callable[[str], None]
) -> tuple[WhoseRule, dict[str, Any]]:
    """The rule, fitted on dialogues and lips of people that are not tested on, and what its card says.

    Parameters as of :func:`study_whose_voice`.
    """
    from audio_model.training.whose import FIRST_GUESS, fit_known, fit_logistic, fit_trust, fit_voices

    model = SpeakerModel.load()
    heard = []
    for number, dialogue in enumerate(make_dialogues(corpora, "fit", each, 0, length_s)):
        try:
            heard.append(hear(dialogue, NOISES_DB[number % 2], model, FIRST_GUESS))
        except UserError:  # one with too few neutral clips to read aloud
            tell(f"{dialogue.corpus} {dialogue.user} reads too little aloud")
    tell(f"{len(heard)} dialogues heard")
    rule = fit_voices(heard, tell)
    rule = fit_known([both for one in heard if (both := with_both_known(one)).both is not None], rule)
    examples = lip_examples(data, "fit")
    lips = fit_logistic(
        np.array([example.features for example in examples]),
        np.array([example.talks for example in examples]),
    )
    rule = fit_trust(heard, _seen(heard, mouths_for(data, "fit")), replace(rule, lips=lips), tell)
    return rule, card_of_rule(rule, model, heard, examples)


def card_of_rule(
    rule: WhoseRule, model: SpeakerModel, heard: Sequence[HeardDialogue], examples: Sequence[LipExample]
) -> dict[str, Any]:
    """What the card says of a fitted rule."""
    return {
        "what": "Log-odds that speech is the partner's: by voice, and by lips",
        "rule": rule.to_json(),
        "speaker_sha256": model.sha256,
        "fitted_on": {
            "dialogues": len(heard),
            "seconds": sum(len(one.speech) for one in heard) * FRAME_S,
            "noise_db": NOISES_DB,
            "speakers": sorted({f"{one.dialogue.corpus} {one.dialogue.user}" for one in heard}),
            "lips": dict(Counter(example.kind for example in examples)),
        },
        "step_s": STEP_S,
    }
