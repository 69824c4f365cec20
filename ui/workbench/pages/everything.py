"""All pages and pictures of docs/results and README's table: what ``attune pages`` writes."""

from __future__ import annotations

from pathlib import Path

from fusion.errors import UserError
from ui.workbench.pages import (
    baseline,
    cards,
    face,
    far_faces,
    fusion,
    lag,
    meeting,
    models,
    performance,
    reliability,
    strangers,
    voice,
    voice_pictures,
    voices,
    whose_voice,
    words,
    workbench,
)
from ui.workbench.pages.artefacts import RESULTS, ROOT, artefact, read


def pages() -> dict[Path, str]:
    """The text of each page, by its file.

    Raises
    ------
    UserError
        If this Attune was installed without them.
    """
    if not RESULTS.is_dir():
        raise UserError(f"There is no {RESULTS}: the pages are written in a checkout of Attune.")
    evaluations, never_met = models.load(), read(RESULTS / "strangers.json")
    readme = strangers.readme_with_strangers(models.README.read_text(encoding="utf-8"), never_met)
    return {
        models.PAGE: models.page(evaluations),
        models.README: models.readme_with_figures(readme, evaluations),
        strangers.PAGE: strangers.page(
            never_met, artefact("voice_left_out"), artefact("second_opinion"), artefact("voice_unheard")
        ),
        fusion.PAGE: fusion.page(),
        lag.PAGE: lag.page(
            *(read(RESULTS / f"{name}.json") for name in ("lag", "steadiness", "steadiness_large"))
        ),
        baseline.PAGE: baseline.page(read(RESULTS / "baseline.json")),
        voice.PAGE: voice.page(voice.load()),
        face.PAGE: face.page(face.load()),
        **({far_faces.PAGE: far_faces.page(far)} if (far := artefact("far_faces")) is not None else {}),
        **({performance.PAGE: performance.page(speed)} if (speed := artefact("performance")) else {}),
        reliability.PAGE: reliability.page(read(RESULTS / "reliability.json")),
        workbench.PAGE: workbench.page(),
        words.PAGE: words.page(read(RESULTS / "words.json")),
        meeting.PAGE: meeting.page(read(RESULTS / "meeting.json")),
        whose_voice.PAGE: whose_voice.page(read(RESULTS / "whose_voice.json")),
        voices.PAGE: voices.page(read(RESULTS / "voices.json")),
        **cards.pages(),
    }


def stale() -> list[Path]:
    """The pages that are not what the artefacts give, relative to the checkout."""
    return [
        path.relative_to(ROOT)
        for path, text in pages().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def write() -> list[Path]:
    """Write every page; those that changed, relative to the checkout."""
    changed = stale()
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    return changed


def draw() -> None:
    """Draw every picture that the pages show."""
    if (folds := artefact("voice_5fold")) is not None:
        voice_pictures.draw_folds(folds)
    if (quality := artefact("voice_quality")) is not None:
        voice_pictures.draw_quality(quality)
    face.draw(face.load())
    strangers.draw(read(RESULTS / "strangers.json"))
    workbench.draw()
