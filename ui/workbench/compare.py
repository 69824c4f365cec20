"""``attune compare``: how far Attune and a person agree over a recording."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from fusion.errors import UserError
from fusion.mode import Mode
from ui.commands.options import (
    ModeOption,
    TierOption,
)
from ui.commands.places import file_to_write
from ui.workbench.options import JsonOption
from ui.workbench.telling import write_json

KINDS = (".png", ".svg", ".pdf")
"""How the picture's name may end."""


def compare(
    recording: Annotated[Path, typer.Argument(help="Audio or video file.", show_default=False)],
    labels: Annotated[
        Path,
        typer.Option(
            help="What a person says of it: ELAN, TextGrid, Audacity's labels, or a table (start, end, "
            "label, or time, valence, arousal)."
        ),
    ],
    tier: TierOption = None,
    mode: ModeOption = Mode.BOTH,
    scale: Annotated[
        tuple[float, float] | None,
        typer.Option(
            help="Least and greatest value of the person's traces.",
            metavar="LEAST GREATEST",
            show_default="-1 1",
        ),
    ] = None,
    json: JsonOption = None,
    picture: Annotated[
        Path | None,
        typer.Option(help="Also draw both over time (PNG, SVG, PDF).", callback=file_to_write),
    ] = None,
) -> None:
    """Tell how far Attune and a person agree over a recording; the figures' conventions are in the JSON.

    Example: attune compare talk.mp4 --labels talk.eaf --json agreement.json
    """
    if picture is not None and picture.suffix.lower() not in KINDS:
        raise UserError(f"“{picture}” is no picture's name; end it in one of {', '.join(KINDS)}.")
    from audio_model.classifier import VoiceClassifier
    from face_model.classifier import FaceClassifier
    from fusion.labels.reading import read_labels
    from fusion.provenance import commit
    from fusion.recordings.recording import Recording
    from fusion.running import RunningBaseline
    from fusion.study.agreement import CONVENTIONS
    from ui.commands.batch.analysed import moments_of
    from ui.live.tracks import require_tracks
    from ui.studies.shipped import shipped_digests
    from ui.workbench.compare_figures import figures_of

    heard = Recording(recording)
    require_tracks(heard, mode)
    human = read_labels(labels, tier)
    models = VoiceClassifier.load(), FaceClassifier.load()
    moments = list(moments_of(heard, mode, *models, running=RunningBaseline()))
    figures = {
        "recording": heard.name,
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
    write_json(figures, json)
    if picture is not None:
        from ui.workbench.compare_picture import draw

        picture.parent.mkdir(parents=True, exist_ok=True)
        draw(moments, human, figures, scale, picture)
        typer.echo(f"Drawn: {picture}")


def in_words(figures: dict[str, Any]) -> list[str]:
    """The figures as lines for the terminal."""
    lines = []
    if (found := figures.get("emotions")) is not None:
        lines += [
            f"{found['seconds']:.1f} s with a label: kappa {_figure(found['kappa'])}, "
            f"right {found['accuracy']:.0%} of the time, "
            f"UAR {found['uar']:.2f} over {len(found['recall'])} classes.",
            f"Best with the person {_shifted(found['best_lag_s'])}: kappa "
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
                f"the person {_shifted(found['best_lag_s'])}: {_figure(found['ccc_at_best_lag'])}."
            )
    return lines


def _shifted(lag_s: float) -> str:
    return f"{abs(lag_s):.1f} s {'earlier' if lag_s < 0 else 'later'}" if lag_s else "where they are"


def _figure(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.2f}"
