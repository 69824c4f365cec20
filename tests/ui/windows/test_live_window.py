"""The live window, driven by a made session."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QApplication, QPushButton, QRadioButton, QWidget

from fusion.emotions import EMOTIONS, Emotion
from fusion.events import EventKind
from fusion.evidence import Modality, State
from fusion.mode import Mode
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.placing import TITLE_BAR_PX, resize_within_screen
from ui.widgets.voice_view import LOUDEST_DB, QUIETEST_DB, colour_table, to_levels
from ui.windows.live_window import LiveWindow


def texts(window: LiveWindow) -> tuple[str, str, str]:
    headline, sureness, sentence = (part.text() for part in window.card.labels())
    return headline, sureness, sentence


def test_it_says_that_it_is_getting_ready(window: LiveWindow) -> None:
    assert texts(window)[0] == "Getting ready…"
    assert not window.notice.isVisible()


def test_it_shows_the_newest_estimate_in_words(window: LiveWindow, made: Any, qtbot: Any) -> None:
    session, _ = made.attach(window)
    session.say(made.moment(0.9, emotion=Emotion.SAD, voice=Emotion.SAD))
    session.say(made.moment(1.0, emotion=Emotion.HAPPY, voice=Emotion.HAPPY, face=Emotion.HAPPY))
    window.refresh_words()
    assert texts(window) == (
        "Seems happy",
        "Likely",
        "The voice sounds happy and the face looks happy. The two agree.",
    )
    # Told politely: not sooner than five seconds after what was told before.
    qtbot.waitUntil(lambda: "Seems happy" in window.card.line.accessibleDescription(), timeout=7000)
    assert window.card.voice.note == "counts for about half"


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_every_state_paints_in_every_theme(window: LiveWindow, made: Any, state: State, theme: str) -> None:
    window.appearance.settings.theme = theme
    window.appearance.apply()
    session, assembly = made.attach(window)
    emotion = Emotion.AFRAID if state in (State.CLEAR, State.MIXED) else None
    session.say(made.moment(1.0, state, emotion, voice=Emotion.AFRAID, face=Emotion.HAPPY))
    assembly.onlooker.put_picture(made.face_view(1.0, faces=2))
    assembly.onlooker.put_sound(made.voice_view(1.0))
    window.refresh_words()
    window.refresh_pictures()
    assert not window.grab().isNull()


def test_every_emotion_has_a_shape_of_its_own(qtbot: Any) -> None:
    from ui.widgets.emotion_card import ShapeView

    settings = Settings(theme="light", motion=False)
    for emotion in EMOTIONS:
        settings.look(emotion).colour = "#777777"
    appearance = Appearance(settings)
    view = ShapeView(appearance, 60)
    qtbot.addWidget(view)
    pictures = []
    for look in [*(e.value for e in EMOTIONS), "unclear", "conflicting", "no_signal", "paused"]:
        view.show_look(look)
        image = view.grab().toImage()
        pictures.append(bytes(image.constBits().asarray(image.sizeInBytes())))
    for two in (("happy", "surprised"), ("surprised", "happy"), ("happy", "sad")):
        view.show_look(*two)
        image = view.grab().toImage()
        pictures.append(bytes(image.constBits().asarray(image.sizeInBytes())))
    assert len(set(pictures)) == len(pictures)


def test_an_old_estimate_is_never_shown_as_the_present(window: LiveWindow, made: Any) -> None:
    session, _ = made.attach(window)
    session.say(made.moment(1.0, voice=Emotion.HAPPY))
    session.clock.t = 2.5
    window.refresh_words()
    assert texts(window)[0] == "Nothing new just now"
    assert "goes on by itself" in texts(window)[2]


def test_estimates_that_fail_are_not_called_a_pause(window: LiveWindow, made: Any) -> None:
    session, _ = made.attach(window)
    session.failed_estimates = 3
    session.say(made.moment(1.0, voice=Emotion.HAPPY))  # it has gone on since
    window.refresh_words()
    assert texts(window)[0] == "Seems happy"
    session.clock.t = 2.5
    session.failed_estimates = 9
    window.refresh_words()
    assert texts(window)[0] == "Nothing new just now"
    assert "Something went wrong inside Attune. It keeps trying" in texts(window)[2]


def test_old_pictures_and_sounds_are_taken_down(window: LiveWindow, made: Any) -> None:
    session, assembly = made.attach(window)
    assembly.onlooker.put_picture(made.face_view(1.0))
    assembly.onlooker.put_sound(made.voice_view(1.0))
    session.clock.t = 1.1
    window.refresh_pictures()
    assert window.camera.picture.accessibleDescription() == "One face is found."
    assert "Speech is heard" in window.voice.picture.accessibleDescription()
    session.clock.t = 4.0
    window.refresh_pictures()
    assert window.camera.picture.accessibleDescription() == "Cannot keep up"
    assert window.voice.picture.accessibleDescription() == "Cannot keep up"


def test_a_computer_that_is_too_slow_is_not_an_empty_room(window: LiveWindow, made: Any) -> None:
    session, assembly = made.attach(window)
    session.say(made.moment(0.5, State.NO_SIGNAL, None))
    window.refresh_words()
    assert window.card.voice.note == window.card.face.note == "starting"
    assembly.onlooker.put_picture(made.face_view(0.4))
    assembly.onlooker.put_sound(made.voice_view(0.4))
    window.refresh_words()
    assert texts(window)[:2] == ("Nobody is heard or seen", "Waiting for a voice or a face")
    assert window.card.voice.note == "too little speech"
    session.say(made.moment(9.0, State.NO_SIGNAL, None))
    window.refresh_words()
    assert texts(window)[:2] == ("Too slow to say", "This computer cannot keep up")
    assembly.onlooker.put_sound(made.voice_view(8.9))
    window.refresh_words()
    assert texts(window)[:2] == ("Nobody is heard", "Waiting for a voice")
    assert window.card.face.note == "cannot keep up"


def test_space_pauses_and_goes_on(window: LiveWindow, made: Any) -> None:
    session, _ = made.attach(window)
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Space)
    assert session.paused
    assert texts(window)[0] == "Paused"
    assert window.camera.picture.accessibleDescription() == "Paused"
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert not session.paused


def test_keys(window: LiveWindow, made: Any, qtbot: Any) -> None:
    session, _ = made.attach(window)
    window.activateWindow()
    for key, mode in ((Qt.Key.Key_2, Mode.VOICE), (Qt.Key.Key_3, Mode.FACE), (Qt.Key.Key_1, Mode.BOTH)):
        QTest.keyClick(window, key)
        assert session.mode is mode
    QTest.keyClick(window, Qt.Key.Key_B)
    assert session.events[-1].kind is EventKind.BOOKMARK
    QTest.keyClick(window, Qt.Key.Key_P)
    assert session.paused
    for key, signal in (
        (Qt.Key.Key_C, window.compact),
        (Qt.Key.Key_R, window.review),
        (Qt.Key.Key_S, window.settings),
    ):
        with qtbot.waitSignal(signal):
            QTest.keyClick(window, key)


def test_with_the_keyboard_focus_on_a_button_space_presses_it(window: LiveWindow, made: Any) -> None:
    session, _ = made.attach(window)
    buttons = {b.accessibleName(): b for b in window.findChildren(QPushButton)}
    buttons["Bookmark"].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(buttons["Bookmark"], Qt.Key.Key_Space)
    assert [e.kind for e in session.events] == [EventKind.BOOKMARK]
    QTest.keyClick(buttons["Pause"], Qt.Key.Key_Return)
    assert session.paused


def test_buttons_and_segments_do_what_they_say(window: LiveWindow, made: Any) -> None:
    session, _ = made.attach(window)
    buttons = {b.accessibleName(): b for b in window.findChildren(QAbstractButton)}
    buttons["Bookmark"].click()
    assert [e.kind for e in session.events] == [EventKind.BOOKMARK]
    assert buttons["Bookmark"].accessibleName() == "Bookmarked"
    buttons["Voice only"].click()
    assert session.mode is Mode.VOICE
    assert window.camera.picture.accessibleDescription() == "Switched off"
    buttons["Pause"].click()
    assert session.paused


def test_a_bookmark_is_flagged_in_the_strip(window: LiveWindow, made: Any) -> None:
    session, _ = made.attach(window)
    session.say(made.moment(5.0, voice=Emotion.HAPPY))
    window.bookmark()
    assert window.scene is not None and window.scene.strip.marks == (5.0,)


def test_the_strip_has_a_text_twin(window: LiveWindow, made: Any) -> None:
    session, _ = made.attach(window)
    for i in range(100):
        session.say(made.moment(i / 10, emotion=Emotion.NEUTRAL, voice=Emotion.NEUTRAL))
    for i in range(100, 150):
        session.say(made.moment(i / 10, State.CONFLICTING, None, voice=Emotion.ANGRY, face=Emotion.HAPPY))
    window.refresh_words()
    assert window.strip.accessibleDescription() == "calm for 10 seconds, then the two differ for 5 seconds."


def test_what_is_older_than_two_minutes_leaves_the_strip(window: LiveWindow, made: Any) -> None:
    session, _ = made.attach(window)
    for i in range(3000):
        session.say(made.moment(i / 10, emotion=EMOTIONS[i // 100 % 7], voice=EMOTIONS[i // 100 % 7]))
        if i % 500 == 0:
            window.refresh_words()
    window.refresh_words()
    assert window.state is not None
    assert window.state._spans[0].t_end >= 299.9 - 120 - 1
    assert len(window.state._spans) <= 14


def test_modes_are_radio_buttons_of_which_arrow_keys_choose_another(window: LiveWindow, made: Any) -> None:
    session, _ = made.attach(window)
    modes = {b.accessibleName(): b for b in window.findChildren(QRadioButton)}
    both, voice = modes["Voice + face"], modes["Voice only"]
    assert both.isChecked()
    assert both.parentWidget().accessibleName() == "What is read"  # a reader says it before the first of them
    window.activateWindow()
    both.setFocus()
    QTest.keyClick(both, Qt.Key.Key_Right)
    assert voice.isChecked() and not both.isChecked()
    assert session.mode is Mode.VOICE
    QTest.mouseClick(both, Qt.MouseButton.LeftButton, pos=both.rect().bottomRight() - QPoint(3, 3))
    assert session.mode is Mode.BOTH


def test_modes_a_recording_cannot_have_are_not_on_offer(window: LiveWindow, made: Any) -> None:
    session = made.Session((Modality.VOICE,))
    window.attach(made.Assembly(session))
    window.set_mode("face")
    assert session.mode is Mode.BOTH
    assert window.card.face.note == "not in this recording"


def test_the_spectrogram_has_low_pitch_below_and_only_grows_lighter() -> None:
    log_mel = np.full((4, 3), QUIETEST_DB, dtype=np.float32)
    log_mel[0] = LOUDEST_DB
    levels = to_levels(log_mel)
    assert levels[-1].tolist() == [255] * 3
    assert levels[:-1].max() == 0
    assert to_levels(np.array([[np.nan, -1e9, 1e9]], dtype=np.float32)).tolist() == [[0, 0, 255]]
    lightness = [QColor(c).lightnessF() for c in colour_table()]
    assert all(b >= a - 0.005 for a, b in pairwise(lightness))


def test_every_focusable_part_has_a_name_and_painted_parts_a_twin(window: LiveWindow, made: Any) -> None:
    made.attach(window, is_demo=True, notice="This is the demo.")
    window.refresh_words()
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget
    for painted in (window.strip, window.camera.picture, window.voice.picture, window.card.voice.bar):
        assert painted.accessibleName() and painted.accessibleDescription(), painted


@pytest.mark.parametrize("size", [(760, 560), (900, 600), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("scale", [1.0, 1.3])
def test_nothing_is_cut_off_at_any_size(
    window: LiveWindow, made: Any, size: tuple[int, int], scale: float
) -> None:
    window.appearance.settings.text_scale = scale
    window.appearance.apply()
    session, _ = made.attach(window)
    window.resize(*size)
    session.say(made.moment(1.0, State.CONFLICTING, None, voice=Emotion.ANGRY, face=Emotion.HAPPY))
    window.refresh_words()
    QApplication.processEvents()
    headline, sureness, sentence = window.card.labels()
    for part in (headline, sureness, sentence):
        inside = part.mapTo(window.card, part.rect().topLeft())
        assert inside.y() >= 0
        assert inside.y() + part.height() <= window.card.height()
        assert part.heightForWidth(part.width()) <= part.height() + 2, part.text()


@pytest.mark.parametrize("asked", [(600, 400), (5000, 4000)])
def test_a_window_is_not_made_larger_than_its_screen(window: LiveWindow, asked: tuple[int, int]) -> None:
    window.setMinimumSize(100, 100)
    resize_within_screen(window, *asked)
    room = window.screen().availableSize()  # type: ignore[union-attr]
    assert window.width() == min(asked[0], room.width())
    assert window.height() == min(asked[1], room.height() - TITLE_BAR_PX)


def test_closing_leaves_no_subscription_and_no_timer(window: LiveWindow, made: Any, qtbot: Any) -> None:
    session, _ = made.attach(window)
    window.beat.start()
    assert session.subscribers == 2
    with qtbot.waitSignal(window.closed):
        window.close()
    assert session.subscribers == 0
    assert not window.beat.runs


def test_a_longwinded_user_still_fits(window: LiveWindow, made: Any) -> None:
    for emotion in EMOTIONS:
        window.appearance.settings.look(emotion).word = "Donaudampfschifffahrtsgesellschaftskapit"
    window.appearance.apply()
    session, _ = made.attach(window)
    session.say(made.moment(1.0, emotion=Emotion.HAPPY, voice=Emotion.HAPPY))
    window.resize(900, 600)
    window.refresh_words()
    headline = window.card.labels()[0]
    assert headline.width() <= window.card.width()


def test_a_slow_word_beside_the_strip_tells_what_the_last_minute_was_mostly_like(
    window: LiveWindow, made: Any
) -> None:
    session, _ = made.attach(window)
    for k in range(700):
        emotion = Emotion.HAPPY if k < 60 else Emotion.NEUTRAL
        session.say(made.moment(0.1 * (k + 1), State.CLEAR, emotion, voice=emotion))
    window.refresh_words()
    assert window.parts.past.lately.whole == "mostly calm in the last minute"
    window.detach()
    assert window.parts.past.lately.whole == ""
