"""From recordings or corpora to a folder of sheets, statistics, and sayings put to the test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from audio_model.corpora.clips import AUDIO_SUFFIXES, CORPORA, Clip
from audio_model.corpora.folders import find_corpora, with_people
from audio_model.explore.chart import draw_statistics
from audio_model.explore.examples import classes_of, to_compare, typical
from audio_model.explore.measures import Measured, in_words, measure_clips
from audio_model.explore.panels import Take
from audio_model.explore.progress import tracked
from audio_model.explore.sheet import Line, draw_comparison, draw_sheet, save
from audio_model.explore.sound import LONGEST_S, read_sound
from audio_model.explore.tables import METHOD, NOTES, figures_of, write_clips_csv, write_statistics_csv
from fusion.errors import UserError
from fusion.interfaces import DeviceError

VIDEO_SUFFIXES = frozenset({".mp4", ".mkv", ".mov", ".avi", ".webm", ".m4v", ".m4a", ".aac"})


@dataclass(frozen=True)
class Told:
    """What a run has to say.

    Parameters
    ----------
    lines
        Results in sentences, in order.
    troubles
        A sentence for each file that was left out.
    """

    lines: tuple[str, ...]
    troubles: tuple[str, ...]


def recordings_in(folder: Path) -> list[Path]:
    """Recordings that lie in ``folder`` itself, sorted; [] where it is a corpus or holds corpora."""
    if folder.name in CORPORA or any((folder / name).is_dir() for name in CORPORA):
        return []
    suffixes = AUDIO_SUFFIXES | VIDEO_SUFFIXES
    return sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in suffixes)


def clips_by_corpus(
    folder: Path, only: str | None = None, person: str | None = None
) -> dict[str, list[Clip]]:
    """The corpora in ``folder``, or the one that it is; of plain folders the name is the folder's own.

    Parameters
    ----------
    folder
        Holds corpora by their names, or is named as one, or has a sub-folder for each emotion.
    only
        Keep clips whose file name matches this pattern, e.g. ``03-01-??-01-*``.
    person
        Of plain folders, who speaks, as for :func:`with_people`; corpora tell it themselves.

    Raises
    ------
    UserError
        If nothing is found; one sentence.
    """
    found = find_corpora(folder)
    if own := found.pop("folders", None):
        found[folder.resolve().name or "folders"] = own if person is None else with_people(own, person)
    if only is not None:
        found = {name: [c for c in clips if fnmatch(c.path.name, only)] for name, clips in found.items()}
        found = {name: clips for name, clips in found.items() if clips}
        if not found:
            raise UserError(f"No clip in {folder} has a name like “{only}”; choose another pattern.")
    return found


def explore_recordings(paths: Sequence[Path], out: Path, start_s: float) -> Told:
    """A sheet for each recording.

    A recording that cannot be read is told of and does not stop the others.
    """
    lines, troubles = [], []
    names: set[str] = set()
    for path in tracked(paths, "drawing"):
        try:
            take = Take(read_sound(path, start_s, LONGEST_S))
        except DeviceError as error:
            troubles.append(str(error))
            continue
        name, n = path.stem, 2
        while name in names:  # of the same name in another folder
            name, n = f"{path.stem}-{n}", n + 1
        names.add(name)
        target = out / f"{name}.png"
        save(draw_sheet(take, path.name), target)
        told = f"{path.name}: {in_words(take.measures, take.sound.length_s)} {take.sound.note}".strip()
        lines.append(f"{told} Sheet: {target}")
    return Told(tuple(lines), tuple(troubles))


def explore_corpora(
    corpora: dict[str, list[Clip]], out: Path, *, per_emotion: int | None, side_by_side: bool
) -> tuple[Told, dict[str, Any]]:
    """Sheets, comparison, statistics and sayings of corpora.

    Parameters
    ----------
    corpora
        Clips by the corpus's name.
    out
        Folder for everything.
    per_emotion
        Sheets of single clips an emotion, the most typical ones; None: of every clip.
    side_by_side
        Put the corpora into one comparison and one picture of statistics.

    Returns
    -------
    told : Told
        What to say.
    figures : dict
        What was written to ``statistics.json``.

    Raises
    ------
    UserError
        If nothing is heard in a corpus, or a file cannot be written.
    """
    measured = [measure_clips(name, clips, out / "measures.json") for name, clips in corpora.items()]
    figures: dict[str, Any] = {
        "method": METHOD,
        "notes": list(NOTES),
        "corpora": {corpus.name: figures_of(corpus) for corpus in measured},
    }
    lines = []
    for corpus in measured:
        if per_emotion != 0:
            _draw_sheets(corpus, out / corpus.name, per_emotion)
        about = figures["corpora"][corpus.name]
        lines.append(f"{corpus.name}: {about['clips']} clips by {about['speakers']} speakers.")
        lines += [finding["in_words"] for finding in about["observations"]]
    for name, group in _groups(measured, side_by_side):
        save(_comparison(group), out / f"{name}_comparison.png")
        told_of = {corpus.name: figures["corpora"][corpus.name] for corpus in group}
        save(draw_statistics(told_of), out / f"{name}_statistics.png")
    write_statistics_csv(measured, out / "statistics.csv")
    write_clips_csv(measured, out / "clips.csv")
    (out / "statistics.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (out / "observations.txt").write_text("\n".join([*lines, "", METHOD, *NOTES]) + "\n", encoding="utf-8")
    troubles = [sentence for corpus in measured for sentence in corpus.left_out]
    return Told(tuple(lines), tuple(troubles)), figures


def _groups(measured: list[Measured], side_by_side: bool) -> list[tuple[str, list[Measured]]]:
    if side_by_side:
        return [("_against_".join(corpus.name for corpus in measured), measured)]
    return [(corpus.name, [corpus]) for corpus in measured]


def _comparison(group: Sequence[Measured]) -> Any:
    columns = classes_of([clip for corpus in group for clip in corpus.clips])
    lines = []
    for corpus in group:
        clips, title = to_compare(corpus)
        takes = [Take(read_sound(clips[name].path)) if name in clips else None for name in columns]
        lines.append(Line(title, takes))
    return draw_comparison(lines, columns, "Portrayed emotions, side by side")


def _draw_sheets(corpus: Measured, folder: Path, per_emotion: int | None) -> None:
    chosen = typical(corpus, len(corpus.clips) if per_emotion is None else per_emotion)
    jobs = [(name, clip) for name, clips in chosen.items() for clip in clips]
    for name, clip in tracked(jobs, f"drawing {corpus.name}"):
        who = f"{corpus.name}: {name}, portrayed by speaker {clip.speaker}"
        figure = draw_sheet(Take(read_sound(clip.path, most_s=LONGEST_S)), f"{who} ({clip.path.stem})")
        save(figure, folder / name / f"{clip.path.stem}.png")
