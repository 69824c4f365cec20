"""``attune explore``: pictures and statistics of emotional voices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fusion.errors import UserError
from ui.commands.places import folder_to_fill
from ui.workbench.options import JsonOption, PersonOption
from ui.workbench.telling import write_json

if TYPE_CHECKING:
    from audio_model.corpora.clips import Clip


def explore(
    sources: Annotated[
        list[Path],
        typer.Argument(help="Recordings, or one folder of corpora or recordings.", show_default=False),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="Folder for pictures and tables.", show_default=False, callback=folder_to_fill
        ),
    ],
    against: Annotated[
        Path | None,
        typer.Option(help="A second corpus, to be laid side by side with the first.", show_default=False),
    ] = None,
    sheets: Annotated[
        int, typer.Option(min=0, help="Sheets of single clips an emotion, the most typical ones.")
    ] = 3,
    all_sheets: Annotated[
        bool, typer.Option("--all-sheets", help="A sheet of every clip; takes a second or so each.")
    ] = False,
    only: Annotated[
        str | None,
        typer.Option(help="Only clips whose file name is like this (* and ?).", show_default=False),
    ] = None,
    start: Annotated[float, typer.Option(min=0, help="Recordings: where the sheet begins, s.")] = 0.0,
    person: PersonOption = None,
    json: JsonOption = None,
) -> None:
    """Draw voices and measure how they change with the emotion they portray.

    Of a recording: one sheet with waveform, mel spectrogram, MFCC, pitch and
    energy. Of a corpus: sheets of typical clips, one sentence in every emotion
    side by side, statistics (PNG, CSV, JSON), and which common sayings about
    emotional voices hold in it.

    Example: attune explore corpora/ravdess --against corpora/nemo --out seen
    """
    from audio_model.explore.study import explore_corpora, explore_recordings, recordings_in

    if len(sources) > 1 and any(path.is_dir() for path in sources):
        raise UserError("Give recordings, or one folder; a second corpus goes after --against.")
    figures: dict[str, Any] = {}
    if recordings := recordings_in(sources[0]) if sources[0].is_dir() else sources:
        if against is not None or json is not None or person is not None:
            raise UserError("Statistics need a corpus: a folder with one sub-folder for each emotion.")
        out.mkdir(parents=True, exist_ok=True)
        told = explore_recordings(recordings, out, start)
    else:
        corpora = _corpora(sources[0], against, only, person)
        out.mkdir(parents=True, exist_ok=True)
        told, figures = explore_corpora(
            corpora, out, per_emotion=None if all_sheets else sheets, side_by_side=against is not None
        )
    write_json(figures, json)
    for line in told.lines:
        typer.echo(line)
    for sentence in told.troubles:
        typer.echo(f"attune: left out: {sentence}", err=True)
    if not told.lines:
        raise UserError("None of the recordings could be drawn; the reasons stand above.")
    typer.echo(f"Everything is in {out}.")
    if told.troubles and not figures:
        raise typer.Exit(2)


def _corpora(
    folder: Path, against: Path | None, only: str | None, person: str | None
) -> dict[str, list[Clip]]:
    """The clips of the corpora in a folder, and of the one they are laid beside."""
    from audio_model.explore.study import clips_by_corpus

    corpora = clips_by_corpus(folder, only, person)
    if against is not None:
        others = clips_by_corpus(against, person=person)
        if len(corpora) > 1 or len(others) > 1:
            raise UserError("Two corpora go side by side: give the folder of one, and --against of one.")
        ((name, clips),) = others.items()
        corpora[name if name not in corpora else f"{name}_2"] = clips
    if person is not None and not any(clip.told for clips in corpora.values() for clip in clips):
        raise UserError("Corpora tell who speaks; --person is for folders of your own.")
    return corpora
