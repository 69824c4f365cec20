"""The rule of whose voice it is finds again what the dialogues it is fitted on were made with."""

from __future__ import annotations

import numpy as np
import pytest

from audio_model.evaluation.dialogues import Dialogue, Turn
from audio_model.evaluation.heard_dialogues import HeardDialogue, in_two_passes, with_both_known
from audio_model.evaluation.whose_voice import figures
from audio_model.speakers.voiceprint import Voiceprint
from audio_model.speakers.whose import STEP_FRAMES, STEP_S, Step
from audio_model.training.whose import fit_known, fit_logistic, fit_voices
from audio_model.voice_activity import FRAME_SAMPLES
from fusion.interfaces import SAMPLE_RATE_HZ

TURN_S, N_TURNS, EMBEDDING = 3.0, 10, 32
WINDOW_STEPS = 4


@pytest.mark.parametrize("partners", [0.5, 0.9])
def test_log_odds_are_those_of_two_normals_however_often_either_comes(partners: float) -> None:
    rng = np.random.default_rng(0)
    is_partner = rng.random(40_000) < partners
    # Normal about 1 and -1 with a variance of 1: the log-odds are 2x; the penalty takes a few hundredths.
    told = np.where(is_partner, 1.0, -1.0) + rng.standard_normal(is_partner.size)
    fitted = fit_logistic(np.stack([told, rng.standard_normal(told.size)], axis=1), is_partner)
    assert fitted.weights == pytest.approx((2.0, 0.0), abs=0.15)
    assert fitted.bias == pytest.approx(0.0, abs=0.1)


def dialogue(seed: int) -> HeardDialogue:
    """Two people by turns, whose voices are at right angles but for noise."""
    rng = np.random.default_rng(seed)
    n = round(TURN_S * N_TURNS * SAMPLE_RATE_HZ)
    is_own = (np.arange(n) // round(TURN_S * SAMPLE_RATE_HZ)) % 2 == 0
    sound = 0.05 * rng.standard_normal(n).astype(np.float32)
    own, other = np.where(is_own, sound, 0).astype("f4"), np.where(is_own, 0, sound).astype("f4")
    nothing = np.zeros(0, np.float32)
    turns = tuple(Turn(k * TURN_S, (k + 1) * TURN_S, own=k % 2 == 0) for k in range(N_TURNS))
    frames = sound[: n // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    n_steps = len(frames) // STEP_FRAMES
    share = is_own[: n_steps * STEP_FRAMES * FRAME_SAMPLES].reshape(n_steps, -1).mean(axis=1)
    user, partner = np.eye(EMBEDDING)[:2]
    steps = []
    for k in range(n_steps):
        heard = share[max(0, k + 1 - WINDOW_STEPS) : k + 1].mean()
        voice = heard * user + (1 - heard) * partner
        voice = voice + 0.6 * rng.standard_normal(EMBEDDING) / np.sqrt(EMBEDDING)
        steps.append(Step((k + 1) * STEP_S, 1.0, voice=(voice / np.linalg.norm(voice)).astype(np.float32)))
    read_aloud = Voiceprint(user[None].astype(np.float32), "made", "")
    made = Dialogue("made", "a", "b", None, own, other, nothing, nothing, turns)
    return HeardDialogue(made, read_aloud, frames, np.ones(len(frames)), tuple(steps), share)


def test_a_rule_fitted_on_some_dialogues_tells_who_speaks_in_others() -> None:
    heard = [dialogue(seed) for seed in range(4)]
    rule = fit_voices(heard, lambda said: None)
    rule = fit_known([with_both_known(one) for one in heard], rule)
    others = [dialogue(seed) for seed in range(10, 12)]
    along, throughout = figures(others, rule), figures([in_two_passes(one, rule) for one in others], rule)
    assert along["own_counted_untold"] == pytest.approx(0.5, abs=0.05)
    for told in (along, throughout):
        assert told["own_counted"] < 0.1 and told["partner_kept"] > 0.9
    assert throughout["change_known_median_s"] <= along["change_known_median_s"]
    for fitted in (*rule.pair, *rule.known):  # near the user's voice it is the user's, near the partner's not
        assert fitted.weights[0] < 0 < fitted.weights[-1]
