"""A stretch of a conversation in plain sentences; what is not known is told like what is."""

from __future__ import annotations

import numpy as np

from fusion.log.means import Means
from fusion.pauses import paused_s
from fusion.whom import Whom
from ui.wording.durations import clock_words, moment_words
from ui.wording.look_times import LookTimes
from ui.wording.looks import Looks
from ui.wording.readings import CONFLICTING, NO_SIGNAL, UNCLEAR
from ui.wording.session_story import Story, moment_of_day
from ui.wording.strip_spans import MOSTLY, WORTH_A_WORD_S
from ui.wording.translation import mark, together, tr
from ui.wording.turning_points import disagreements
from ui.wording.whom import say

MOST_NAMED = 3
MOST_DISAGREEMENTS = 2
NOTHING_READ = mark("Nothing was read in it.")


def passage_words(story: Story, t_from: float, t_to: float, looks: Looks) -> str:
    """What was shown between two moments (s): "4 minutes: mostly calm. At 10:32 voice and face differed"."""
    held = _held(story.looks, t_from, t_to)
    length = t_to - t_from
    looks = story.worded(looks)
    begin, end = (moment_of_day(story.record, t) for t in (t_from, t_to))
    said = [tr("From {begin} to {end}, {time}:", begin=begin, end=end, time=clock_words(length))]
    said.append(named_words(held, length, looks))
    apart = _apart(story, t_from, t_to)
    longest = sorted(sorted(apart, key=lambda s: s[0] - s[1])[:MOST_DISAGREEMENTS])
    said += [_apart_words(story, start, end, looks) for start, end in longest]
    if (more := len(apart) - len(longest)) > 0:
        said.append(
            tr("The two differed once more.")
            if more == 1
            else tr("The two differed {more} more times.", more=more)
        )
    said += doubt_words(held, length, looks.whom, paused_s(t_from, t_to, story.events))
    return together(*said)


def named_words(held: dict[str, float], length: float, looks: Looks) -> str:
    """The feelings that were named, and for how long (s): "mostly calm, happy for 20 seconds."."""
    named = sorted(
        ((look, s) for look, s in held.items() if look not in (UNCLEAR, CONFLICTING, NO_SIGNAL)),
        key=lambda item: -item[1],
    )
    told = [
        tr("mostly {word}", word=looks.words[look])
        if seconds >= MOSTLY * length
        else tr("{word} for {time}", word=looks.words[look], time=clock_words(seconds))
        for look, seconds in named[:MOST_NAMED]
        if seconds >= WORTH_A_WORD_S
    ]
    if told:
        return tr("{list}.", list=tr(", ").join(told))
    return tr("no feeling was named.") if held else tr(NOTHING_READ)


def doubt_words(held: dict[str, float], length: float, whom: Whom, paused: float = 0.0) -> list[str]:
    """For how long (s) nothing could be said, and why."""
    said = []
    if (seconds := held.get(UNCLEAR, 0.0)) >= WORTH_A_WORD_S:
        said.append(tr("Hard to tell for {time}.", time=clock_words(seconds)))
    if (seconds := held.get(NO_SIGNAL, 0.0)) >= WORTH_A_WORD_S:
        said.append(say(whom, "Nobody was heard or seen for {time}.", time=clock_words(seconds)))
    if held and paused >= WORTH_A_WORD_S:
        said.append(tr("Paused for {time}.", time=clock_words(paused)))
    missing = length - sum(held.values()) - paused
    if held and missing >= WORTH_A_WORD_S:
        said.append(tr("Nothing was logged for {time}.", time=clock_words(missing)))
    return said


def _held(looks: LookTimes, t_from: float, t_to: float) -> dict[str, float]:
    """Seconds by look."""
    seconds = looks.seconds(np.array([t_from, t_to]))[0]
    return {look: float(s) for look, s in zip(looks.looks, seconds, strict=True) if s > 0}


def _apart(story: Story, t_from: float, t_to: float) -> list[tuple[float, float]]:
    """Where voice and face differed, in order of time."""
    cut = [(max(s.t_start, t_from), min(s.t_end, t_to)) for s in disagreements(story.spans)]
    return [(start, end) for start, end in cut if end - start >= WORTH_A_WORD_S]


def _apart_words(story: Story, start: float, end: float, looks: Looks) -> str:
    voice, face = (_leading(means, start, end, looks) for means in (story.voice, story.face))
    values = {"at": moment_words(start), "time": clock_words(end - start)}
    if voice and face and voice != face:
        return tr(
            "At {at} voice and face differed for {time}: the voice seemed {voice}, the face {face}.",
            voice=voice,
            face=face,
            **values,
        )
    return tr("At {at} voice and face differed for {time}.", **values)


def _leading(means: Means, start: float, end: float, looks: Looks) -> str:
    """The word of the likeliest feeling, "" where nothing was read or it is hidden."""
    p, there = means.over(np.array([start, end]))
    if there[0] <= 0:
        return ""
    shares: dict[str, float] = {}
    for emotion, look in looks.of.items():
        shares[look.shown_as] = shares.get(look.shown_as, 0.0) + float(p[0, emotion.position])
    likeliest = max(shares, key=lambda name: shares[name])
    return "" if likeliest == UNCLEAR else looks.words[likeliest]
