"""What words alone seem to say, from pleasant to unpleasant, by two word lists."""

from __future__ import annotations

from dataclasses import dataclass

from fusion.errors import UserError

NEED_TEXT_EXTRA = "Scoring words needs further packages: pip install textblob vaderSentiment."


@dataclass(frozen=True)
class TextScores:
    """Scores of a text, each from -1 (unpleasant) to 1 (pleasant)."""

    textblob: float
    vader: float

    @property
    def mean(self) -> float:
        """Mean of the two."""
        return (self.textblob + self.vader) / 2


class TextSentiment:
    """Scores English text with TextBlob and VADER; both carry their word lists with them.

    They count words and know nothing of what is meant: "I will miss my best friend" scores as pleasant.

    Source: De Smedt & Daelemans, "Pattern for Python" (2012), the lexicon TextBlob uses; Hutto & Gilbert,
    "VADER", ICWSM 2014.

    Raises
    ------
    UserError
        If the packages are not installed.
    """

    def __init__(self) -> None:
        try:
            from textblob.en.sentiments import PatternAnalyzer
            from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
        except ImportError as error:
            raise UserError(NEED_TEXT_EXTRA) from error
        self._pattern = PatternAnalyzer()
        self._vader = SentimentIntensityAnalyzer()

    def score(self, text: str) -> TextScores:
        """Scores of ``text``; 0 where no word is known."""
        polarity = float(self._pattern.analyze(text).polarity)
        return TextScores(polarity, float(self._vader.polarity_scores(text)["compound"]))
