"""What is shown at each tick, to its limits in time: worked out by hand for a session that is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from face_model.screen.capture import OTHER_IN_FRONT, OWN_IN_FRONT
from fusion.affect import affect_of
from fusion.baseline import PersonalBaseline
from fusion.emotions import Emotion
from fusion.events import EventKind
from fusion.evidence import Modality, State
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.mode import Mode
from fusion.speaking import Speaking
from ui.live.in_front import LASTS_S
from ui.live.state import BEHIND_AFTER_S, STALE_AFTER_S, LiveState
from ui.settings import Settings
from ui.wording.captured import Captured
from ui.wording.heard_words import WORDS_HOLD_S
from ui.wording.own_voice import BREATH_S

VOICE, FACE = Modality.VOICE, Modality.FACE


Open = Callable[..., tuple[LiveState, Any]]


def happy(made: Any, t: float) -> Any:
    return made.moment(t, emotion=Emotion.HAPPY, voice=Emotion.HAPPY, face=Emotion.HAPPY)


def calm(made: Any, t: float) -> Any:
    return made.moment(t, emotion=Emotion.NEUTRAL, voice=Emotion.NEUTRAL, face=Emotion.NEUTRAL)


def test_an_estimate_is_the_present_for_one_second_and_not_longer(
    live: Open, session: Any, made: Any
) -> None:
    state, _ = live(Settings(show_map=True))
    session.say(happy(made, 4.0))
    session.clock.t = 4.0 + STALE_AFTER_S
    scene = state.update()
    assert scene.now == 5.0
    assert scene.reading.headline == "Seems happy" and scene.reading.voice.note == "counts for about half"
    assert scene.affect is not None
    session.clock.t = 4.0 + STALE_AFTER_S + 0.01
    scene = state.update()
    assert scene.reading.headline == "Nothing new just now" and scene.affect is None


def test_a_guess_is_held_beside_what_is_shown_and_not_beside_what_was(
    live: Open, session: Any, made: Any
) -> None:
    state, _ = live()
    assert state.named is None
    session.say(happy(made, 4.0))
    session.clock.t = 4.0 + STALE_AFTER_S
    state.update()
    assert state.named is Emotion.HAPPY
    session.pause()
    assert state.named is None  # the card says that it is paused
    session.resume()
    assert state.named is Emotion.HAPPY
    session.clock.t = 4.0 + STALE_AFTER_S + 0.01
    assert state.named is None


def test_what_a_session_says_of_itself_is_in_the_scene(live: Open, session: Any, made: Any) -> None:
    state, assembly = live(is_demo=True, notice="This is the demo.")
    scene = state.update()
    assert (scene.paused, scene.over, scene.is_demo, scene.logged) == (False, False, True, True)
    assert scene.notice == "This is the demo." and scene.words is None and scene.disk == ()
    assert scene.reading.headline == "Nothing new just now"
    session.finished.set()
    scene = state.update()
    assert scene.over and scene.reading.headline == "That was all"
    assert not scene.strip.present  # what was shown last does not hold now
    session.pause()
    assembly.writer = None
    scene = state.update()
    assert scene.paused and scene.reading.headline == "Paused" and not scene.logged
    assert scene.footer.startswith("Nothing leaves this computer.") and "Logging: off" in scene.footer


def test_the_map_is_there_where_it_is_wanted_and_a_feeling_is_named(
    live: Open, session: Any, made: Any
) -> None:
    state, _ = live(Settings(show_map=True))
    moment = happy(made, 1.0)
    session.say(moment)
    scene = state.update()
    assert scene.mapped and scene.affect == affect_of(moment.estimate.probabilities)
    session.say(made.moment(1.1, State.UNCLEAR, None, voice=Emotion.HAPPY))
    assert state.update().affect is None
    state.follow(Settings(show_map=False))
    session.say(happy(made, 1.2))
    scene = state.update()
    assert not scene.mapped and scene.affect is None


def test_words_are_told_of_for_six_seconds_and_not_in_a_pause(live: Open, session: Any, made: Any) -> None:
    state, _ = live(words="listening")
    session.clock.t = 10.0
    session._announce(EventKind.WORDS, -0.7)
    session.clock.t = 10.0 + WORDS_HOLD_S
    assert state.update().words == "The words seem unhappy."
    session.pause()
    assert state.update().words == ""
    session.resume()
    session.clock.t = 10.0 + WORDS_HOLD_S + 0.01
    assert state.update().words == ""


def test_a_voice_that_is_old_goes_with_no_words(live: Open, session: Any, made: Any) -> None:
    state, _ = live(words="listening")
    session.say(happy(made, 1.0))
    session._announce(EventKind.WORDS, 0.7)
    session.clock.t = 3.0
    assert state.update().words == "The words seem friendly."


def test_estimates_that_fail_are_told_of_once_the_last_good_one_is_old(
    live: Open, session: Any, made: Any
) -> None:
    state, _ = live()
    session.failed_estimates = 2
    session.say(happy(made, 1.0))
    state.update()
    session.clock.t = 3.0
    assert "Something went wrong" not in state.update().reading.sentence  # none has failed since
    session.failed_estimates = 3
    assert "Something went wrong" in state.update().reading.sentence
    session.say(happy(made, 4.0))
    assert state.update().reading.headline == "Seems happy"


def test_estimates_that_fail_from_the_start_are_told_of(live: Open, session: Any) -> None:
    state, _ = live()
    assert "Something went wrong" not in state.update().reading.sentence
    session.failed_estimates = 1
    assert "Something went wrong" in state.update().reading.sentence


def test_what_is_wrong_with_a_device_is_said_while_nothing_is_estimated(
    live: Open, session: Any, made: Any
) -> None:
    state, assembly = live(watch=True)
    session.clock.t = 5.0
    session.devices[FACE] = DeviceStatus(FACE, "Webcam", DeviceState.LOST)
    assembly.onlooker.put_sound(made.voice_view(2.9))
    reading = state.update().reading
    assert (reading.voice.note, reading.face.note) == ("cannot keep up", "no camera")


def test_the_disk_is_told_of_while_it_refuses(live: Open, session: Any) -> None:
    lines = SimpleNamespace(name="standard output", refused="", lost=0)
    state, assembly = live(lines=lines)
    assert state.update().disk == ()
    assembly.writer.refused = "The disk is full."
    scene = state.update()
    assert scene.disk == ("The disk is full. Attune goes on and keeps trying.",)
    assert "Logging: waiting for the disk" in scene.footer
    assert state.update().disk is scene.disk  # not worded anew while nothing changes
    lines.refused = "no space left on device"
    assert len(state.update().disk) == 2
    assembly.writer.refused = ""
    (told,) = state.update().disk
    assert told.startswith("The lines for standard output cannot be written")
    lines.refused = ""
    scene = state.update()
    assert scene.disk == () and "Logging: on" in scene.footer


@pytest.mark.parametrize(("counter", "lost"), [("rejected", 1), ("dropped", 2)])
def test_the_footer_counts_what_the_log_lacks_as_it_grows(live: Open, counter: str, lost: int) -> None:
    state, assembly = live()
    assert "could not be stored" not in state.update().footer
    setattr(assembly.writer, counter, lost)
    assert f"{lost} reading" in state.update().footer


def test_the_footer_reminds_and_says_who_is_allowed_for(live: Open, session: Any) -> None:
    state, _ = live(Settings())
    session.baseline = PersonalBaseline.identity("Ana")
    footer = state.update().footer
    assert "should know that Attune is on" in footer and "how Ana usually looks" in footer
    assert not state.update().learning
    session.learning, session.met = True, replace(session.baseline, seconds={FACE: 90.0, VOICE: 0.0})
    session.clock.t += 1.0  # it is worded anew once a second
    scene = state.update()
    assert scene.learning and scene.known.endswith("Has known this face for 1 minute.")
    assert scene.known in scene.footer
    session.baseline, session.learning = None, False
    state.follow(Settings(show_privacy_reminder=False))
    footer = state.update().footer
    assert footer == ("Nothing leaves this computer. Logging: on · no sound or picture is kept.")


def test_trouble_is_told_of_devices_in_use_that_have_not_merely_ended(live: Open, session: Any) -> None:
    state, _ = live()
    session.devices = {
        VOICE: DeviceStatus(VOICE, "Headset", DeviceState.ENDED, "The recording was played to its end."),
        FACE: DeviceStatus(FACE, "Webcam", DeviceState.LOST, "The camera is gone."),
    }
    assert state.update().trouble == {FACE: "The camera is gone."}
    session.set_mode(Mode.VOICE)
    assert state.update().trouble == {}
    session.set_mode(Mode.BOTH)
    session.pause()
    assert state.update().trouble == {}
    session.resume()
    session.devices[FACE] = DeviceStatus(FACE, "Webcam", DeviceState.LOST)
    assert state.update().trouble == {}


@pytest.mark.parametrize("modality", Modality)
def test_sound_and_pictures_may_be_two_seconds_old(
    live: Open, session: Any, made: Any, modality: Modality
) -> None:
    state, assembly = live(watch=True)

    def silence() -> str:
        streams = state.streams()
        return (streams.voice if modality is VOICE else streams.face).silence

    session.clock.t = 5.0
    assert silence() == "starting"
    if modality is VOICE:
        assembly.onlooker.put_sound(made.voice_view(3.0))
    else:
        assembly.onlooker.put_picture(made.face_view(3.0))
    assert BEHIND_AFTER_S == 2.0 and silence() == ""
    session.clock.t = 5.01
    assert silence() == "cannot keep up"
    session.devices[modality] = DeviceStatus(modality, "It", DeviceState.LOST)
    assert silence() == ("no microphone" if modality is VOICE else "no camera")
    session.pause()
    assert silence() == "paused"
    session.set_mode(Mode.FACE if modality is VOICE else Mode.VOICE)
    assert silence() == "switched off"


def test_what_is_not_drawn_is_not_waited_for(live: Open, session: Any) -> None:
    state, _ = live()
    session.clock.t = 5.0
    assert (state.streams().voice.silence, state.streams().face.silence) == ("", "")


def test_both_cards_show_the_newest_of_their_own_device(live: Open, session: Any, made: Any) -> None:
    state, assembly = live(watch=True)
    session.clock.t = 5.0
    sound, picture = made.voice_view(4.9), made.face_view(4.8)
    assembly.onlooker.put_sound(made.voice_view(4.0))
    assembly.onlooker.put_sound(sound)
    assembly.onlooker.put_picture(picture)
    streams = state.streams()
    assert streams.voice.view is sound and streams.voice.device == "Built-in Microphone"
    assert streams.face.view is picture and streams.face.device == "Integrated Webcam"
    assert streams.voice.now == streams.face.now == 5.0


def test_a_recording_without_sound_says_so(live: Open, session: Any, made: Any) -> None:
    session.devices = {FACE: session.devices[FACE]}
    state, _ = live()
    voice = state.streams().voice
    assert (voice.device, voice.silence) == ("", "not in this recording")
    session.say(made.moment(1.0, emotion=Emotion.HAPPY, face=Emotion.HAPPY))
    assert state.update().reading.voice.note == "not in this recording"


def test_once_closed_nothing_is_taken_and_nothing_drawn(live: Open, session: Any, made: Any) -> None:
    other: Any = SimpleNamespace()
    assembly = made.Assembly(session)
    quiet = LiveState(assembly, Settings())
    assert assembly.onlooker is None
    assembly.onlooker = other
    quiet.close()
    assert assembly.onlooker is other  # it was somebody else's to end
    state, assembly = live(watch=True)
    assert assembly.onlooker is not None and session.subscribers == 2
    state.close()
    assert assembly.onlooker is None and session.subscribers == 0


def test_hidden_feelings_and_other_words_hold_from_the_next_tick(live: Open, session: Any, made: Any) -> None:
    state, _ = live()
    session.say(happy(made, 1.0))
    settings = Settings()
    settings.look(Emotion.HAPPY).word = "glad"
    state.follow(settings)
    assert state.update().reading.headline == "Seems glad"


def test_newer_events_take_the_place_of_older_words(live: Open, session: Any) -> None:
    state, _ = live(words="listening")
    for t, score in ((1.0, 0.7), (2.0, -0.7)):
        session.clock.t = t
        session._announce(EventKind.WORDS, score)
    assert state.update().words == "The words seem unhappy."


def test_the_card_says_that_the_chosen_person_is_away_and_reads_nobody_else(
    live: Open, session: Any, made: Any
) -> None:
    state, assembly = live(watch=True)
    assembly.onlooker.put_sound(made.voice_view(5.0))
    assembly.onlooker.put_picture(made.face_view(5.0, faces=2, partner=None))
    session.clock.t = 5.0
    session.say(made.moment(5.0, state=State.NO_SIGNAL))
    reading = state.update().reading
    assert reading.sureness == "Waiting for the person you chose"
    assert reading.sentence == (
        "No speech is heard, and the person you chose is not in view. "
        "In the picture another face can be chosen."
    )
    assert reading.face.note == "the person you chose is not in view"
    assert state.streams().face.silence == ""
    assembly.onlooker.put_picture(made.face_view(5.1, faces=2, partner=1))
    assert state.update().reading.face.note == "no face in view"


def test_trouble_with_the_microphone_beside_a_call_is_one_more_sentence(live: Open, session: Any) -> None:
    sentence = "The microphone is in use elsewhere."
    session.status_beside = lambda: DeviceStatus(VOICE, "Headset", DeviceState.BUSY, sentence)
    state, _ = live(captured=Captured(screen=True, played=True, microphone_too=True))
    assert state.update().disk == (sentence,)
    session.status_beside = lambda: DeviceStatus(VOICE, "Headset", DeviceState.LIVE)
    assert state.update().disk == ()


def test_a_window_in_front_is_told_while_it_lasts_and_nobody_is_seen(
    live: Open, session: Any, made: Any
) -> None:
    state, assembly = live(watch=True)
    somebody = made.face_view(0.0)
    nobody = replace(somebody, faces=(), partner=None)
    assembly.onlooker.put_sound(made.voice_view(1.0))

    def at(t: float, view: Any, covered: str) -> Any:
        session.clock.t = t
        assembly.onlooker.put_picture(replace(view, frame=replace(view.frame, t_start=t, covered=covered)))
        session.say(made.moment(t, state=State.NO_SIGNAL))
        return state.update()

    assert at(1.0, nobody, OWN_IN_FRONT).trouble == {}
    hidden = at(1.0 + LASTS_S, nobody, OWN_IN_FRONT)
    assert "move it aside" in hidden.trouble[FACE] and hidden.reading.face.note == OWN_IN_FRONT
    assert hidden.reading.headline == "Nobody is heard"
    session.set_mode(Mode.VOICE)
    assert at(3.5, nobody, OWN_IN_FRONT).trouble == {}
    session.set_mode(Mode.BOTH)
    assert at(4.0, somebody, OWN_IN_FRONT).trouble == hidden.trouble  # seen for a moment
    assert at(4.0 + LASTS_S, somebody, OWN_IN_FRONT).trouble == {}
    assert at(7.0, nobody, OTHER_IN_FRONT).trouble == {}
    assert "bring that one to the front" in at(7.0 + LASTS_S, nobody, OTHER_IN_FRONT).trouble[FACE]
    session.pause()
    assert at(10.0, nobody, OTHER_IN_FRONT).trouble == {}


def test_between_two_words_of_the_users_nobody_is_told_of_as_silent(
    live: Open, session: Any, made: Any
) -> None:
    state, _ = live()

    def headline(t: float, own: float, partner: float = 0.0) -> str:
        moment = made.moment(t, state=State.NO_SIGNAL)
        session.say(replace(moment, speaking=Speaking(partner=partner, own=own)))
        return state.update().reading.headline

    assert headline(1.0, 0.0) == "Nobody is heard or seen"
    assert headline(2.0, 0.9) == "Nobody else is heard or seen"
    assert headline(2.0 + BREATH_S, 0.1) == "Nobody else is heard or seen"
    assert headline(2.1 + BREATH_S, 0.1) == "Nobody is heard or seen"
    assert headline(5.0, 0.9) == "Nobody else is heard or seen"
    assert headline(5.1, 0.1, partner=0.8) == "Nobody is heard or seen"
