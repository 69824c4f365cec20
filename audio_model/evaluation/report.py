"""Everything ``attune evaluate voice`` can say of a model: figures, curves, rooms and lines, and pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_model.classes import VOICE_CLASSES, to_emotions
from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.as_live import clip_examples
from audio_model.evaluation.clips import LabelledClips
from audio_model.evaluation.conditions import NOISE_LEVELS_DB, Condition
from audio_model.whole_clips import HeardClips, hear_clips
from fusion.arrays import FloatArray
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.study.alone import fusion_fitted_to
from fusion.study.answers import FileAnswers
from fusion.study.as_shown import as_shown, require_fitted
from fusion.study.metrics import (
    Predictions,
    Reliability,
    RiskCoverage,
    confidence_and_hits,
    confusion_matrix,
    expected_calibration_error,
    reliability,
    risk_coverage,
    score,
)
from fusion.study.pictures import (
    confusion_picture,
    reliability_picture,
    risk_coverage_picture,
    sweep_picture,
)

CLEAN = "as recorded"
_MEASURES = ("n", "accuracy", "uar", "ece", "accuracy_most_confident_half")


@dataclass(frozen=True)
class ClipAnswers:
    """What a model said of clips under one condition.

    Parameters
    ----------
    clips
        What was judged.
    heard
        What it made of them, uncalibrated.
    classifier
        Whose answers they are; its calibration is applied.
    condition
        Name of the condition; empty for the clips as they are.
    """

    clips: LabelledClips
    heard: HeardClips
    classifier: VoiceClassifier
    condition: str = ""

    @property
    def classes(self) -> FloatArray:
        """float64 (n, 8), uncalibrated, over VOICE_CLASSES."""
        return self.heard.classes

    @property
    def predictions(self) -> Predictions:
        """Calibrated, over the seven emotions."""
        return self.clips.predictions(self.classes, self.classifier, self.condition)

    @property
    def uncalibrated(self) -> Predictions:
        """As the network said it, over the seven emotions."""
        calibrated = self.predictions
        return Predictions(
            to_emotions(self.classes),
            calibrated.labels,
            calibrated.protocol,
            calibrated.unseen_speakers,
            calibrated.weights_sha256,
        )

    def reliability(self) -> Reliability:
        """The reliability diagram of the calibrated answers."""
        return reliability(*confidence_and_hits(self.predictions))

    def risk_coverage(self) -> RiskCoverage:
        """The risk-coverage curve of the calibrated answers."""
        return risk_coverage(*confidence_and_hits(self.predictions))

    def figures(self) -> dict[str, Any]:
        """The few figures of one row of a table."""
        figures = score(self.predictions)
        row = {name: figures[name] for name in _MEASURES}
        if eight := figures.get("voice_classes"):
            row["uar_8_classes"] = eight["uar"]
        return row


def ask(
    clips: LabelledClips, classifier: VoiceClassifier, name: str, condition: Condition | None
) -> ClipAnswers:
    """What the model says of the clips under a condition."""
    return ClipAnswers(clips, hear_clips(classifier, clips.under(condition)), classifier, name)


def full_figures(
    clips: LabelledClips,
    classifier: VoiceClassifier,
    *,
    under: Mapping[str, Condition] | None = None,
    pictures: Path | None = None,
    baseline: str | None = None,
    after_each: Callable[[str], None] = lambda _: None,
    each_file: Callable[[FileAnswers], None] | None = None,
) -> dict[str, Any]:
    """Figures of the clips as they are and under the conditions asked for, ready for JSON.

    Parameters
    ----------
    clips
        From :func:`audio_model.evaluation.clips.listen`.
    classifier
        Who is judged.
    under
        Conditions under which they are heard too, by name; None for none.
    pictures
        Folder for pictures, ``voice_CORPUS_*.png``; None for none.
    baseline
        ``none`` for figures of what is shown live, not of the network alone; ``neutral`` for what is shown
        where each speaker is known by their other neutral clips.
    after_each
        Called with the name of each condition that is done.
    each_file
        Called with the answers to the single clips as they are.

    Raises
    ------
    UserError
        If a baseline is asked for under other conditions, or in pictures, or with weights that the fusion was
        not fitted to.
    """
    require_plain(baseline, bool(under) or pictures is not None)
    clean = ask(clips, classifier, "", None)
    after_each(CLEAN)
    heard = {}
    for name, condition in (under or {}).items():
        heard[name] = ask(clips, classifier, name, condition)
        after_each(name)
    shown = None
    require_fitted(Modality.VOICE, classifier.sha256, baseline)
    if fusion_fitted_to(Modality.VOICE, classifier.sha256) is not None:  # else nobody asks how they sound
        said = clip_examples(clips, clean.heard, classifier)
        shown = as_shown(Modality.VOICE, classifier.sha256, said, clips.speakers, baseline)
    asked = shown.predictions(clean.predictions) if shown else clean.predictions
    if each_file is not None:
        each_file(FileAnswers([clip.path for clip in clips.clips], clips.people, asked, shown))
    figures = score(asked)
    figures["ece_uncalibrated"] = expected_calibration_error(*confidence_and_hits(clean.uncalibrated))
    figures["risk_coverage"] = clean.risk_coverage().thinned()
    if heard:
        figures["conditions"] = {CLEAN: clean.figures()} | {n: a.figures() for n, a in heard.items()}
    if pictures:
        figures["pictures"] = [path.name for path in draw(clean, heard, pictures)]
    return figures


def require_plain(baseline: str | None, more: bool) -> None:
    """Raise UserError if a baseline is asked for with conditions or pictures."""
    if baseline is not None and more:
        raise UserError(
            "A baseline is tried on clips as they are; leave out --noise, --conditions and --pictures."
        )


def draw(clean: ClipAnswers, heard: Mapping[str, ClipAnswers], folder: Path) -> list[Path]:
    """Draw confusions, reliability and risk against coverage, and figures in noise where there are any."""
    corpus, predictions = clean.clips.corpus, clean.predictions
    figures = score(predictions)
    title = predictions.protocol

    def named(what: str) -> Path:
        return folder / f"voice_{corpus}_{what}.png"

    paths = [
        confusion_picture(
            figures["confusion"], [e.value for e in EMOTIONS], named("confusion"), f"Seven emotions. {title}"
        ),
        reliability_picture(
            {
                "calibrated": clean.reliability(),
                "before": reliability(*confidence_and_hits(clean.uncalibrated)),
            },
            named("reliability"),
            title,
        ),
    ]
    if corpus == "ravdess":
        matrix = confusion_matrix(clean.clips.truth, clean.classes.argmax(axis=1), len(VOICE_CLASSES))
        paths.append(
            confusion_picture(
                matrix, VOICE_CLASSES, named("confusion_8_classes"), f"RAVDESS's eight classes. {title}"
            )
        )
    loudest = {
        n: a for n, a in heard.items() if n.startswith("pink noise") and n.endswith(("10 dB", " 0 dB"))
    }
    curves = {CLEAN: clean.risk_coverage()} | {n: a.risk_coverage() for n, a in loudest.items()}
    paths.append(risk_coverage_picture(curves, named("risk_coverage"), title))
    if loudest:
        paths.append(_noise_picture(clean, heard, named("noise"), title))
    return paths


def _noise_picture(clean: ClipAnswers, heard: Mapping[str, ClipAnswers], path: Path, title: str) -> Path:
    panels: dict[str, dict[str, list[float]]] = {}
    for measure, words in (("uar", "mean recall over emotions (UAR)"), ("ece", "calibration error (ECE)")):
        panels[words] = {
            kind: [
                clean.figures()[measure],
                *(heard[f"{kind}, {snr_db:g} dB"].figures()[measure] for snr_db in NOISE_LEVELS_DB),
            ]
            for kind in ("pink noise", "babble")
        }
    levels = [CLEAN, *(f"{snr_db:g}" for snr_db in NOISE_LEVELS_DB)]
    return sweep_picture(levels, panels, path, title, "speech over noise, dB")
