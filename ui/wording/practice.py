"""How guesses and what was shown went together, in words that make neither the judge of the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ui.wording.agreement import ENOUGH, wilson
from ui.wording.lane_words import percent_words
from ui.wording.translation import tr


@dataclass(frozen=True)
class GuessTally:
    """Counts of guesses: all, those where a feeling was shown, and those where it was the same word."""

    guesses: int = 0
    named: int = 0
    same: int = 0

    def with_guess(self, *, named: bool, same: bool) -> GuessTally:
        """One more."""
        return replace(
            self,
            guesses=self.guesses + 1,
            named=self.named + named,
            same=self.same + (named and same),
        )


def tally_words(tally: GuessTally) -> str:
    """In words, "" before the first guess."""
    if tally.guesses == 0:
        return ""
    if tally.named == 0:
        return tr("Attune named no feeling yet when you guessed. That does not say that you were wrong.")
    said = tr(
        "You and Attune said the same {same} of {named} times. That does not say who was right.",
        same=tally.same,
        named=tally.named,
    )
    if tally.named < ENOUGH:
        return said
    low, high = wilson(tally.same, tally.named)
    return tr(
        "{said} From so few, anything between {low} and {high} may be usual.",
        said=said,
        low=percent_words(low),
        high=percent_words(high),
    )
