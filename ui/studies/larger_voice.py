"""How steady, true and quick what is shown is with the larger voice reader, beside the small one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from audio_model.readers import VoiceReader
from fusion.display import Steadiness
from fusion.study.steadiness import Stretch, intervals, judge_rule, led_on_average
from ui.live.made_by import LARGE
from ui.studies.shipped import shipped_digests
from ui.studies.steadiness import by_the_shipped_rule, of_test_speakers

COMPARED = ("changes_per_minute", "named_right", "named_wrong", "named", "waited_s")
"""Figures that are means over sequences, and so over their differences."""


def measure_larger_voice(data: Path, seed: int = 0, changes: int = 10) -> dict[str, Any]:
    """What :func:`ui.studies.steadiness.measure_steadiness` tells of test speakers, if the larger hears.

    The rule is the shipped one, chosen with the small network, which hears the same sounds (``small``).
    ``difference`` tells by how much a figure is larger than with that one, with its 95 % interval: whole
    sequences are resampled.

    Parameters
    ----------
    data
        Folder of the corpora.
    seed
        Decides clips, pauses and order, as there.
    changes
        True changes for each speaker.
    """
    large, small = VoiceReader.LARGE.load(), VoiceReader.SMALL.load()
    if large.card["split"] != small.card["split"]:
        raise ValueError("the two readers learnt from other people")
    test, strangers = of_test_speakers(data, large, seed, changes)
    beside = of_test_speakers(data, small, seed, changes)
    return {
        "unseen_speakers": True,
        "seed": seed,
        "weights_sha256": shipped_digests("voice", "fusion", "repertoire") | {LARGE: large.sha256},
        **by_the_shipped_rule(test, strangers),
        "led_on_average": {"test": led_on_average(test), "test_of_strangers": led_on_average(strangers)},
        "small": by_the_shipped_rule(*beside),
        "difference": difference(test, beside[0], seed),
    }


def difference(
    heard: Sequence[Stretch], beside: Sequence[Stretch], seed: int
) -> dict[str, dict[str, float | list[float]]]:
    """By how much figures of one are larger than of the other, who hears the same, with 95 % intervals."""
    rule = Steadiness()
    rows = []
    for pair in zip(heard, beside, strict=True):
        one, other = (judge_rule([stretch], rule) for stretch in pair)
        rows.append({f: None if one[f] is None else one[f] - other[f] for f in COMPARED})
    spans = intervals(rows, COMPARED, seed)
    one, other = judge_rule(heard, rule), judge_rule(beside, rule)
    return {f: {"by": one[f] - other[f], "interval": spans[f]} for f in spans}
