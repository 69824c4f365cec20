"""How steady and how true the shown label is: one emotion held for half a minute, and true changes.

The rule of :class:`fusion.display.Steadiness` is chosen on calibration speakers and judged on test speakers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.classes import CLASS_EMOTIONS
from audio_model.classifier import VoiceClassifier
from audio_model.corpora.clips import Clip, load_corpus
from face_model.classifier import FaceClassifier
from fusion.display import Display, Steadiness
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import State
from fusion.mode import Mode
from fusion.running import RunningBaseline
from fusion.study.steadiness import (
    Stretch,
    hysteresis,
    judge_labels,
    judge_rule,
    led_on_average,
    unsteadied,
)
from ui.settings import Settings
from ui.studies import together
from ui.studies.heard import TICKS_PER_S, Heard, hear
from ui.studies.natural_talk import named_in_meetings
from ui.studies.shipped import shipped_digests
from ui.studies.together import People, moments_of, spoken
from ui.wording.estimates import describe
from ui.wording.looks import looks_of
from ui.wording.readings import UnhurriedWords

HELD_S, BEFORE_S, AFTER_S = 30.0, 10.0, 12.0
_SPAN_S = {Mode.VOICE: AFTER_S, Mode.FACE: together.AFTER_S, Mode.BOTH: together.AFTER_S}
"""So long a change lasts that is told by these, seconds."""
_CORPORA = ("ravdess", "nemo")
MOST_WRONG, MOST_CHANGES = 0.06, 4.0
"""A rule may name wrongly for so large a share of the time, and change its words so often a minute."""
_AS_SOON = 1.02
"""Rules by which changes wait so many times the least are as good; of them the steadiest is taken."""
_CALIBRATION_SEEDS = 2
"""So many times are the calibration speakers heard, each time in another order."""
PACES = {"quicker": 0.6, "usual": 1.0, "calmer": 1.8}
GRID = {
    "name_from": (0.5, 0.55, 0.6, 0.65),
    "leave_below": (0.2,),
    "name_cost": (0.1, 0.15, 0.2, 0.3, 0.4),
    "leave_cost": (1.0,),
    "switch_cost": (1.0, 2.0),
}
"""What is tried. No label is kept that is hardly likelier than one of seven, none left for half a second's
certainty of another, none named on the word of a single estimate."""


def measure_steadiness(data: Path, seed: int = 0, changes: int = 10) -> dict[str, Any]:
    """Choose the rule on calibration speakers of RAVDESS and nEMO, and judge it on RAVDESS's test speakers.

    It is chosen for voices alone, faces of FER2013's PublicTest alone, and both together, and judged here on
    voices alone; :func:`ui.studies.lag.measure_lag` judges it on both. All is as live, where a person is
    learnt on the way, from nothing in each stretch; but for what is called ``of_strangers``, of whom nothing
    is learnt.

    Parameters
    ----------
    data
        Folder of the corpora.
    seed
        Decides clips, pauses and order.
    changes
        True changes for each speaker.

    Returns
    -------
    dict
        ``chosen`` and ``usual`` rule, figures of both groups of speakers, what is named in real ``meetings``,
        and the figures of every rule tried.
    """
    voice = VoiceClassifier.load()
    split = voice.card["split"]
    calibration = {
        Mode.VOICE: [
            heard.stretch(RunningBaseline())
            for again in range(_CALIBRATION_SEEDS)
            for corpus in _CORPORA
            for speaker in split[corpus]["calibration"]
            for heard in _heard_of(data, corpus, speaker, voice, seed + again, changes)
        ]
    } | _beside_faces(data, voice, seed, changes)
    test, strangers = of_test_speakers(data, voice, seed, changes)
    usual = Steadiness()
    tried = [{"rule": values, **_judged(calibration, Steadiness(**values))} for values in _grid()]
    return {
        "unseen_speakers": True,
        "seed": seed,
        "weights_sha256": shipped_digests("voice", "face", "second opinion", "fusion", "repertoire"),
        "bounds": {
            "named_wrong": MOST_WRONG,
            "other_words_per_minute": MOST_CHANGES,
            "waited_s": {mode.value: span_s for mode, span_s in _SPAN_S.items()},
        },
        "chosen": chosen(tried)["rule"],
        "usual": {name: asdict(usual)[name] for name in GRID},
        **by_the_shipped_rule(test, strangers),
        "test_hysteresis": judge_labels(test, hysteresis),
        "test_estimates_alone": judge_labels(test, unsteadied),
        "meetings": named_in_meetings(data, voice),
        "led_on_average": {
            "test": led_on_average(test),
            "test_of_strangers": led_on_average(strangers),
            "calibration": led_on_average(calibration[Mode.VOICE]),
        },
        "calibration": _judged(calibration, usual),
        "tried": tried,
    }


def of_test_speakers(
    data: Path, voice: VoiceClassifier, seed: int, changes: int
) -> tuple[list[Stretch], list[Stretch]]:
    """What ``voice`` makes of RAVDESS's test speakers, the person learnt on the way; and without that."""
    heard = [
        heard
        for speaker in voice.card["split"]["ravdess"]["test"]
        for heard in _heard_of(data, "ravdess", speaker, voice, seed, changes)
    ]
    return [each.stretch(RunningBaseline()) for each in heard], [each.stretch(None) for each in heard]


def by_the_shipped_rule(test: Sequence[Stretch], strangers: Sequence[Stretch]) -> dict[str, Any]:
    """Figures of the ``test`` speakers at each pace, and of the same as ``strangers`` at the usual one."""
    usual = Steadiness()
    return {
        "test": {
            pace: judge_rule(test, rule) | on_the_card(test, rule)
            for pace, slowness in PACES.items()
            for rule in (replace(usual, slowness=slowness),)
        },
        "test_of_strangers": judge_rule(strangers, usual) | on_the_card(strangers, usual),
    }


def chosen(tried: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Of the rules that name wrongly and change seldom enough, and are about the soonest, the steadiest.

    Each row has a "rule" and the figures by it of "voice" and "both", and of "face" how long is waited for.
    """
    held = (Mode.VOICE.value, Mode.BOTH.value)

    def waited(row: Mapping[str, Any]) -> float:
        return float(np.mean([row[mode.value]["waited_s"] / span_s for mode, span_s in _SPAN_S.items()]))

    def most(row: Mapping[str, Any], figure: str) -> float:
        return max(float(row[mode][figure]) for mode in held)

    allowed = [
        row
        for row in tried
        if most(row, "named_wrong") <= MOST_WRONG and most(row, "other_words_per_minute") <= MOST_CHANGES
    ]
    allowed = allowed or list(tried)
    least = min(map(waited, allowed))
    soon = [row for row in allowed if waited(row) <= _AS_SOON * least]
    return min(soon, key=lambda row: sum(float(row[mode]["other_words_per_minute"]) for mode in held))


def _judged(calibration: Mapping[Mode, Sequence[Stretch]], rule: Steadiness) -> dict[str, Any]:
    return {mode.value: judge_rule(stretches, rule) for mode, stretches in calibration.items()}


def on_the_card(
    stretches: Sequence[Stretch], rule: Steadiness, mode: Mode = Mode.VOICE
) -> dict[str, float | None]:
    """What changes on the card while one emotion lasts, from the first label on.

    ``texts_per_minute`` is how often any text does, ``headlines_per_minute`` how often its large words do:
    the card keeps words that a breath does not make untrue.
    """
    looks = looks_of(Settings())
    texts_changed, headlines_changed, minutes = 0, 0, 0.0
    for stretch in stretches:
        if stretch.t_change:
            continue
        display, words, before = Display(rule), UnhurriedWords(), None
        for estimate in stretch.estimates:
            moment = display.show(estimate)
            reading = words.of(describe(moment, looks, mode), estimate.t)
            if estimate.t > stretch.t_end or (before is None and moment.shown.state is State.NO_SIGNAL):
                continue
            notes = (reading.voice.note, reading.face.note)
            texts = (reading.headline, reading.sureness, reading.sentence, *notes)
            texts_changed += before is not None and texts != before
            headlines_changed += before is not None and texts[0] != before[0]
            before = texts
            minutes += 1 / TICKS_PER_S / 60
    changed = {"texts_per_minute": texts_changed, "headlines_per_minute": headlines_changed}
    return {name: count / minutes if minutes else None for name, count in changed.items()}


def _grid() -> Iterator[dict[str, float]]:
    for values in itertools.product(*GRID.values()):
        yield dict(zip(GRID, values, strict=True))


def _beside_faces(data: Path, voice: VoiceClassifier, seed: int, changes: int) -> dict[Mode, list[Stretch]]:
    """What is estimated of the calibration speakers beside faces, and of those faces alone."""
    face = FaceClassifier.load()
    rng = np.random.default_rng(seed)
    made: dict[Mode, list[Stretch]] = {Mode.BOTH: [], Mode.FACE: []}
    for corpus in _CORPORA:
        people = People(data, voice, "calibration", corpus)
        sequences = [
            change
            for _ in range(_CALIBRATION_SEEDS)
            for change in (*people.lasting(HELD_S, rng), *people.changing(changes, rng))
        ]
        for change in sequences:
            modes = list(made) if change.t_change else [Mode.BOTH]
            for mode, moments in moments_of(change, voice, face, modes).items():
                estimates = tuple(moment.estimate for moment in moments)
                made[mode].append(Stretch(estimates, change.after, change.t_change, change.t_end))
    return made


def _heard_of(
    data: Path, corpus: str, speaker: str, voice: VoiceClassifier, seed: int, changes: int
) -> Iterator[Heard]:
    rng = np.random.default_rng([seed, *corpus.encode(), *speaker.encode()])
    folder = data / corpus if (data / corpus).is_dir() else data
    clips = [clip for clip in load_corpus(corpus, folder) if clip.speaker == speaker]
    own: dict[Emotion, list[Clip]] = {}
    for clip in clips:
        own.setdefault(CLASS_EMOTIONS[clip.voice_class], []).append(clip)
    emotions = [emotion for emotion in EMOTIONS if emotion in own]
    for emotion in emotions:
        yield hear(voice, spoken(own[emotion], HELD_S, rng), emotion, 0.0, HELD_S)
    for _ in range(changes):
        before, after = (emotions[i] for i in rng.permutation(len(emotions))[:2])
        sound = np.concatenate([spoken(own[before], BEFORE_S, rng), spoken(own[after], AFTER_S, rng)])
        yield hear(voice, sound, after, BEFORE_S, BEFORE_S + AFTER_S)
