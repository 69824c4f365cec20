"""The box for reading whoever speaks."""

from __future__ import annotations

from typing import Any

from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.whoever_speaks import WhoeverSpeaks


class Speakers:
    """Stands in for a session's choice."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def turn(self, on: bool) -> None:
        self.on = on


def test_it_is_there_only_where_there_is_somebody_to_choose(qtbot: Any) -> None:
    box = WhoeverSpeaks(Appearance(Settings()))
    qtbot.addWidget(box)
    box.follow(3)
    assert box.isHidden()
    box.offer(Speakers(on=False))  # type: ignore[arg-type]
    box.follow(1)
    assert box.isHidden()
    box.follow(2)
    assert not box.isHidden() and not box.isChecked()


def test_a_tick_turns_the_session_and_is_remembered_and_a_choice_elsewhere_takes_it_away(qtbot: Any) -> None:
    settings = Settings()
    box = WhoeverSpeaks(Appearance(settings))
    qtbot.addWidget(box)
    speakers: Any = Speakers(on=False)
    box.offer(speakers)
    box.follow(2)
    with qtbot.waitSignal(box.wanted):
        box.click()
    assert speakers.on and settings.follow_speaker
    speakers.on = False  # the user clicked a face
    box.follow(2)
    assert not box.isChecked() and settings.follow_speaker
    speakers.on = True
    box.follow(1)
    assert box.isChecked() and not box.isHidden()
