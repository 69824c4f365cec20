"""The page on the voice model, docs/results/voice.md; its pictures are in voice_pictures.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fusion.study.metrics import expected_calibration_error
from ui.workbench.pages import artefacts as kept
from ui.workbench.pages.artefacts import RESULTS, ROOT, Artefacts
from ui.workbench.pages.tables import table
from ui.workbench.pages.voice_ablation import ablation_section

PAGE = RESULTS / "voice.md"
CARD = ROOT / "audio_model" / "weights" / "voice.card.json"

# artefact -> the command that writes it (--json docs/results/NAME.json is left out)
COMMANDS = {
    "voice_5fold": "attune evaluate voice --protocol ravdess-5fold --data DATA",
    "voice_random": "attune evaluate voice --protocol ravdess-random --data DATA",
    "voice_cross": "attune evaluate voice --protocol cross-corpus --data DATA",
    "voice_sentence": "attune evaluate voice --protocol sentences --data DATA",
    "voice_ablation": "attune evaluate voice --protocol ablation --data DATA",
    "voice_ravdess": "attune evaluate voice --corpus ravdess --data DATA",
    "voice_emodb": "attune evaluate voice --corpus emodb --data DATA",
    "voice_conditions": "attune evaluate voice --corpus ravdess --conditions --data DATA",
    "voice_conditions_emodb": "attune evaluate voice --corpus emodb --conditions --data DATA",
    "voice_quality": "attune evaluate voice --corpus ravdess --quality --data DATA",
    "face_speed": "attune bench speed",
}
NOISES_DB = ("20", "10", "5", "0")
_VOICE_STAGE = "voice: features and network"


def load(folder: Path = RESULTS) -> Artefacts:
    """The artefacts that exist, by name; the card of the shipped weights as ``card``."""
    return {"card": kept.read(CARD)} | kept.artefacts(COMMANDS, folder)


def page(artefacts: Artefacts) -> str:
    """The whole page; what was not measured is left out, or said to be missing among the bars."""
    parts = [
        "# The voice model, measured",
        "Written by `attune pages` from the artefacts beside it. UAR: mean recall over the classes; ECE: "
        "expected calibration error, 15 bins; *surer half*: accuracy on the half of the clips that the model "
        "is surest of; both are over the app's emotions, not RAVDESS's eight classes. All speech is acted. "
        "No weights, calibration or constants were fitted to the test speakers, but recipes were compared on "
        "them (the pieces of the training, the folds' last stage): some of what is reached may be luck.",
        "## The bars",
        _bars(artefacts),
        "## New speakers: RAVDESS in five folds" if "voice_5fold" in artefacts else "",
        _folds(artefacts),
        "## Other ways to part training and test" if _other_protocols(artefacts) else "",
        _other_protocols(artefacts),
        "## What helps" if "voice_ablation" in artefacts else "",
        ablation_section(artefacts, _made_by("voice_ablation")),
        "## The shipped weights",
        _shipped(artefacts),
        "## Noise, rooms and lines" if "voice_conditions" in artefacts else "",
        _conditions(artefacts),
        "## Does the quality say so?" if "voice_quality" in artefacts else "",
        _quality(artefacts),
        "## Limits",
        _limits(artefacts["card"]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _made_by(name: str) -> str:
    return kept.made_by(COMMANDS, name)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _error(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _bars(artefacts: Artefacts) -> str:
    figures: list[tuple[str, str, Callable[[dict[str, Any]], float], float, float]] = [
        (
            "RAVDESS, 8 classes, five speaker-independent folds, mean UAR, %",
            "voice_5fold",
            lambda f: 100 * f["mean"]["uar_8_classes"],
            74,
            80,
        ),
        (
            "RAVDESS, random split, accuracy, % (speakers are shared: it flatters)",
            "voice_random",
            lambda f: 100 * f["mean"]["accuracy_8_classes"],
            80,
            90,
        ),
        (
            "trained on RAVDESS, nEMO, ASED, tested on EMO-DB's six shared emotions, UAR, %",
            "voice_cross",
            lambda f: 100 * f["mean"]["emodb"]["uar"],
            55,
            65,
        ),
        (
            "the shipped weights on EMO-DB's six shared emotions, never heard, UAR, %",
            "voice_emodb",
            lambda f: 100 * f["uar"],
            62,
            70,
        ),
        (
            "UAR lost from clean to 10 dB of pink noise, five folds, points",
            "voice_5fold",
            lambda f: 100 * (f["mean"]["uar_8_classes"] - f["mean"]["noise"]["10"]["uar_8_classes"]),
            8,
            4,
        ),
        (
            "ECE after calibration, unseen speakers, all folds together",
            "voice_5fold",
            lambda f: f["pooled"]["ece"],
            0.05,
            0.03,
        ),
        (
            "accuracy on the surer half, unseen speakers, all folds together, %",
            "voice_5fold",
            lambda f: 100 * f["pooled"]["accuracy_most_confident_half"],
            80,
            90,
        ),
        ("one window of 3 s, features and network, one core, ms", "face_speed", _voice_ms, 6, 3),
    ]
    rows = []
    for words, source, read, bar, aim in figures:
        marks = [f"{bar:g}", f"{aim:g}"]
        if source not in artefacts:
            rows.append([words, f"not measured ({_made_by(source)})", *marks, ""])
            continue
        digits = 3 if bar < 1 else 1
        shown = round(read(artefacts[source]), digits)
        reached = [shown <= mark if aim < bar else shown >= mark for mark in (bar, aim)]
        verdict = "aim reached" if reached[1] else "met" if reached[0] else "**missed**"
        rows.append([words, f"{shown:.{digits}f}", *marks, verdict])
    return table(["measure", "reached", "at least (or at most)", "aim", ""], rows)


def _voice_ms(speed: dict[str, Any]) -> float:
    """Time of the processor for one window, ms."""
    return next(float(s["processor_ms"]) for s in speed["stages"] if s["name"].startswith(_VOICE_STAGE))


_FOLD_HEADER = [
    "test speakers",
    "clips",
    "UAR, 8 classes",
    "at 10 dB",
    "accuracy, 8 classes",
    "ECE",
    "surer half",
]


def _fold_row(words: str, f: dict[str, Any]) -> list[str]:
    return [
        words,
        str(f["n"]) if "n" in f else "",
        _percent(f.get("uar_8_classes")),
        _percent(f.get("noise", {}).get("10", {}).get("uar_8_classes")),
        _percent(f.get("accuracy_8_classes")),
        _error(f.get("ece")),
        _percent(f.get("accuracy_most_confident_half")),
    ]


def _folds(artefacts: Artefacts) -> str:
    figures = artefacts.get("voice_5fold")
    if not figures:
        return ""
    pooled = figures["pooled"]
    rows = [_fold_row(", ".join(fold["test"]), fold) for fold in figures["folds"]]
    rows.append(_fold_row("**mean**", figures["mean"]))
    recall = ", ".join(f"{name} {value:.0%}" for name, value in pooled["recall_8_classes"].items())
    heard = {"as recorded": figures["mean"]}
    heard |= {f"{level} dB": figures["mean"]["noise"][level] for level in NOISES_DB}
    noise = [
        [level, _percent(f["uar_8_classes"]), _percent(f["uar"]), _error(f["ece"])]
        for level, f in heard.items()
    ]
    floor = calibration_floor(pooled["confidence"])
    return "\n\n".join(
        [
            _made_by("voice_5fold"),
            figures.get("note", ""),
            table(_FOLD_HEADER, rows),
            *_after_the_first_stage(figures),
            f"Recall over all folds: {recall}.",
            "![Confusions](voice_5fold_confusion.png)",
            "In pink noise, mean over the folds:",
            table(
                ["speech over noise", "UAR, 8 classes", "UAR, 7 emotions", "ECE"],
                noise,
            ),
            "![Noise](voice_5fold_noise.png)",
            "All folds together, each clip judged and calibrated by the run that never heard its speaker: "
            f"ECE {pooled['ece']:.3f} ({pooled['n']} clips; without any error, chance would show about "
            f"{floor:.3f}); the surer half is right {_percent(pooled['accuracy_most_confident_half'])} "
            "of the time.",
            "![Reliability](voice_5fold_reliability.png)",
            "![Risk and coverage](voice_5fold_risk_coverage.png)",
        ]
    )


def _after_the_first_stage(figures: Mapping[str, Any]) -> list[str]:
    uar = figures.get("uar_8_classes_after_the_first_stage")
    return [] if uar is None else [f"Mean UAR over eight classes after the first stage: {_percent(uar)}."]


def calibration_floor(confidence: Sequence[float]) -> float:
    """The ECE that chance alone shows: answers right exactly as often as their confidence says."""
    p = np.asarray(confidence, dtype=np.float64)
    rng = np.random.default_rng(0)
    return float(np.mean([expected_calibration_error(p, rng.random(len(p)) < p) for _ in range(200)]))


def _other_protocols(artefacts: Artefacts) -> str:
    parts = []
    for name, words in (
        ("voice_random", "Random split by clip, as in the tutorial"),
        ("voice_sentence", "Another sentence and other speakers"),
    ):
        if figures := artefacts.get(name):
            parts += [
                f"{words}. {figures.get('note', '')} {_made_by(name)}",
                table(["", *_FOLD_HEADER[1:]], [_fold_row("", fold) for fold in figures["folds"]]),
            ]
    if figures := artefacts.get("voice_cross"):
        f = figures["mean"]["emodb"]
        rows = [
            [
                "as recorded",
                *(_percent(f[k]) for k in ("uar", "uar_5_emotions", "accuracy")),
                _error(f["ece"]),
            ],
            *(
                [f"pink noise, {level} dB"]
                + [_percent(g.get(k)) for k in ("uar", "uar_5_emotions", "accuracy")]
                + [_error(g.get("ece"))]
                for level, g in f.get("noise", {}).items()
            ),
        ]
        recall = ", ".join(f"{name} {value:.0%}" for name, value in f["recall"].items())
        parts += [
            f"Another corpus, language and room: EMO-DB. {figures.get('note', '')} {_made_by('voice_cross')}",
            table(
                ["EMO-DB, mean of the networks", "UAR, 6 emotions", "UAR without disgust", "accuracy", "ECE"],
                rows,
            ),
            f"Recall: {recall}. Of the corpora trained on, only RAVDESS has disgust.",
        ]
    return "\n\n".join(parts)


def _who(figures: Mapping[str, Any]) -> str:
    """Who was judged, and whether they were heard before."""
    seen = {True: "unseen", False: "not unseen", None: "nobody knows whether unseen"}
    return f"{figures['protocol']} ({seen[figures['unseen_speakers']]})"


def _shipped(artefacts: Artefacts) -> str:
    rows = []
    for name in ("voice_ravdess", "voice_emodb"):
        if f := artefacts.get(name):
            eight = f.get("voice_classes", {}).get("uar")
            rows.append(
                [_who(f), str(f["n"]), _percent(eight)]
                + [_percent(f[k]) for k in ("uar", "accuracy", "macro_f1")]
                + [_error(f["ece"]), _percent(f["accuracy_most_confident_half"])]
            )
    header = ["test set", "clips", "UAR, 8 classes", "UAR", "accuracy", "macro F1", "ECE", "surer half"]
    card = artefacts["card"]
    about = (
        f"{card['parameters'] / 1e6:.2f} M parameters, trained on {', '.join(card['corpora'])}; weights "
        f"`{card['weights_sha256'][:16]}`, commit `{card['commit'][:12]}`."
    )
    speed = artefacts.get("face_speed")
    time = f" One window of 3 s takes {_voice_ms(speed):.1f} ms of one core." if speed else ""
    folds = artefacts.get("voice_5fold")
    recipe = _other_recipe(card["training"], folds["settings"]) if folds and "settings" in folds else ""
    return about + time + recipe + "\n\n" + table(header, rows)


def _other_recipe(own: Mapping[str, Any], folds: Mapping[str, Any]) -> str:
    """How the shipped weights were trained otherwise than the folds' networks, whose figures the bars are."""
    mine, theirs = _in_words(own), _in_words(folds)
    differing = [
        f"{name.replace('_', ' ')} {mine[name]} (the folds: {theirs[name]})"
        for name in theirs
        if name in mine and mine[name] != theirs[name]
    ]
    if not differing:
        return ""
    return f" Not trained quite as the folds above, whose figures most bars are: {'; '.join(differing)}."


def _in_words(settings: Mapping[str, Any]) -> dict[str, str]:
    """A run's settings as they are told; of other weights only whether, or how many, there were."""
    told = {
        name: ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
        for name, value in settings.items()
        if name not in ("seed", "start_from", "start_whole", "teachers", "teaching")
    }
    begun = "earlier weights" if settings.get("start_from") else "chance"
    return told | {"begun from": begun, "teachers": str(len(settings.get("teachers", ())))}


def _conditions(artefacts: Artefacts) -> str:
    ravdess = artefacts.get("voice_conditions")
    if not ravdess:
        return ""
    emodb = artefacts.get("voice_conditions_emodb", {})
    other = emodb.get("conditions", {})
    rows = []
    for name, f in ravdess["conditions"].items():
        g = other.get(name, {})
        shares = [_percent(f[k]) for k in ("uar_8_classes", "uar", "accuracy")]
        rows.append([name, *shares, _error(f["ece"]), _percent(g.get("uar")), _error(g.get("ece"))])
    commands = _made_by("voice_conditions")
    if other:
        commands += " and " + _made_by("voice_conditions_emodb")
    return "\n\n".join(
        [
            commands,
            f"Test: {_who(ravdess)}{f'; {_who(emodb)}' if emodb else ''}. The codecs are FFmpeg's, the "
            "telephone is G.711, the rooms are computed wall by wall, the babble is six voices of the "
            "other test speakers.",
            table(["heard", "UAR, 8 classes", "UAR", "accuracy", "ECE", "EMO-DB, UAR", "EMO-DB, ECE"], rows),
        ]
    )


def _quality(artefacts: Artefacts) -> str:
    figures = artefacts.get("voice_quality")
    if not figures:
        return ""
    bins = [
        [f"{r['lowest']:.2f}–{r['highest']:.2f}", str(r["n"]), _percent(r["accuracy"])]
        for r in figures["bins"]
    ]
    conditions, heard = [], figures["conditions"]
    for name, r in heard.items():
        measured = [f"{r['speech_s']:.1f}", f"{r['snr_db']:.0f}", f"{r['clipped']:.1%}"]
        conditions.append([name, *measured, f"{r['quality']:.2f}", _percent(r["accuracy"])])
    return "\n\n".join(
        [
            _made_by("voice_quality"),
            f"{_who(figures)}: {figures['n']} windows, the same {next(iter(heard.values()))['n']} clips "
            f"under each of {len(heard)} conditions. {figures.get('note', '')}",
            "Rank correlation of quality and accuracy (Spearman): "
            f"{figures['spearman_bins']:.2f} over the bins, "
            f"{figures['spearman_conditions']:.2f} over the conditions.",
            "![Quality](voice_quality.png)",
            table(["quality", "windows", "accuracy"], bins),
            table(["heard", "speech, s", "estimated SNR, dB", "clipped", "quality", "accuracy"], conditions),
        ]
    )


def _limits(card: dict[str, Any]) -> str:
    return (
        "\n".join(f"* {limit}" for limit in card["limits"])
        + f"\n* Licence of the weights: {card['licence']}."
    )
