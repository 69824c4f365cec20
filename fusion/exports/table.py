"""The columns of every table of estimates: name with its unit, meaning, and where the value comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from fusion.affect import affect_of
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence, Modality
from fusion.exports.talk import Talk, milliseconds
from fusion.moment import Moment

Value = float | str | None
_DIGITS = 6


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    name
        Ends in its unit (``_s``: seconds, ``_bit``: bits) unless it has none.
    unit
        As in the data dictionary; "1" for a share or a probability, "" for words.
    meaning
        One sentence.
    of
        The value at one moment; None where there is none.
    """

    name: str
    unit: str
    meaning: str
    of: Callable[[Talk, Moment], Value]

    @property
    def kind(self) -> Literal["number", "string"]:
        """What its values are."""
        return "number" if self.unit else "string"


def columns() -> tuple[Column, ...]:
    """All of them, in order."""
    return (
        Column(
            "t_s",
            "s",
            "Session time of the estimate; of a file, from its first moment.",
            lambda _, m: _to_the_millisecond(m.t),
        ),
        Column("time_utc", "", "The same as a date and time of day in UTC; empty where unknown.", _time_utc),
        Column("state", "", "What the estimate amounts to, see states.", lambda _, m: m.estimate.state.value),
        Column("emotion", "", "The emotion named, if one is.", lambda _, m: _word(m.estimate.emotion)),
        Column("confidence", "1", "Chance that it is right.", lambda _, m: _r(m.estimate.confidence)),
        *(
            Column(f"p_{e.value}", "1", f"Fused probability of {e.value}.", _fused(e.position))
            for e in EMOTIONS
        ),
        Column("valence", "1", "Unpleasant (-1) to pleasant (1), expected under p_*.", _valence),
        Column("arousal", "1", "Calm (-1) to stirred (1), expected under p_*.", _arousal),
        Column("weight_voice", "1", "Share of the voice.", lambda _, m: _weight(m, Modality.VOICE)),
        Column("weight_face", "1", "Share of the face.", lambda _, m: _weight(m, Modality.FACE)),
        Column(
            "disagreement_bit",
            "bit",
            "Jensen-Shannon divergence of voice and face.",
            lambda _, m: _r(m.estimate.disagreement),
        ),
        *_of_modality(Modality.VOICE),
        *_of_modality(Modality.FACE),
        Column("shown_state", "", "The state on the screen.", lambda _, m: m.shown.state.value),
        Column("shown_emotion", "", "The emotion on the screen.", lambda _, m: _word(m.shown.emotion)),
        Column(
            "shown_since_s",
            "s",
            "Session time of the estimate at which that was decided.",
            lambda _, m: _to_the_millisecond(m.shown.since),
        ),
        Column(
            "speaking_partner",
            "1",
            "Probability that the other person speaks; empty where nobody told the two apart.",
            lambda _, m: None if m.speaking is None else _r(m.speaking.partner),
        ),
        Column(
            "speaking_own",
            "1",
            "Probability that the user speaks; empty likewise.",
            lambda _, m: None if m.speaking is None else _r(m.speaking.own),
        ),
    )


def _of_modality(modality: Modality) -> tuple[Column, ...]:
    who = modality.value

    def column(name: str, unit: str, meaning: str, value: Callable[[Evidence], float | None]) -> Column:
        def of(_: Talk, m: Moment) -> Value:
            piece = evidence_of(m, modality)
            found = None if piece is None else value(piece)
            return None if found is None else _r(found)

        return Column(f"{who}_{name}", unit, meaning, of)

    def p(position: int) -> Callable[[Evidence], float]:
        return lambda piece: float(piece.probabilities[position])

    def raw(position: int) -> Callable[[Evidence], float | None]:
        return lambda piece: None if piece.raw is None else float(piece.raw[position])

    return (
        column("quality", "1", f"How far the {who} can be trusted.", lambda e: e.quality),
        column("t_start_s", "s", f"Where the {who}'s evidence begins, session time.", lambda e: e.t_start),
        column("t_end_s", "s", f"Where the {who}'s evidence ends, session time.", lambda e: e.t_end),
        *(
            column(f"p_{e.value}", "1", f"Probability of {e.value} by the {who} alone.", p(e.position))
            for e in EMOTIONS
        ),
        *(
            column(
                f"raw_p_{e.value}",
                "1",
                f"The same of {e.value} before what is usual for the person was allowed for; empty where "
                "nothing was.",
                raw(e.position),
            )
            for e in EMOTIONS
        ),
    )


def evidence_of(moment: Moment, modality: Modality) -> Evidence | None:
    """What one modality said."""
    return moment.estimate.voice if modality is Modality.VOICE else moment.estimate.face


def _r(value: float) -> float:
    return round(float(value), _DIGITS)


def _word(emotion: Emotion | None) -> str | None:
    return emotion.value if emotion else None


def _weight(moment: Moment, modality: Modality) -> float:
    return _r(moment.estimate.weights.get(modality, 0.0))


def _fused(position: int) -> Callable[[Talk, Moment], Value]:
    return lambda _, m: _r(m.estimate.probabilities[position])


def _to_the_millisecond(t: float) -> float:
    return milliseconds(t) / 1000


def _time_utc(talk: Talk, moment: Moment) -> Value:
    when = talk.wall_time(moment.t)
    return when.isoformat(timespec="milliseconds") if when else None


def _valence(_: Talk, moment: Moment) -> Value:
    return _r(affect_of(moment.estimate.probabilities).valence)


def _arousal(_: Talk, moment: Moment) -> Value:
    return _r(affect_of(moment.estimate.probabilities).arousal)


def rows(moments: Iterable[Moment]) -> list[dict[str, Value]]:
    """The table of the CSV, a dict a moment, as ``pandas.DataFrame`` takes it; see docs/exports.md."""
    wanted, talk = columns(), Talk(())
    return [{column.name: column.of(talk, moment) for column in wanted} for moment in moments]


def about(talk: Talk) -> dict[str, object]:
    """What stands beside a table: of what it is, and what made it."""
    return {
        "name": talk.name,
        "source": talk.source,
        "mode": talk.mode,
        "started_at": talk.started_at.isoformat() if talk.started_at else None,
        **talk.facts,
        "made_by": dict(talk.made_by),
    }
