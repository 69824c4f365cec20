"""Guess first, then see: what Attune makes of it is hidden until then, and both are kept."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QPushButton

from fusion.emotions import Emotion
from fusion.events import EventKind, Guess
from fusion.evidence import State
from ui.windows import practice
from ui.wording.practice import GuessTally, tally_words


def press(window: Any, words: str) -> None:
    next(b for b in window.practice.findChildren(QPushButton) if b.text() == words).click()


def practise(window: Any, on: bool = True) -> None:
    action = next(a for a in window.foot.view.menu().actions() if a.text().startswith("Practise"))
    action.setChecked(on)


@pytest.fixture(autouse=True)
def usual(window: Any) -> Any:
    yield
    window.practice._uncovered.setInterval(practice.SHOWN_MS)
    practise(window, False)


def test_nothing_is_told_before_a_guess_and_both_are_kept(window: Any, made: Any) -> None:
    session, _ = made.attach(window)
    session.say(made.moment(1.0, emotion=Emotion.HAPPY, voice=Emotion.HAPPY, face=Emotion.HAPPY))
    practise(window)
    window.refresh_words()
    assert window.practice.isVisible()
    assert not window.card.isVisible() and not window.strip.isVisible()
    press(window, "sad")
    assert [e.payload for e in session.events if e.kind is EventKind.GUESS] == [
        Guess(Emotion.SAD, Emotion.HAPPY)
    ]
    assert window.card.isVisible() and window.strip.isVisible() and not window.practice.isVisible()
    assert window.card.labels()[0].text() == "Seems happy"


def test_after_a_while_it_is_asked_again(window: Any, made: Any, qtbot: Any, monkeypatch: Any) -> None:
    made.attach(window)
    window.practice._uncovered.setInterval(20)
    practise(window)
    press(window, "Just show me")
    assert window.card.isVisible()
    with qtbot.waitSignal(window.practice.covering):
        pass
    assert window.practice.isVisible() and not window.card.isVisible()


def test_after_a_guess_the_card_has_the_focus_and_then_the_choices_again(
    window: Any, made: Any, qtbot: Any
) -> None:
    """Not a button of the modes above, which would take Space for itself."""
    made.attach(window)
    window.activateWindow()
    window.practice._uncovered.setInterval(20)
    practise(window)
    first = next(b for b in window.practice.findChildren(QPushButton) if b.text() == "calm")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Space)
    assert window.card.isVisible() and window.card.hasFocus()
    with qtbot.waitSignal(window.practice.covering):
        pass
    assert first.isVisible() and window.focusWidget() is first


def test_in_a_pause_and_at_the_end_nothing_is_asked(window: Any, made: Any) -> None:
    session, _ = made.attach(window)
    practise(window)
    window.toggle_pause()
    assert window.card.isVisible() and not window.practice.isVisible()
    assert window.card.labels()[0].text() == "Paused"
    window.toggle_pause()
    assert window.practice.isVisible() and not window.card.isVisible()
    press(window, "Just show me")
    session.finished.set()
    window.refresh_words()
    assert window.card.labels()[0].text() == "That was all"
    assert window.card.isVisible() and not window.practice._uncovered.isActive()


def test_who_would_rather_see_is_not_counted(window: Any, made: Any) -> None:
    session, _ = made.attach(window)
    practise(window)
    press(window, "Just show me")
    assert not [e for e in session.events if e.kind is EventKind.GUESS]
    assert window.practice._words.text() == ""


def test_what_is_named_nothing_is_no_disagreement(window: Any, made: Any) -> None:
    session, _ = made.attach(window)
    session.say(made.moment(1.0, State.UNCLEAR, None, voice=Emotion.SAD))
    practise(window)
    window.refresh_words()
    press(window, "sad")
    assert [e.payload for e in session.events if e.kind is EventKind.GUESS] == [Guess(Emotion.SAD, None)]
    assert "named no feeling yet" in window.practice._words.text()


def test_leaving_it_shows_all_again(window: Any, made: Any) -> None:
    made.attach(window)
    practise(window)
    practise(window, False)
    assert window.card.isVisible() and not window.practice.isVisible()
    assert not window.practice._uncovered.isActive()


def test_words_of_ones_own_are_offered_and_hidden_ones_are_not(window: Any, made: Any) -> None:
    made.attach(window)
    settings = window.appearance.settings
    settings.look(Emotion.HAPPY).word = "glad"
    settings.look(Emotion.ANGRY).word = "glad"
    settings.look(Emotion.SAD).hidden = True
    window.appearance.apply()
    offered = [b.text() for b in window.practice.findChildren(QPushButton) if b.isVisibleTo(window.practice)]
    assert offered.count("glad") == 1
    assert "sad" not in offered and "angry" not in offered


def test_the_tally_says_how_little_few_guesses_say() -> None:
    tally = GuessTally()
    assert tally_words(tally) == ""
    for same in (True, True, False):
        tally = tally.with_guess(named=True, same=same)
    assert tally_words(tally) == (
        "You and Attune said the same 2 of 3 times. That does not say who was right."
    )
    for _ in range(5):
        tally = tally.with_guess(named=True, same=True)
    # Wilson's interval of 7 of 8: 0.529 to 0.978
    assert tally_words(tally).endswith("anything between 53% and 98% may be usual.")
