"""Commands beside the live window: ``attune record``, ``spectrograms`` and ``baselines``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.places import file_to_write, folder_to_fill
from ui.workbench.options.shared import DataOption, PersonOption

baselines_app = typer.Typer(
    help="How far simpler models come on the same clips, rung by rung.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands to ``attune``."""
    app.command()(record)
    app.command()(spectrograms)
    app.add_typer(baselines_app, name="baselines")


def record(
    seconds: Annotated[
        float | None,
        typer.Option(min=0.5, max=60, help="Length of a recording.", show_default="3; a file as a whole"),
    ] = None,
    save_wav: Annotated[
        Path | None,
        typer.Option(
            help="Keep the sound in this file (WAV, 16 kHz mono).",
            show_default=False,
            callback=file_to_write,
        ),
    ] = None,
    save_spectrogram: Annotated[
        Path | None,
        typer.Option(
            help="Keep its mel spectrogram in this file (PNG).", show_default=False, callback=file_to_write
        ),
    ] = None,
    source: Annotated[
        Path | None, typer.Option(help="A recording in place of the microphone.", show_default=False)
    ] = None,
    repeat: Annotated[
        bool, typer.Option("--repeat", help="Go on with the next recording until Ctrl+C.")
    ] = False,
    microphone: Annotated[str | None, typer.Option(help="Microphone: name or number.")] = None,
    weights: Annotated[
        Path | None,
        typer.Option(help="A model of “attune train voice” in place of the shipped one.", show_default=False),
    ] = None,
) -> None:
    """Record some seconds and say how the voice seems; nothing is kept unless asked for.

    Example: attune record --seconds 3 --save-wav hello.wav --save-spectrogram hello.png
    """
    from ui.commands.record import record as run
    from ui.commands.together import device_named, refuse_both

    refuse_both(("--source", source), ("--microphone", microphone))
    raise typer.Exit(
        run(
            seconds=seconds,
            source=source,
            microphone=device_named(microphone),
            save_wav=save_wav,
            save_spectrogram=save_spectrogram,
            repeat=repeat,
            weights=weights,
        )
    )


def spectrograms(
    data: Annotated[
        Path, typer.Option("--data", help="Folder of corpora, or with one sub-folder of clips an emotion.")
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="Folder for the pictures, a sub-folder an emotion.", callback=folder_to_fill
        ),
    ],
    person: PersonOption = None,
) -> None:
    """Draw one mel-spectrogram picture for each clip: 224 x 224 px, grey, three seconds, 80 dB.

    Clips drawn before are passed over; a file that is in the way is never overwritten.

    Example: attune spectrograms --data corpora --out pictures
    """
    from ui.workbench.ladder import draw_spectrograms

    raise typer.Exit(draw_spectrograms(data, out, person))


@baselines_app.command("voice")
def baselines_voice(
    data: DataOption,
    corpus: Annotated[
        str | None, typer.Option(help="Which corpus, where there are several.", show_default="ravdess")
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(
            "--json",
            help="Also write the figures to this file; rungs not asked for stay in it.",
            callback=file_to_write,
        ),
    ] = None,
    out: Annotated[
        Path,
        typer.Option("--out", help="Folder for the features and the pictures.", callback=folder_to_fill),
    ] = Path("runs/baselines"),
    rung: Annotated[
        list[str] | None,
        typer.Option("--rung", help="Only this rung, e.g. “k-NN”; can be given again.", show_default="all"),
    ] = None,
    average: Annotated[
        list[str] | None,
        typer.Option(
            "--average",
            help="Spectra averaged over “time” (as the tutorial says) or “bands” (as its code did).",
            show_default="both",
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, max=20, help="Runs of each rung, each by another seed.")] = 3,
    attune_random: Annotated[
        Path | None,
        typer.Option(help="Figures of Attune's network trained on the published split (JSON)."),
    ] = None,
    person: PersonOption = None,
) -> None:
    """Climb from guessing to Attune's network: on the published 80/20 split and on unseen speakers.

    Example: attune baselines voice --data corpora --json ladder.json --out runs/ladder
    """
    from ui.workbench.ladder import climb_voice_ladder

    climb_voice_ladder(
        data,
        corpus,
        json,
        out,
        rungs=rung,
        averages=average,
        seeds=tuple(range(seeds)),
        attune_random=attune_random,
        person=person,
    )
