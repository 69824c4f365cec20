"""Before a pace is lived with it can be looked at: the last two minutes as it would have shown them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Modality, State
from fusion.session.session import Session
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.windows.live_window import LiveWindow
from ui.windows.pace_page import PacePage
from ui.windows.pace_preview import NOTHING_YET, PacePreview, as_chosen
from ui.windows.settings_dialog import SettingsDialog


def estimate(t: float, emotion: Emotion, p: float = 0.8) -> Estimate:
    rest = np.full(len(EMOTIONS), (1 - p) / (len(EMOTIONS) - 1))
    rest[emotion.position] = p
    weights = {Modality.VOICE: 1.0, Modality.FACE: 0.0}
    return Estimate(t, State.CLEAR, emotion, p, rest, weights, 0.0)


def wavering(minutes: float = 2.0, turn_s: float = 1.0) -> list[Estimate]:
    """Two seconds of calm and a little of sadness, again and again."""
    times = 0.1 * np.arange(1, round(minutes * 600) + 1)
    return [estimate(t, Emotion.SAD if t % (2 + turn_s) >= 2 else Emotion.NEUTRAL) for t in times]


def test_a_calmer_choice_shows_fewer_changes_of_the_same_minutes(qtbot: Any) -> None:
    settings = Settings()
    preview = PacePreview(Appearance(settings), wavering)
    page = PacePage(settings, lambda: None, preview)
    qtbot.addWidget(page)
    said = []
    for pace in ("quicker", "calmer"):
        page.pace.setCurrentIndex(page.pace.findData(pace))
        page.pace.activated.emit(page.pace.currentIndex())
        said.append(preview.words.text())
    quicker, calmer = (int(words.split(": ")[1].split()[0]) for words in said)
    assert quicker > 20
    assert calmer < 5
    assert preview.strip.accessibleDescription()


def test_what_is_previewed_is_what_the_session_would_show() -> None:
    settings, shown = Settings(pace="calmer", sensitivity="later"), []
    session = Session(None, None)
    settings.adjust(session)
    estimates = wavering(1.0, turn_s=2.5)
    for one in estimates:
        moment = session._display.show(one)
        shown.append(moment.shown.emotion.value if moment.shown.emotion else moment.shown.state.value)
    changes = [b for a, b in pairwise(shown) if a != b and b in ("neutral", "sad")]
    spans = as_chosen(estimates, settings, Appearance(settings).looks)
    assert [s.look for s in spans if s.look in ("neutral", "sad")] == changes


def test_without_a_conversation_it_says_when_there_will_be_something(qtbot: Any) -> None:
    dialog = SettingsDialog(Appearance(Settings()))
    qtbot.addWidget(dialog)
    assert dialog.pace.preview is not None
    assert dialog.pace.preview.words.text() == NOTHING_YET
    assert dialog.pace.preview.strip.isHidden()


@pytest.mark.parametrize("seconds", [5, 200])
def test_the_window_remembers_two_minutes_of_estimates_and_no_more(
    window: LiveWindow, made: Any, seconds: int
) -> None:
    session, _ = made.attach(window)
    for k in range(10 * seconds):
        session.say(made.moment(0.1 * (k + 1), State.CLEAR, Emotion.HAPPY, voice=Emotion.HAPPY))
        if k % 500 == 0:
            window.refresh_words()
    window.refresh_words()
    assert len(window.recent()) == min(10 * seconds, 1200)
    assert window.recent()[-1].t == pytest.approx(seconds)
    window.detach()
    assert window.recent() == []


def test_while_it_is_looked_at_it_follows_the_conversation(qtbot: Any) -> None:
    estimates: list[Estimate] = []
    preview = PacePreview(Appearance(Settings()), lambda: estimates)
    qtbot.addWidget(preview)
    preview._anew.setInterval(1)
    preview.show()
    estimates += wavering()
    qtbot.waitUntil(lambda: not preview.strip.isHidden())
    preview.hide()
    assert not preview._anew.isActive()
