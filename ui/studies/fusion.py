"""Fits the fusion to both models' answers, and compares it with other rules on examples of neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.fusion_examples import VOICE_CONDITIONS, clips_of, voice_examples
from face_model.classifier import FaceClassifier
from face_model.corpora.fer2013 import fer2013_files
from face_model.evaluation.fusion_examples import FACE_CONDITIONS, face_examples
from fusion.evidence import Modality
from fusion.late_fusion import CARD, LateFusion
from fusion.provenance import commit
from fusion.stored_model import write_fitted
from fusion.study.examples import Examples
from fusion.study.fitted_rules import FusionRule, every_rule
from fusion.study.fitting import CLEAR_ACCURACY, FLAGGED_QUALITY, NEUTRAL_SHARE, fit_fusion
from fusion.study.pairs import Pairs, compare, ece_by_chance, figures, make_pairs, with_wrong_faces
from fusion.study.rules import Rule
from fusion.study.showing import shown_on
from ui.studies.familiarity import answers_to_strangers
from ui.studies.model_answers import kept_answers
from ui.studies.shipped import shipped_digests

_FACES_PER_EMOTION = {"calibration": 150, "test": 80}
_PICTURES = {"calibration": "PublicTest", "test": "PrivateTest"}
_TEST_PAIRS = 2100
_NOT_RECORDINGS = (
    "Pairs of a voice and a face of different people are not audio-visual recordings: their errors are "
    "independent, which flatters every rule that combines them."
)


def gather(data: Path, part: str) -> tuple[dict[str, Examples], dict[str, Examples]]:
    """Both models' answers by condition; ``part`` is ``calibration`` or ``test``.

    Raises
    ------
    UserError
        If RAVDESS or FER2013 is not in ``data``.
    """
    return voice_answers(data, part), face_answers(data, part)


def voice_answers(data: Path, part: str) -> dict[str, Examples]:
    """Of the RAVDESS actors of that part in the voice model's card."""
    voice = VoiceClassifier.load()
    speakers = tuple(voice.card["split"]["ravdess"][part])
    return kept_answers(
        voice_examples.__module__,
        (*voice.known_as, speakers, list(VOICE_CONDITIONS)),
        [clip.path for clip in clips_of(data, speakers)],
        lambda: voice_examples(data, speakers, classifier=voice),
    )


def face_answers(data: Path, part: str) -> dict[str, Examples]:
    """Of FER2013's PublicTest or PrivateTest, without near-twins of other splits; trained on neither."""
    face = FaceClassifier.load()
    pictures, n = _PICTURES[part], _FACES_PER_EMOTION[part]
    return kept_answers(
        face_examples.__module__,
        (*face.known_as, pictures, n, list(FACE_CONDITIONS)),
        fer2013_files(data),
        lambda: face_examples(data, pictures, n, classifier=face),
    )


def train_fusion(data: Path, out: Path | None, seed: int, left_out: Sequence[Path] = ()) -> Path:
    """Fit the fusion on the calibration part and write its card; returns the card's path.

    ``left_out`` are folders of weights trained without some of the corpora, see
    :func:`ui.studies.familiarity.answers_to_strangers`.
    """
    voice, face = gather(data, "calibration")
    strangers, weights_of_strangers = answers_to_strangers(data, left_out)
    fitted, report = fit_fusion(voice, face, seed, strangers=strangers)
    kinds = report.pop("calibration")
    card = {
        "name": "Attune late fusion",
        "calibration": {
            m.value: {"kind": kinds[m.value], **fitted.calibration[m].to_json()} for m in Modality
        },
        "exponent": {m.value: fitted.exponent[m] for m in Modality},
        "rule": asdict(fitted.rule),
        "doubt": fitted.doubt,
        "fitted_on": {
            "voices": f"RAVDESS, the voice model's calibration speakers, {len(voice['clean'].labels)} clips",
            "faces": f"FER+ majority, FER2013 PublicTest, {len(face['clean'].labels)} pictures",
            "conditions": {"voice": list(voice), "face": list(face)},
            "neutral_share": NEUTRAL_SHARE,
            "strangers": {
                m.value: {name: len(said.labels) for name, said in corpora.items()}
                for m, corpora in strangers.items()
            },
            "weights_of_strangers": weights_of_strangers,
            "note": _NOT_RECORDINGS,
        },
        "chosen": {"clear_is_right_at_least": CLEAR_ACCURACY, **report},
        "weights_sha256": shipped_digests("voice", "face"),
        "seed": seed,
        "commit": commit(),
        "licence": "As the voice and face weights: non-commercial.",
    }
    return write_fitted(card, CARD, out)


def evaluate_pairs(data: Path) -> dict[str, Any]:
    """Accuracy, ECE and log-loss of every rule on pairs of unseen voices and unseen faces, by condition.

    Every rule gets what the fusion's calibrations make of the models' answers, no face surer than a second
    opinion allows, so that "voice" and "face" are what is shown of either. Of Attune's own rule the ECE that
    chance alone would make is told too, and what it does where neutral moments are as frequent as it assumes.
    """
    voice, face = gather(data, "test")
    face = {name: said.held() for name, said in face.items()}
    fusion = LateFusion.shipped()
    rules = every_rule(fusion)
    conditions: dict[str, Any] = {
        name: _judged(rules, pairs) for name, pairs in conditions_of(voice, face).items()
    }
    for name, pairs in conditions_of(voice, face, NEUTRAL_SHARE).items():
        conditions[name]["as_assumed"] = {"neutral_share": NEUTRAL_SHARE, **_own_figures(fusion, pairs)}
    clean = make_pairs(voice["clean"], face["clean"], _TEST_PAIRS, seed=0)
    contradicting = with_wrong_faces(clean, face["clean"], 1.0, None, seed=1)
    ordinary = make_pairs(voice["clean"], face["clean"], _TEST_PAIRS, seed=0, neutral_share=1.0)
    return {
        "protocol": "pairs: RAVDESS test speakers with FER2013 PrivateTest faces of the same emotion",
        "n": len(clean.labels),
        "different": {"voices": len(voice["clean"].labels), "faces": len(face["clean"].labels)},
        "unseen_speakers": True,
        "weights_sha256": shipped_digests("voice", "face", "second opinion", "fusion"),
        "rules": conditions["clean"]["rules"],
        "conditions": conditions,
        "states": {
            "same emotion": shown_on(fusion, clean),
            "ordinary: both neutral": shown_on(fusion, ordinary),
            "ordinary, voice alone": shown_on(fusion, replace(ordinary, face=ordinary.face.silenced())),
            "ordinary, face alone": shown_on(fusion, replace(ordinary, voice=ordinary.voice.silenced())),
            "contradicting": shown_on(fusion, contradicting),
        },
        "notes": [_NOT_RECORDINGS, "No face has a near-twin in another split."],
    }


def _judged(rules: dict[str, Rule], pairs: Pairs) -> dict[str, Any]:
    voice, face = pairs.voice, pairs.face
    own = rules["attune"](voice.probabilities, face.probabilities, voice.quality, face.quality)
    return {"rules": compare(rules, pairs), "ece_by_chance": ece_by_chance(own, pairs)}


def _own_figures(fusion: LateFusion, pairs: Pairs) -> dict[str, Any]:
    voice, face = pairs.voice, pairs.face
    own = FusionRule(fusion)(voice.probabilities, face.probabilities, voice.quality, face.quality)
    return {**figures(own, pairs.labels), "ece_by_chance": ece_by_chance(own, pairs)}


def conditions_of(
    voice: dict[str, Examples], face: dict[str, Examples], neutral_share: float | None = None
) -> dict[str, Pairs]:
    """The pairs of each condition: one side degraded, one side silent, a share of wrong faces."""

    def paired(heard: Examples, seen: Examples) -> Pairs:
        return make_pairs(heard, seen, _TEST_PAIRS, seed=0, neutral_share=neutral_share)

    clean = paired(voice["clean"], face["clean"])
    found = {"clean": clean}
    for name, said in voice.items():
        if name != "clean":
            found[f"voice: {name}"] = paired(said, face["clean"])
    found["voice: silent"] = paired(voice["clean"].silenced(), face["clean"])
    for name, said in face.items():
        if name != "clean":
            found[f"face: {name}"] = paired(voice["clean"], said)
    found["face: gone"] = paired(voice["clean"], face["clean"].silenced())
    for share in (0.1, 0.3, 0.6):
        for flagged in (None, FLAGGED_QUALITY):
            name = f"wrong face: {share:.0%}{', flagged' if flagged else ''}"
            found[name] = with_wrong_faces(clean, face["clean"], share, flagged, seed=2)
    return found
