"""The map of feeling: off unless asked for, and never without its words."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtGui import QColor

from fusion.affect import Affect
from fusion.emotions import Emotion
from fusion.evidence import State
from ui.settings import Settings
from ui.widgets.affect_map import NOT_PLACED, AffectMap
from ui.widgets.appearance import Appearance
from ui.windows.live_window import LiveWindow


@pytest.fixture
def affect_map(qtbot: Any) -> AffectMap:
    made = AffectMap(Appearance(Settings(show_map=True, motion=False)))
    qtbot.addWidget(made)
    return made


def test_the_dot_is_painted_where_the_feeling_lies(affect_map: AffectMap) -> None:
    affect_map.show_affect(Affect(0.8, 0.5), "happy")
    picture = affect_map.picture
    point = picture.point_of(Affect(0.8, 0.5))
    assert point.x() > picture.width() / 2 and point.y() < picture.height() / 2
    painted = picture.grab().toImage().pixelColor(point.toPoint())
    appearance = Appearance(Settings(show_map=True, motion=False))
    assert painted == QColor(appearance.colour_of(Emotion.HAPPY.value))
    assert picture.rect().contains(picture.point_of(Affect(1, 1)).toPoint())
    assert picture.rect().contains(picture.point_of(Affect(-1, -1)).toPoint())


def test_it_always_has_its_words(affect_map: AffectMap) -> None:
    assert affect_map.picture.accessibleDescription() == NOT_PLACED
    affect_map.show_affect(Affect(0.3, 0.0), "happy")
    assert affect_map.words.text() == "Seems rather pleasant, neither stirred nor subdued"
    assert affect_map.picture.accessibleDescription() == affect_map.words.text()
    affect_map.show_affect(None, "unclear")
    assert affect_map.words.text() == NOT_PLACED and affect_map.picture.place is None


def test_without_motion_the_dot_moves_only_when_the_words_do(affect_map: AffectMap) -> None:
    affect_map.show_affect(Affect(0.30, 0.0), "happy")
    affect_map.show_affect(Affect(0.35, 0.0), "happy")
    assert affect_map.picture.place == Affect(0.30, 0.0)
    affect_map.show_affect(Affect(0.60, 0.0), "happy")
    assert affect_map.picture.place == Affect(0.60, 0.0)


def test_with_motion_it_glides(qtbot: Any) -> None:
    made = AffectMap(Appearance(Settings(show_map=True)))
    qtbot.addWidget(made)
    made.show_affect(Affect(0.0, 0.0), "neutral")
    for _ in range(60):
        made.show_affect(Affect(0.8, 0.4), "happy")
    assert made.picture.place is not None
    assert made.picture.place.valence == pytest.approx(0.8, abs=1e-3)


def test_the_window_shows_it_only_to_who_wants_it(qtbot: Any, made: Any) -> None:
    appearance = Appearance(Settings())
    window = LiveWindow(appearance)
    qtbot.addWidget(window)
    session = made.Session()
    window.attach(made.Assembly(session))
    window.show()
    session.say(made.moment(1.0, voice=Emotion.HAPPY, face=Emotion.HAPPY))
    window.refresh_words()
    assert not window.card.map.isVisible()
    appearance.settings.show_map = True
    appearance.apply()
    window.refresh_words()
    assert window.card.map.isVisible()
    assert "pleasant" in window.card.map.words.text()
    session.say(made.moment(1.1, State.CONFLICTING, None, voice=Emotion.SAD, face=Emotion.HAPPY))
    window.refresh_words()
    assert window.card.map.words.text() == NOT_PLACED
    window.detach()
