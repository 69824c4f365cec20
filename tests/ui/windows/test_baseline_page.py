"""Learning, choosing and removing how someone usually is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from fusion.baseline import PersonalBaseline
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Modality, State
from ui.live.baseline_recorder import BaselineRecorder
from ui.settings import Settings
from ui.settings_file import load_settings, save_settings
from ui.widgets.appearance import Appearance
from ui.windows.baseline_page import NO_SESSION, NOBODY, REMEMBER, BaselinePage
from ui.windows.live_window import LiveWindow
from ui.windows.settings_dialog import SettingsDialog
from ui.wording.baseline import footer_words, known_words, rests_on, what_was_learnt


def baseline(name: str = "Ana", seconds: float = 18.0, **face: float) -> PersonalBaseline:
    shift = np.array([face.get(e.value, 0.0) for e in EMOTIONS])
    return PersonalBaseline(
        name,
        {Modality.FACE: shift, Modality.VOICE: np.zeros(len(EMOTIONS))},
        {Modality.FACE: seconds, Modality.VOICE: seconds},
        "2026-03-04T18:04:00+00:00",
    )


def remembering(*people: PersonalBaseline, active: str | None = None) -> Settings:
    return Settings(baselines={p.name: p.to_json() for p in people}, baseline=active)


def test_settings_remember_people(tmp_path: Path) -> None:
    settings = remembering(baseline(angry=-0.5), baseline("Zoë"), active="Ana")
    path = tmp_path / "settings.json"
    save_settings(settings, path)
    back, _ = load_settings(path)
    assert back == settings
    active = back.active_baseline()
    assert active is not None and active.shift[Modality.FACE][Emotion.ANGRY.position] == -0.5


def test_nobody_is_allowed_for_unless_chosen() -> None:
    assert Settings().active_baseline() is None
    assert remembering(baseline()).active_baseline() is None


def test_a_damaged_baseline_is_left_out_and_the_rest_holds() -> None:
    values = json.loads(json.dumps(remembering(baseline(), baseline("Zoë"), active="Zoë").to_json()))
    values["baselines"]["Zoë"]["shift"]["face"]["angry"] = 9
    settings = Settings.from_json(values)
    assert list(settings.baselines) == ["Ana"]
    assert settings.active_baseline() is None


@pytest.mark.parametrize(
    ("learnt", "words"),
    [
        (
            baseline(angry=-0.5),
            "Their face looks a little angry even at rest; Attune allows for that. "
            "Their voice at rest is much like most people's.",
        ),
        (baseline(sad=-1.0), "Their face looks rather sad even at rest; Attune allows for that. "),
        (baseline(happy=-0.5), "Their face looks a little happy even at rest; Attune allows for that. "),
        (baseline(happy=0.4), "Their face at rest shows a little less than most people's; "),
        (baseline(seconds=0.0), "Too little was seen and heard to learn anything."),
    ],
)
def test_what_was_learnt_is_said_plainly(learnt: PersonalBaseline, words: str) -> None:
    assert what_was_learnt(learnt, Settings()).startswith(words)


def test_a_hidden_feeling_is_not_named() -> None:
    settings = Settings()
    settings.look(Emotion.ANGRY).hidden = True
    assert "angry" not in what_was_learnt(baseline(angry=-1.0), settings)


def test_a_modality_that_was_never_met_is_said() -> None:
    only_face = baseline(angry=-0.5)
    only_face = PersonalBaseline(
        "Ana", only_face.shift, {Modality.FACE: 18.0, Modality.VOICE: 0.0}, only_face.made_at
    )
    assert what_was_learnt(only_face, Settings()).endswith("Nothing was learnt of their voice.")
    assert rests_on(only_face).startswith("From 18 seconds of face and 0 of voice")


def talk(session: Any, made: Any, seconds: float, start: float = 0.0) -> None:
    """Ten estimates a second of somebody who looks angry and sounds calm."""
    for i in range(round(seconds * 10) + 1):
        session.say(made.moment(start + i / 10, face=Emotion.ANGRY, voice=Emotion.NEUTRAL))


def test_only_time_with_somebody_counts(made: Any) -> None:
    session = made.Session()
    recorder = BaselineRecorder(session, enough_s=5.0)
    talk(session, made, 2.0)
    for i in range(30):
        session.say(made.moment(2.1 + i / 10, State.NO_SIGNAL, None))
    assert recorder.met_s == pytest.approx(2.0)
    session.say(made.moment(60.0, face=Emotion.ANGRY))  # after a pause
    assert recorder.met_s == pytest.approx(2.0)
    talk(session, made, 10.0, start=60.0)
    assert recorder.done and recorder.met_s == 5.0
    recorder.close()
    recorder.close()
    assert session.subscribers == 0


@pytest.fixture
def session(made: Any) -> Any:
    return made.Session()


@pytest.fixture
def page(qtbot: Any, session: Any) -> Iterator[BaselinePage]:
    made_page = BaselinePage(Appearance(Settings()), lambda: session)
    qtbot.addWidget(made_page)
    yield made_page
    made_page.close_down()


def test_someone_is_learnt_and_allowed_for(page: BaselinePage, session: Any, made: Any, qtbot: Any) -> None:
    assert not page.remember.isEnabled()
    page.name.setText("  Ana ")
    assert page.remember.isEnabled()
    page.remember.click()
    assert page.remember.text() == "Stop" and not page.choice.isEnabled()
    talk(session, made, 7.0)
    page.refresh()
    assert "7 of 20 seconds" in page.progress.text()
    talk(session, made, 14.0, start=7.0)
    with qtbot.waitSignal(page.changed):
        page.refresh()
    settings = page._settings
    assert settings.baseline == "Ana" and list(settings.baselines) == ["Ana"]
    assert session.baseline.shift[Modality.FACE][Emotion.ANGRY.position] < 0
    assert page.choice.currentText() == "Ana"
    assert "angry even at rest" in page.learnt.text()
    assert session.subscribers == 0 and page.remember.text() == REMEMBER.format(enough=20)


def test_another_baseline_does_not_colour_what_is_learnt(page: BaselinePage, session: Any) -> None:
    page._settings.baselines["Zoë"] = baseline("Zoë").to_json()
    page._choose("Zoë")
    assert session.baseline.name == "Zoë"
    page.name.setText("Ana")
    page.begin()
    assert session.baseline is None
    page.stop()
    assert session.baseline.name == "Zoë" and "Ana" not in page._settings.baselines


def test_learning_ends_with_its_session(page: BaselinePage, session: Any, made: Any) -> None:
    page.name.setText("Ana")
    page.begin()
    other = made.Session()
    page._session = lambda: other
    page.refresh()
    assert "nothing was kept" in page.progress.text()
    assert session.subscribers == 0 and not page._settings.baselines


def test_nothing_can_be_learnt_without_a_session(page: BaselinePage, session: Any) -> None:
    page.name.setText("Ana")
    page._session = lambda: None
    page.refresh()
    assert not page.remember.isEnabled() and page.progress.text() == NO_SESSION
    page._session = lambda: session
    page.refresh()
    assert page.remember.isEnabled() and page.progress.text() == ""


def test_a_person_can_be_chosen_left_and_removed(qtbot: Any, session: Any) -> None:
    settings = remembering(baseline(angry=-0.5), baseline("Zoë"), active="Ana")
    dialog = SettingsDialog(Appearance(settings), session=lambda: session)
    qtbot.addWidget(dialog)
    page = dialog.baselines
    page._choose(None)
    assert page.choice.currentText() == NOBODY and session.baseline is None
    assert not page.remove.isEnabled() and page.learnt.text() == ""
    page._choose("Ana")
    assert session.baseline.name == "Ana"
    with qtbot.waitSignal(dialog.changed):
        page.remove.click()
    assert list(settings.baselines) == ["Zoë"] and settings.baseline is None and session.baseline is None
    dialog.reject()


def test_closing_the_dialog_ends_the_learning(qtbot: Any, session: Any) -> None:
    dialog = SettingsDialog(Appearance(Settings()), session=lambda: session)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.baselines.name.setText("Ana")
    dialog.baselines.begin()
    assert session.subscribers == 1
    dialog.close()
    assert session.subscribers == 0 and not dialog.baselines._timer.isActive()


def test_the_window_says_whose_baseline_is_allowed_for(qtbot: Any, made: Any) -> None:
    appearance = Appearance(remembering(baseline(), active="Ana"))
    window = LiveWindow(appearance)
    qtbot.addWidget(window)
    session = made.Session()
    appearance.settings.learn_person = False
    appearance.settings.allow_for(session)
    window.attach(made.Assembly(session))
    assert footer_words("Ana") in window.foot.words.text()
    assert not window.foot.anew.isVisibleTo(window)
    appearance.settings.baseline = None
    appearance.settings.allow_for(session)
    window.refresh_words()
    assert "Allowing" not in window.foot.words.text()
    window.detach()


def known(face_s: float, voice_s: float, name: str = "") -> PersonalBaseline:
    nobody = PersonalBaseline.identity(name)
    return PersonalBaseline(name, nobody.shift, {Modality.FACE: face_s, Modality.VOICE: voice_s})


@pytest.mark.parametrize(
    ("met", "words"),
    [
        (known(0.0, 0.4), "Has yet to get to know this person."),
        (known(45.0, 0.0), "Has known this face for less than a minute."),
        (known(239.0, 61.0), "Has known this face for 3 minutes and this voice for 1 minute."),
        (known(50.0, 10.0), "Has known this face and voice for less than a minute."),
        (known(0.0, 3700.0), "Has known this voice for 1 hour 1 minute."),
        (known(0.0, 0.0, "Ana"), footer_words("Ana")),
        (known(120.0, 0.0, "Ana"), f"{footer_words('Ana')} Has known this face for 2 minutes."),
    ],
)
def test_one_line_says_whom_it_has_got_to_know(met: PersonalBaseline, words: str) -> None:
    assert known_words(met) == words


def test_whoever_is_there_can_be_begun_anew_by_button_and_key(qtbot: Any, made: Any) -> None:
    window = LiveWindow(Appearance(Settings()))
    qtbot.addWidget(window)
    window.show()
    session = made.Session()
    session.learning, session.met = True, known(130.0, 0.0)
    window.attach(made.Assembly(session))
    assert "Has known this face for 2 minutes." in window.foot.words.text()
    assert window.foot.anew.isVisible() and "Somebody else" in window.foot.anew.accessibleName()
    qtbot.mouseClick(window.foot.anew, Qt.MouseButton.LeftButton)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_N)
    assert session.begun_anew == 2
    session.learning = False
    session.clock.t += 1.0
    window.refresh_words()
    assert not window.foot.anew.isVisible() and "Has known" not in window.foot.words.text()
    window.detach()
    window.start_anew()  # nobody is there
    assert session.begun_anew == 2


def test_learning_is_switched_in_the_settings_and_what_was_learnt_of_a_name_is_kept(
    page: BaselinePage, session: Any, qtbot: Any
) -> None:
    assert page.learn.isChecked()
    with qtbot.waitSignal(page.changed):
        page.learn.click()
    assert not page._settings.learn_person and not session.learning
    page.learn.click()
    assert session.learning
    page._settings.baselines["Ana"] = baseline("Ana").to_json()
    page._choose("Ana")
    session.met = known(500.0, 20.0, "Ana")
    page._choose(None)
    kept = page._settings.named_baseline("Ana")
    assert kept.seconds[Modality.FACE] == 500.0 and kept.made_at.startswith("20")
    session.met = known(9.0, 9.0, "Somebody removed")
    page._choose(None)
    assert list(page._settings.baselines) == ["Ana"]
