"""How well the user's and the partner's speech are told apart in made dialogues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from audio_model.analyser import EVERY_FRAMES, LEAST_SPEECH_S
from audio_model.evaluation.heard_dialogues import HeardDialogue, is_speech, replay
from audio_model.quality import judge
from audio_model.speakers.keeping import keep_partner
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.whose import STEP_FRAMES, STEP_S, WhoseVoice
from audio_model.voice_activity import FRAME_S
from fusion.arrays import FloatArray

OWN_COUNTED_UP_TO, KEPT_FROM = 0.07, 0.85
"""The bars: so much of the user's speech may count as the partner's, so much of the partner's must."""
_WINDOW_FRAMES = 94
_KNOWN_SIDE = 0.5
_LATEST_S = 3.0


@dataclass(frozen=True)
class Weights:
    """Weight of the voice's evidence over a dialogue, by whose speech it rests on."""

    own: float
    partner: float

    @property
    def own_share(self) -> float:
        """The user's part of it all."""
        return self.own / max(self.own + self.partner, 1e-12)


def untold(heard: HeardDialogue) -> Weights:
    """Whose speech the evidence would rest on if nobody told the two apart."""
    share = heard.dialogue.own_share()
    own = partner = 0.0
    for n_frames in range(EVERY_FRAMES, len(heard.frames) + 1, EVERY_FRAMES):
        first = max(0, n_frames - _WINDOW_FRAMES)
        speech = heard.speech[first:n_frames]
        mine = np.nan_to_num(share[first:n_frames], nan=0.5)[is_speech(speech)]
        if len(mine) * FRAME_S >= LEAST_SPEECH_S:
            weight = judge(heard.frames[first:n_frames], speech).value
            own += weight * float(mine.mean())
            partner += weight * float(1 - mine.mean())
    return Weights(own, partner)


def weigh(heard: HeardDialogue, rule: WhoseRule | None) -> tuple[Weights, list[float]]:
    """Whose speech the evidence rests on, and how long after each change of speaker it was known, s.

    Parameters
    ----------
    heard
        The dialogue.
    rule
        What tells the two apart; None for the truth itself, as if it were known.
    """
    share = heard.dialogue.own_share()
    own = partner = 0.0
    sides: list[float] = []

    def at(n_frames: int, p: FloatArray) -> None:
        nonlocal own, partner
        first = max(0, n_frames - _WINDOW_FRAMES)
        frames, speech = heard.frames[first:n_frames], heard.speech[first:n_frames]
        kept, counts = keep_partner(speech, p[-len(frames) :])
        mine = np.nan_to_num(share[first:n_frames][kept], nan=0.5)[is_speech(speech[kept])]
        if len(mine) * FRAME_S < LEAST_SPEECH_S:
            return
        weight = judge(frames[kept], speech[kept]).value * counts
        own += weight * float(mine.mean())
        partner += weight * float(1 - mine.mean())

    if rule is None:
        truth = np.nan_to_num(1 - share, nan=1.0)
        for n_frames in range(EVERY_FRAMES, len(heard.frames) + 1, EVERY_FRAMES):
            at(n_frames, (truth[:n_frames] >= 0.5).astype(float))
        return Weights(own, partner), []

    def ask(whose: WhoseVoice, number: int) -> None:
        n_frames = (number + 1) * STEP_FRAMES
        sides.append(float(whose.smoothed()[-1]))
        if n_frames % EVERY_FRAMES == 0:
            at(n_frames, whose.partner(min(n_frames, _WINDOW_FRAMES)))

    replay(heard, rule, ask)
    return Weights(own, partner), _lags(heard, np.array(sides))


def _lags(heard: HeardDialogue, sides: FloatArray) -> list[float]:
    """Seconds from the first sound of each turn after a change until the newest step is told rightly."""
    lags = []
    for turn in heard.dialogue.changes:
        first = int(turn.t_start / STEP_S)
        last = min(int(min(turn.t_end, turn.t_start + _LATEST_S) / STEP_S) + 1, len(sides))
        told = (
            (number + 1) * STEP_S - turn.t_start
            for number in range(first, last)
            if (sides[number] < _KNOWN_SIDE) == turn.own and heard.steps[number].speech > 0
        )
        lags.append(next(told, _LATEST_S))
    return lags


def figures(heard: Sequence[HeardDialogue], rule: WhoseRule) -> dict[str, Any]:
    """Both shares over all these dialogues, and the median time until a change is known."""
    told = [weigh(one, rule) for one in heard]
    known = [weigh(one, None)[0] for one in heard]
    without = [untold(one) for one in heard]
    lags = [lag for _, found in told for lag in found]
    own, partner = sum(w.own for w, _ in told), sum(w.partner for w, _ in told)
    return {
        "dialogues": len(heard),
        "own_counted": own / max(own + partner, 1e-12),
        "partner_kept": partner / max(sum(w.partner for w in known), 1e-12),
        "own_counted_if_known": sum(w.own for w in known) / max(sum(w.own + w.partner for w in known), 1e-12),
        "own_counted_untold": sum(w.own for w in without)
        / max(sum(w.own + w.partner for w in without), 1e-12),
        "change_known_median_s": float(np.median(lags)) if lags else None,
        "change_known_p90_s": float(np.percentile(lags, 90)) if lags else None,
        "changes": len(lags),
    }
