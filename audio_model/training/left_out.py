"""Each corpus judged as if its people, room and language had never been heard: heads fitted without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from audio_model.classes import CLASS_EMOTIONS, to_emotions
from audio_model.corpora.clips import title_of
from audio_model.evaluation.clips import eight_class_figures
from audio_model.training.linear_head import Described, fit_head
from audio_model.training.protocols import FOLDS
from fusion.arrays import Float32Array
from fusion.calibration import log_softmax
from fusion.study.metrics import probability_figures, restrict_to_classes

NOTES = (
    "The head of the larger voice reader alone, on Whisper's frozen encoder, without the small network "
    "beside it and without calibration.",
    "Each corpus is judged by a head fitted to all others. Shared: answers held to the emotions that the "
    "corpus has; over all seven: they may also be others, which is wrong then.",
    "What Whisper itself was trained on is not public; it learnt words, not feelings.",
)


def left_out(clips: Described, done: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Figures of heads that have not heard the corpus, or the actors, they are judged by; ready for JSON.

    Parameters
    ----------
    clips
        Of all corpora there are.
    done
        Called with the name of each part that is ready.
    """
    rows = []
    for corpus in np.unique(clips.corpora).tolist():
        mine = clips.corpora == corpus
        head = fit_head(clips.where(~mine))
        judged = clips.where(mine)
        rows.append(
            {
                "corpus": title_of(corpus),
                "people": len(np.unique(judged.speakers)),
                "fitted_to": [title_of(name) for name in np.unique(clips.corpora).tolist() if name != corpus],
                **_figures(head.log_odds(judged.features), judged),
            }
        )
        done(title_of(corpus))
    figures: dict[str, Any] = {
        "protocol": "each corpus left out in turn, the larger voice reader's head alone",
        "rows": rows,
        "mean": {name: float(np.mean([row[name] for row in rows])) for name in ("uar", "uar_over_all")},
        "notes": list(NOTES),
    }
    if (clips.corpora == "ravdess").any():
        figures["ravdess_folds"] = _folds(clips)
        done("RAVDESS's folds")
    return figures


def _figures(log_odds: Float32Array, judged: Described) -> dict[str, Any]:
    emotions = to_emotions(np.exp(log_softmax(log_odds.astype(np.float64))))
    labels = np.array([CLASS_EMOTIONS[c].position for c in judged.classes], dtype=np.int64)
    inside, _ = restrict_to_classes(emotions, np.unique(labels))
    shared, over_all = probability_figures(inside, labels), probability_figures(emotions, labels)
    kept = {name: shared[name] for name in ("n", "accuracy", "uar", "ece", "accuracy_most_confident_half")}
    recall = {str(_name(place)): value for place, value in shared["recall"].items()}
    return {
        **kept,
        "recall": recall,
        "accuracy_over_all": over_all["accuracy"],
        "uar_over_all": over_all["uar"],
        "ece_over_all": over_all["ece"],
    }


def _name(place: int) -> str:
    return next(emotion.value for emotion in CLASS_EMOTIONS if emotion.position == place)


def _folds(clips: Described) -> dict[str, Any]:
    """RAVDESS's actors in five folds, each judged by a head fitted to the other actors and corpora."""
    uar = []
    for fold in FOLDS:
        out = (clips.corpora == "ravdess") & np.isin(clips.speakers, fold)
        judged = clips.where(out)
        log_odds = fit_head(clips.where(~out)).log_odds(judged.features)
        probabilities = np.exp(log_softmax(log_odds.astype(np.float64)))
        uar.append(eight_class_figures(probabilities, judged.classes)["uar"])
    return {"uar_8_classes": float(np.mean(uar)), "by_fold": uar}
