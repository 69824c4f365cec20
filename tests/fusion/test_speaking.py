"""Who speaks: two probabilities, kept in the log and given back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fusion.evidence import Evidence, State
from fusion.interfaces import AudioChunk
from fusion.late_fusion import no_signal
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from fusion.session.offline import analyse
from fusion.speaking import Speaking


@pytest.mark.parametrize("figures", [(-0.1, 0.5), (0.5, 1.1)])
def test_anything_but_a_probability_is_refused(figures: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="a probability lies"):
        Speaking(*figures)


def test_the_log_gives_back_who_spoke_and_that_nobody_told(tmp_path: Path) -> None:
    silent = Moment(no_signal(0.1), Shown(State.NO_SIGNAL, None, 0.1))
    told = replace(silent, estimate=no_signal(0.2), speaking=Speaking(0.75, 0.25))
    with Timeline(tmp_path / "log.db") as timeline:
        session = timeline.begin(Mode.VOICE, "microphone")
        timeline.add(session, [silent, told])
        assert [moment.speaking for moment in timeline.moments(session)] == [None, Speaking(0.75, 0.25)]


def test_a_moment_of_a_recording_knows_only_who_spoke_before_it() -> None:
    class Counting:
        """Hears nothing; who speaks changes with every chunk."""

        def __init__(self) -> None:
            self.n = 0

        def feed(self, _chunk: object) -> list[Evidence]:
            self.n += 1
            return []

        def reset(self) -> None: ...

        def close(self) -> None: ...

    voice = Counting()
    audio = (AudioChunk(np.zeros(3200, np.float32), 0.2 * i) for i in range(5))
    moments = analyse(audio, (), voice, Counting(), who_speaks=lambda: Speaking(voice.n / 10, 0.0))
    by_time = {round(m.t, 1): m.speaking for m in moments}
    assert by_time[0.1] is None  # the first chunk ends at 0.2
    assert by_time[0.3] == Speaking(0.1, 0.0) and by_time[0.9] == Speaking(0.4, 0.0)
