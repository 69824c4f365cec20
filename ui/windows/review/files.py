"""A conversation written to a file, and a person's labels of it read from one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from fusion.labels.human import Label
from fusion.log.records import SessionRecord
from fusion.log.timeline import Timeline
from ui import __version__
from ui.windows.background import Background
from ui.wording.failures import failure_in_words, unwritten
from ui.wording.session_story import Story
from ui.wording.translation import tr

Say = Callable[[str], object]


def export(
    background: Background, timeline: Timeline, record: SessionRecord, format: str, path: Path, say: Say
) -> None:
    """Write a conversation elsewhere; ``say`` tells how it went."""
    from fusion.exports.formats import write
    from fusion.exports.talk import talk_of

    say(tr("Writing the file…"))
    background.run(
        "exporting a conversation",
        lambda: write(talk_of(timeline, record.id, {"exported_by_attune": __version__}), path, format),
        lambda _paths: say(tr("Saved as {path}.", path=path)),
        lambda error: say(
            unwritten(path, error)
            if isinstance(error, OSError)
            else tr("{path} could not be written. {why}", path=path, why=failure_in_words(error))
        ),
    )


def read_labels_of(
    background: Background,
    story: Story,
    path: Path,
    then: Callable[[list[Label]], object],
    say: Say,
    which: Callable[[Sequence[str]], str | None],
    tier: str | None = None,
) -> None:
    """Read what a person says of a conversation elsewhere, and hand it over in session seconds.

    Of several tiers ``which`` tells the name of the one that is meant, None for none of them.
    """
    from fusion.labels.choosing import SeveralTiersError
    from fusion.labels.reading import read_stretches
    from fusion.pauses import session_time

    def read() -> list[Label]:
        return [
            Label(session_time(s.t_start, story.events), session_time(s.t_end, story.events), s.text)
            for s in read_stretches(path, tier)
        ]

    def failed(error: Exception) -> None:
        if not isinstance(error, SeveralTiersError):
            say(failure_in_words(error))
        elif (meant := which(error.tiers)) is not None:
            read_labels_of(background, story, path, then, say, which, meant)

    background.run("reading labels", read, then, failed)
