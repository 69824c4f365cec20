"""``attune compare``: how far Attune and a person agree over a recording."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import typer

from fusion.affect import affect_of
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.events import TICK_S
from fusion.evidence import State
from fusion.labels.human import FloatArray, HumanLabels, Trace
from fusion.labels.reading import read_labels
from fusion.labels.sampled import SEVERAL, emotions_at, trace_at
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.provenance import commit
from fusion.study.agreement import CONVENTIONS, agreement_on_a_trace, agreement_on_emotions
from ui.studies.shipped import shipped_digests


def compare(
    path: Path,
    labels: Path,
    tier: str | None,
    mode: Mode,
    scale: tuple[float, float] | None,
    json_file: Path | None,
    picture: Path | None,
) -> None:
    """Read the recording, hold what is estimated against the labels, and tell the figures.

    Raises
    ------
    UserError
        If the recording or the labels cannot be read, or have nothing in common.
    """
    from audio_model.classifier import VoiceClassifier
    from face_model.classifier import FaceClassifier
    from fusion.recordings.recording import Recording
    from fusion.running import RunningBaseline
    from ui.commands.batch.one import moments_of
    from ui.live.assemble import require_tracks

    recording = Recording(path)
    require_tracks(recording, mode)
    human = read_labels(labels, tier)
    models = VoiceClassifier.load(), FaceClassifier.load()
    moments = list(moments_of(recording, mode, *models, running=RunningBaseline()))
    figures = {
        "recording": recording.name,
        "labels": labels.name,
        "tier": tier,
        "mode": mode.value,
        **figures_of(moments, human, scale),
        "conventions": dict(CONVENTIONS),
        "weights_sha256": shipped_digests("voice", "face", "fusion"),
        "commit": commit(),
    }
    for line in in_words(figures):
        typer.echo(line)
    if json_file is not None:
        json_file.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if picture is not None:
        from ui.workbench.compare_picture import draw

        draw(moments, human, figures, scale, picture)
        typer.echo(f"Drawn: {picture}")


def figures_of(
    moments: list[Moment], human: HumanLabels, scale: tuple[float, float] | None
) -> dict[str, Any]:
    """The figures: ``emotions`` where there are labels, ``valence`` and ``arousal`` where there are traces.

    Raises
    ------
    UserError
        If there is nothing to compare.
    """
    if not moments:
        raise UserError("The recording is too short for a single estimate.")
    times = np.array([m.t for m in moments])
    silent = np.array([m.estimate.state is State.NO_SIGNAL for m in moments])
    figures: dict[str, Any] = {}
    if human.labels:
        said, others = emotions_at(human.labels, times)
        probabilities = np.array([m.estimate.probabilities for m in moments])
        clear = np.array([m.shown.state is State.CLEAR for m in moments])
        found = agreement_on_emotions(said, probabilities, silent, clear, TICK_S)
        found["recall"] = {EMOTIONS[c].value: value for c, value in found["recall"].items()}
        several_s = round(float((said == SEVERAL).sum() * TICK_S), 3)
        figures["emotions"] = {
            **found,
            "labels_of_none_of_the_seven": list(others),
            "seconds_with_several": several_s,
        }
    for trace in human.traces:
        figures[trace.name] = agreement_on_a_trace(
            trace_at(scaled(trace, scale), times), traced(moments, trace.name), TICK_S
        )
    return figures


def traced(moments: list[Moment], name: str) -> FloatArray:
    """Attune's valence or arousal at each moment, -1..1; NaN where nobody was read."""
    return np.array(
        [
            np.nan
            if m.estimate.state is State.NO_SIGNAL
            else getattr(affect_of(m.estimate.probabilities), name)
            for m in moments
        ]
    )


def scaled(trace: Trace, scale: tuple[float, float] | None) -> Trace:
    """The trace on -1..1.

    Raises
    ------
    UserError
        If its values lie outside, or outside of the scale that was named.
    """
    low, high = scale or (-1.0, 1.0)
    if not low < high:
        raise UserError("--scale names the least and the greatest value, as --scale 1 9.")
    if trace.values.min() < low or trace.values.max() > high:
        raise UserError(
            f"The trace of {trace.name} runs from {trace.values.min():g} to {trace.values.max():g}, beyond "
            f"{low:g} to {high:g}; name its ends with --scale."
        )
    return Trace(trace.name, trace.times, 2 * (trace.values - low) / (high - low) - 1)


def in_words(figures: dict[str, Any]) -> list[str]:
    """The figures as lines for the terminal."""
    lines = []
    if (found := figures.get("emotions")) is not None:
        lines += [
            f"{found['seconds']:.1f} s with a label: kappa {_figure(found['kappa'])}, "
            f"right {found['accuracy']:.0%} of the time, "
            f"UAR {found['uar']:.2f} over {len(found['recall'])} classes.",
            f"Best with the person {found['best_lag_s']:+.1f} s later: kappa "
            f"{_figure(found['kappa_at_best_lag'])}.",
            f"Clear on the screen {found['clear_share']:.0%} of it"
            + (
                f", right {found['accuracy_when_clear']:.0%} of that."
                if found["accuracy_when_clear"] is not None
                else "."
            ),
        ]
        if others := found["labels_of_none_of_the_seven"]:
            lines.append(f"Not compared, as none of the seven emotions: {', '.join(others)}.")
        if found["seconds_with_several"]:
            lines.append(f"Not compared, as labelled with several: {found['seconds_with_several']:.1f} s.")
    for name in ("valence", "arousal"):
        if (found := figures.get(name)) is not None:
            lines.append(
                f"{name.capitalize()} over {found['seconds']:.1f} s: CCC {_figure(found['ccc'])}; best with "
                f"the person {found['best_lag_s']:+.1f} s later: {_figure(found['ccc_at_best_lag'])}."
            )
    return lines


def _figure(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.2f}"
