"""The text twins of the lanes of a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ui.wording.durations import clock_words, moment_words
from ui.wording.translation import mark, together, tr

MOST_LAYERS = 3
MOST_MARKS = 12
NOTHING = mark("Nothing was read here.")
NO_MARKS = mark("Nothing is marked here.")


def percent_words(share: float) -> str:
    """A share in percent; not surer than it is: "under 1%"."""
    return tr("under 1%") if 0 < share < 0.01 else tr("{n}%", n=round(100 * share))


def with_share(word: str, share: float) -> str:
    """A word and its share: "calm (62%)"."""
    return tr("{word} ({share})", word=word, share=percent_words(share))


def layers_in_words(shares: Mapping[str, float], read: float) -> str:
    """The means over a stretch: "Most likely calm (62%), then happy (20%). For 10% of the time: nothing."

    Parameters
    ----------
    shares
        Mean probability by word.
    read
        How much of the time there was something, 0..1.
    """
    if not shares or read <= 0:
        return tr(NOTHING)
    largest = sorted(shares.items(), key=lambda item: -item[1])[:MOST_LAYERS]
    said = [with_share(word, share) for word, share in largest if share >= 0.05]
    words = tr("Most likely {list}.", list=tr(", then ").join(said)) if said else tr(NOTHING)
    if read < 0.99:
        missing = percent_words(1 - read)
        words = together(words, tr("For {share} of the time there was nothing to read.", share=missing))
    return words


def marks_in_words(marks: Sequence[tuple[float, float, str]]) -> str:
    """What is marked in a stretch: from, to (s, the same for a moment) and its words."""
    said = [
        f"{moment_words(start)} {text}"
        if end <= start
        else tr(
            "{at} {words}, for {time}",
            at=moment_words(start),
            words=text,
            time=clock_words(end - start),
        )
        for start, end, text in marks[:MOST_MARKS]
    ]
    more = len(marks) - len(said)
    if more:
        said.append(tr("and {more} more", more=more))
    return tr("{list}.", list=tr("; ").join(said)) if said else tr(NO_MARKS)
