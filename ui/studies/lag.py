"""How long after a true change the shown label changes: voices and faces of one emotion, then of another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.classifier import VoiceClassifier
from face_model.classifier import FaceClassifier
from fusion.display import Steadiness
from fusion.emotions import EMOTIONS
from fusion.evidence import State
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.study.steadiness import Stretch, hysteresis, intervals, judge_labels, judge_rule
from ui.studies.shipped import shipped_digests
from ui.studies.steadiness import HELD_S, on_the_card
from ui.studies.together import Change, People, moments_of

_CHANGES = 120
_PICTURES = 4
"""So many faces are seen with each voice of an emotion that lasts: one picture decides half a minute."""


def measure_lag(
    data: Path, changes: int = _CHANGES, seed: int = 0, held_s: float = HELD_S, pictures: int = _PICTURES
) -> dict[str, Any]:
    """Seconds from a change of emotion to the label of the new one, with both modalities and each alone.

    Voices are RAVDESS's test speakers (both clips of a change by one actor, repeated while it lasts) and
    faces FER2013's PrivateTest: neither was trained or calibrated on. Changes whose new emotion is never
    named are counted apart; so are those in which a third emotion was named on the way. The face is looked at
    as often as live, and the person is learnt on the way, as live. ``held`` tells what both show of one
    emotion that lasts, and what they would by the rule of earlier versions; its intervals resample the
    voices, each with all its ``pictures``.
    """
    voice, face = VoiceClassifier.load(), FaceClassifier.load()
    people = People(data, voice, "test")
    lags: dict[Mode, list[float]] = {mode: [] for mode in Mode}
    strays = dict.fromkeys(lags, 0)
    for change in _make_changes(people, changes, seed):
        for mode, moments in moments_of(change, voice, face, list(Mode)).items():
            lag, strayed = _lag(moments, change)
            strays[mode] += strayed
            if lag is not None:
                lags[mode].append(lag)
    result: dict[str, Any] = {
        "n": changes,
        "unseen_speakers": True,
        "weights_sha256": shipped_digests("voice", "face", "second opinion", "fusion", "repertoire"),
        "held": _measure_held(people, voice, face, seed, held_s, pictures),
    }
    for mode, found in lags.items():
        result[mode.value] = {
            "named": len(found) / changes,
            "median_s": float(np.median(found)) if found else None,
            "p95_s": float(np.percentile(found, 95)) if found else None,
            "a_third_emotion_was_named": strays[mode] / changes,
        }
    return result


def _lag(moments: list[Moment], change: Change) -> tuple[float | None, bool]:
    """Seconds until the new emotion is shown as clear, and whether a third one was shown after the change."""
    strayed = False
    for moment in moments:
        shown = moment.shown
        if moment.t < change.t_change or shown.state is not State.CLEAR:
            continue
        if shown.emotion is change.after:
            return moment.t - change.t_change, strayed
        strayed = strayed or shown.emotion is not change.before
    return None, strayed


def _measure_held(
    people: People, voice: VoiceClassifier, face: FaceClassifier, seed: int, held_s: float, pictures: int
) -> dict[str, Any]:
    """Each emotion of each test speaker for ``held_s`` seconds, beside pictures of it."""
    stretches = []
    for lasting in people.lasting(held_s, np.random.default_rng(seed), pictures):
        (moments,) = moments_of(lasting, voice, face, [Mode.BOTH]).values()
        stretches.append(Stretch(tuple(m.estimate for m in moments), lasting.after, 0.0, held_s))
    asked = (
        "n_held",
        "changes_per_minute",
        "from_the_first_per_minute",
        "other_words_per_minute",
        "named_right",
        "named_wrong",
    )
    figures = {
        "usual": judge_rule(stretches, Steadiness()),
        "hysteresis": judge_labels(stretches, hysteresis),
    }
    held = {name: {each: row[each] for each in asked} for name, row in figures.items()}
    held["usual"]["intervals"] = intervals(
        [judge_rule(stretches[i : i + pictures], Steadiness()) for i in range(0, len(stretches), pictures)],
        ("from_the_first_per_minute", "named_right", "named_wrong"),
        seed,
    )
    held["usual"]["pictures"] = pictures
    held["usual"] |= on_the_card(stretches, Steadiness(), Mode.BOTH)
    return held


def _make_changes(people: People, n: int, seed: int) -> Iterator[Change]:
    rng = np.random.default_rng(seed)
    for _ in range(n):
        before, after = (EMOTIONS[i] for i in rng.permutation(len(EMOTIONS))[:2])
        yield people.change(rng.choice(people.speakers), before, after, rng)
