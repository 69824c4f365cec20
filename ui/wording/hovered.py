"""One moment of a conversation at a glance."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from fusion.arrays import FloatArray
from fusion.log.means import Means
from ui.wording.lane_words import with_share
from ui.wording.looks import Looks
from ui.wording.session_story import Story, moment_of_day
from ui.wording.translation import tr


def at_a_glance(
    story: Story, t: float, step_s: float, looks: Looks, labels: Iterable[tuple[str, str]] = ()
) -> str:
    """What was shown around ``t`` (s), and what voice and face said, averaged over ``step_s`` seconds.

    ``labels``: what people say of that moment, each with the name of the lane it stands in.
    """
    edges = np.array([t - step_s / 2, t + step_s / 2])
    led = story.looks.leading(edges)
    shown = looks.words[led[0].shown] if led else tr("nothing")
    said = [moment_of_day(story.record, t), tr("shown: {shown}", shown=shown)]
    for name, means in ((tr("voice"), story.voice), (tr("face"), story.face)):
        said.append(tr("{name}: {word}", name=name, word=_leading(means, edges, looks)))
    said += [tr("{name}: {word}", name=name, word=word) for name, word in labels]
    return " · ".join(said)


def _leading(means: Means, edges: FloatArray, looks: Looks) -> str:
    p, there = means.over(edges)
    if there[0] <= 0:
        return tr("nothing")
    shares: dict[str, float] = {}
    for emotion, look in looks.of.items():
        word = looks.words[look.shown_as]
        shares[word] = shares.get(word, 0.0) + float(p[0, emotion.position])
    word = max(shares, key=lambda w: shares[w])
    return with_share(word, shares[word])
