"""Learning a person on evidence streams made by hand, whose truth is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from fusion.baseline import LARGEST_SHIFT, PersonalBaseline, centred_log
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence, Modality
from fusion.learnt import MEMORY_S, learnt_in_both
from fusion.repertoire import REPERTOIRE, Repertoire
from fusion.running import RunningBaseline

NEUTRAL, HAPPY, SAD, ANGRY = (
    e.position for e in (Emotion.NEUTRAL, Emotion.HAPPY, Emotion.SAD, Emotion.ANGRY)
)
SURE = np.array([[0.7 if k == label else 0.05 for k in range(7)] for label in range(7)])
"""What the made models say of people in general, an emotion a row."""
PEOPLE = Repertoire({m: centred_log(SURE) for m in Modality}, temper=0.5, half_s=20.0, half_varied=0.25)
ALWAYS_ANGRY = np.array([0.0, 0.0, 0.0, 3.2, 0.0, 0.0, 0.0])
"""What a stern face adds to the log-probabilities, whatever it shows."""
STEP_S = 0.5


def pulled(emotion: int, pull: np.ndarray) -> np.ndarray:
    p = SURE[emotion] * np.exp(pull)
    return p / p.sum()


def face(p: np.ndarray, t: float, person: int = 1, quality: float = 1.0) -> Evidence:
    return Evidence(Modality.FACE, t - STEP_S, t, p, quality, person=person)


def shown(
    running: RunningBaseline, emotions: Iterable[int], pull: np.ndarray, t: float = 0.0, person: int = 1,
    quality: float = 1.0,
) -> list[np.ndarray]:  # fmt: skip
    """What is made of each answer, half a second apart, once it has been learnt from."""
    said = []
    for emotion in emotions:
        t += STEP_S
        piece = face(pulled(emotion, pull), t, person, quality)
        running.take(piece)
        said.append(running.baseline().apply(piece).probabilities)
    return said


def spans(minutes: float, shares: Sequence[tuple[int, float]], seed: int = 0) -> list[int]:
    """Emotions of a conversation, half a second apart, each for ten seconds at a time."""
    rng = np.random.default_rng(seed)
    emotions, p = zip(*shares, strict=True)
    drawn = rng.choice(emotions, size=round(minutes * 6), p=p)
    return [int(e) for e in np.repeat(drawn, round(10 / STEP_S))]


def share_read_right(said: list[np.ndarray], emotions: Sequence[int], of: int) -> float:
    return float(np.mean([p.argmax() == of for p, e in zip(said, emotions, strict=True) if e == of]))


def test_whoever_is_like_other_people_is_read_as_before() -> None:
    running = RunningBaseline(repertoire=PEOPLE)
    emotions = spans(10, [(NEUTRAL, 0.7), (HAPPY, 0.2), (SAD, 0.1)])
    said = shown(running, emotions, np.zeros(7))
    for of in (NEUTRAL, HAPPY, SAD):
        assert share_read_right(said, emotions, of) == 1.0


def test_a_stern_face_is_read_as_angry_at_first_and_rightly_after_some_minutes() -> None:
    running = RunningBaseline(repertoire=PEOPLE)
    emotions = spans(15, [(NEUTRAL, 0.6), (HAPPY, 0.15), (SAD, 0.15), (ANGRY, 0.1)])
    said = shown(running, emotions, ALWAYS_ANGRY)
    assert pulled(NEUTRAL, ALWAYS_ANGRY).argmax() == ANGRY
    late = slice(len(said) // 2, None)
    for of in (NEUTRAL, HAPPY, SAD, ANGRY):
        assert share_read_right(said[late], emotions[late], of) > 0.9
    assert running.baseline().shift[Modality.FACE][ANGRY] < -1.0


@pytest.mark.parametrize("sureness", [0.45, 0.7, 0.95])
@pytest.mark.parametrize("repertoire", [PEOPLE, None], ids=["made", "shipped"])
def test_an_hour_of_sadness_is_still_sadness(sureness: float, repertoire: Repertoire | None) -> None:
    rows = np.array([[sureness if k == e else (1 - sureness) / 6 for k in range(7)] for e in range(7)])
    emotions = spans(60, [(SAD, 0.7), (NEUTRAL, 0.3)])
    running, right = RunningBaseline(repertoire=repertoire), []
    for at, emotion in enumerate(emotions):
        piece = face(rows[emotion], (at + 1) * STEP_S)
        running.take(piece)
        right.append(running.baseline().apply(piece).leading is EMOTIONS[emotion])
    truly_sad = np.array(emotions) == SAD
    assert np.mean(np.array(right)[truly_sad]) > 0.9


def test_who_never_shows_neutral_is_read_as_what_they_show() -> None:
    emotions = spans(30, [(HAPPY, 0.5), (SAD, 0.5)])
    said = shown(RunningBaseline(repertoire=PEOPLE), emotions, np.zeros(7))
    assert share_read_right(said, emotions, HAPPY) == share_read_right(said, emotions, SAD) == 1.0


def test_somebody_else_begins_anew_at_once_and_whoever_comes_back_is_known_still() -> None:
    running = RunningBaseline(repertoire=PEOPLE)
    shown(running, spans(5, [(NEUTRAL, 1.0)]), ALWAYS_ANGRY)
    stern = running.baseline()
    (first,) = shown(running, [NEUTRAL], np.zeros(7), t=300.0, person=2)
    alone = RunningBaseline(repertoire=PEOPLE)
    (expected,) = shown(alone, [NEUTRAL], np.zeros(7), t=300.0, person=2)
    np.testing.assert_array_equal(first, expected)
    assert running.baseline().seconds[Modality.FACE] == STEP_S
    shown(running, [NEUTRAL], ALWAYS_ANGRY, t=301.0)
    back = running.baseline()
    np.testing.assert_allclose(back.shift[Modality.FACE], stern.shift[Modality.FACE], atol=0.01)
    assert back.seconds[Modality.FACE] > 299


def test_twenty_seconds_of_somebody_else_before_teach_nothing_about_who_follows() -> None:
    after_another, alone = RunningBaseline(repertoire=PEOPLE), RunningBaseline(repertoire=PEOPLE)
    shown(after_another, [ANGRY] * 40, ALWAYS_ANGRY, person=1)
    emotions = spans(2, [(NEUTRAL, 0.8), (HAPPY, 0.2)])
    for running in (after_another, alone):
        shown(running, emotions, np.zeros(7), t=20.0, person=2)
    np.testing.assert_array_equal(
        after_another.baseline().shift[Modality.FACE], alone.baseline().shift[Modality.FACE]
    )


def test_what_was_learnt_in_the_dark_does_not_spoil_bright_light() -> None:
    running = RunningBaseline(repertoire=PEOPLE)
    dark = np.array([0.0, 0.0, 2.5, 0.0, 1.5, 0.0, 0.0])  # in the dark everybody looks sad and afraid
    shown(running, spans(20, [(NEUTRAL, 0.5), (HAPPY, 0.5)]), dark, quality=0.2)
    darkness = running.baseline().shift[Modality.FACE]
    assert darkness[SAD] < -0.3
    emotions = spans(2, [(NEUTRAL, 0.5), (SAD, 0.5)])
    said = shown(running, emotions, np.zeros(7), t=1200.0)
    clean = shown(RunningBaseline(repertoire=PEOPLE), emotions, np.zeros(7), t=1200.0)
    assert share_read_right(said, emotions, SAD) == 1.0
    np.testing.assert_allclose(said, clean, atol=0.1)
    np.testing.assert_allclose(said[-1], clean[-1], atol=0.06)


def test_worthless_evidence_teaches_nothing_and_the_same_piece_only_once() -> None:
    running = RunningBaseline(repertoire=PEOPLE)
    piece = face(pulled(NEUTRAL, ALWAYS_ANGRY), 1.0)
    running.take(face(pulled(NEUTRAL, ALWAYS_ANGRY), 0.5, quality=0.0))
    assert not running.baseline().shift[Modality.FACE].any()
    running.take(piece)
    once = running.baseline()
    running.take(piece)
    np.testing.assert_array_equal(running.baseline().shift[Modality.FACE], once.shift[Modality.FACE])
    assert once.shift[Modality.VOICE].tolist() == [0.0] * 7


def test_whoever_is_unfamiliar_is_learnt_as_fast_as_anybody() -> None:
    strange, plain = RunningBaseline(repertoire=PEOPLE), RunningBaseline(repertoire=PEOPLE)
    p = pulled(NEUTRAL, ALWAYS_ANGRY)
    strange.take(Evidence(Modality.FACE, 0.0, 1.0, p, 0.3, {"exposure": 1.0, "familiar": 0.3}))
    plain.take(Evidence(Modality.FACE, 0.0, 1.0, p, 1.0))
    np.testing.assert_allclose(
        strange.baseline().shift[Modality.FACE], plain.baseline().shift[Modality.FACE], atol=1e-12
    )


def test_no_stream_moves_an_emotion_further_than_the_bound_and_memory_is_finite() -> None:
    running = RunningBaseline(repertoire=PEOPLE)
    certain = np.eye(7)[ANGRY]
    for t in range(1, 8000):
        running.take(Evidence(Modality.VOICE, t - 1.0, t, certain, 1.0))
    assert np.abs(running.baseline().shift[Modality.VOICE]).max() <= LARGEST_SHIFT
    assert running.kept("").seconds[Modality.VOICE] == pytest.approx(MEMORY_S)
    assert running.baseline().seconds[Modality.VOICE] == pytest.approx(7999.0)


def voice(p: np.ndarray, t: float, person: int = 0) -> Evidence:
    return Evidence(Modality.VOICE, t - 0.5, t, p, 1.0, person=person)


def test_a_voice_belongs_to_the_face_in_view() -> None:
    running = RunningBaseline(repertoire=PEOPLE)
    for t in range(1, 21):
        running.take(voice(pulled(NEUTRAL, ALWAYS_ANGRY), t))
    before = running.baseline().shift[Modality.VOICE]
    running.take(face(SURE[NEUTRAL], 20.5, person=1))
    np.testing.assert_array_equal(running.baseline().shift[Modality.VOICE], before)
    running.take(voice(pulled(NEUTRAL, ALWAYS_ANGRY), 21.0))
    assert running.baseline().seconds[Modality.VOICE] == pytest.approx(10.5)
    running.take(face(SURE[NEUTRAL], 21.5, person=2))
    running.take(voice(SURE[NEUTRAL], 22.0))
    assert running.baseline().seconds[Modality.VOICE] == pytest.approx(0.5)
    # A voice that its analyser tells apart needs no face.
    running.take(voice(pulled(NEUTRAL, ALWAYS_ANGRY), 22.5, person=7))
    running.take(face(SURE[NEUTRAL], 23.0, person=3))
    running.take(voice(pulled(NEUTRAL, ALWAYS_ANGRY), 23.5, person=7))
    assert running.baseline().seconds[Modality.VOICE] == pytest.approx(1.0)


def test_a_named_person_is_gone_on_with_and_nobody_else_gets_into_what_is_kept() -> None:
    first = RunningBaseline(PersonalBaseline.identity("Ana"), PEOPLE)
    shown(first, spans(3, [(NEUTRAL, 0.8), (HAPPY, 0.2)]), ALWAYS_ANGRY, person=4)
    kept = PersonalBaseline.from_json(json.loads(json.dumps(first.kept("2026-11-27").to_json())))
    assert (kept.name, kept.made_at) == ("Ana", "2026-11-27")
    assert kept.seconds[Modality.FACE] == pytest.approx(180.0)
    again = RunningBaseline(kept, PEOPLE)
    np.testing.assert_allclose(
        again.baseline().shift[Modality.FACE], first.baseline().shift[Modality.FACE], atol=1e-9
    )
    emotions = spans(1, [(NEUTRAL, 1.0)])
    shown(again, emotions, ALWAYS_ANGRY, person=1)
    shown(first, emotions, ALWAYS_ANGRY, t=1180.0, person=4)  # as long after as another day
    shown(again, [NEUTRAL] * 100, -ALWAYS_ANGRY, t=60.0, person=2)  # somebody else sits down
    np.testing.assert_allclose(
        again.kept("").shift[Modality.FACE], first.kept("").shift[Modality.FACE], atol=1e-6
    )


def test_forgetting_begins_anew() -> None:
    running = RunningBaseline(repertoire=PEOPLE)
    shown(running, [NEUTRAL, HAPPY] * 50, ALWAYS_ANGRY)
    for t, emotion in ((51.0, NEUTRAL), (60.0, HAPPY)):
        running.take(voice(pulled(emotion, ALWAYS_ANGRY), t))
    running.forget(Modality.FACE)
    assert not running.baseline().shift[Modality.FACE].any()
    assert running.baseline().shift[Modality.VOICE].any()
    running.forget()
    assert not running.baseline().shift[Modality.VOICE].any()
    shown(running, [NEUTRAL], ALWAYS_ANGRY, t=70.0)
    assert running.baseline().seconds[Modality.FACE] == STEP_S


def test_once_settled_it_only_follows_who_is_there() -> None:
    running = RunningBaseline(repertoire=PEOPLE)
    shown(running, [NEUTRAL, HAPPY] * 50, ALWAYS_ANGRY, person=1)
    shown(running, [NEUTRAL, HAPPY] * 50, -ALWAYS_ANGRY, t=50.0, person=2)
    second = running.baseline().shift[Modality.FACE]
    running.settle()
    first = running.baseline().shift[Modality.FACE]
    assert first[ANGRY] < 0 < second[ANGRY]
    shown(running, [ANGRY] * 10, ALWAYS_ANGRY, person=2)
    np.testing.assert_array_equal(running.baseline().shift[Modality.FACE], second)


def test_many_passers_by_do_not_push_out_who_was_met_first() -> None:
    running = RunningBaseline(PersonalBaseline.identity("Ana"), PEOPLE)
    shown(running, [NEUTRAL] * 100, ALWAYS_ANGRY, person=0)
    ana = running.kept("").shift[Modality.FACE]
    for person in range(1, 200):
        running.take(face(SURE[HAPPY], 50.0 + person, person))
    assert len(running._learnt) <= 32
    np.testing.assert_array_equal(running.kept("").shift[Modality.FACE], ana)


def test_the_shipped_repertoire_is_centred_and_each_emotion_stands_out_of_the_others() -> None:
    written = json.loads(REPERTOIRE.read_text(encoding="utf-8"))
    shipped = Repertoire.shipped()
    assert (shipped.temper, shipped.half_s) == (written["temper"], written["half_s"])
    assert 0 < shipped.temper <= 1 and shipped.half_s > 0
    for modality in Modality:
        np.testing.assert_allclose(shipped.means[modality].sum(axis=1), 0.0, atol=1e-6)
        assert (shipped.means[modality].argmax(axis=0) == np.arange(7)).sum() >= 5
    assert set(written["weights_sha256"]) == {"voice", "face"}


def test_doubt_about_the_unfamiliar_is_not_taken_for_their_nature() -> None:
    """Answers half as sure as usual say nothing of the person: they go on to be read as before."""
    running = RunningBaseline(repertoire=PEOPLE)
    emotions = spans(20, [(NEUTRAL, 0.8), (HAPPY, 0.1), (SAD, 0.1)])
    flat = np.exp(0.5 * np.log(SURE))
    flat /= flat.sum(axis=1, keepdims=True)
    for at, emotion in enumerate(emotions):
        running.take(face(flat[emotion], (at + 1) * STEP_S))
    for emotion in (NEUTRAL, HAPPY, SAD):
        said = running.baseline().apply(face(flat[emotion], 2000.0)).probabilities
        assert said.argmax() == emotion and np.sort(said)[-2] < said[emotion] - 0.01


def test_answers_about_somebody_known_are_surer_by_as_much_as_the_repertoire_says() -> None:
    hesitant = Repertoire(PEOPLE.means, PEOPLE.temper, PEOPLE.half_s, dict.fromkeys(Modality, 2.0))
    running = RunningBaseline(repertoire=hesitant)
    piece = face(SURE[HAPPY], STEP_S)
    assert running.baseline().apply(piece) is piece  # nobody is known
    shown(running, [HAPPY] * 40, np.zeros(7))
    known = running.baseline()
    # Twenty good seconds are half of what there is to learn: p ** 1.5.
    assert known.surer[Modality.FACE] == pytest.approx(1.5)
    expected = (SURE[HAPPY] * np.exp(known.shift[Modality.FACE])) ** 1.5
    np.testing.assert_allclose(known.apply(piece).probabilities, expected / expected.sum(), rtol=1e-9)
    assert known.surer[Modality.VOICE] == 1.0  # not heard yet


def test_who_never_changed_is_not_known_so_that_answers_become_no_surer() -> None:
    hesitant = Repertoire(PEOPLE.means, 0.5, 20.0, dict.fromkeys(Modality, 2.0), half_varied=0.25)
    lasting, changing = RunningBaseline(repertoire=hesitant), RunningBaseline(repertoire=hesitant)
    shown(lasting, [HAPPY] * 240, np.zeros(7))
    assert lasting.baseline().surer[Modality.FACE] == pytest.approx(1.0)
    shown(changing, spans(2, [(HAPPY, 0.5), (SAD, 0.5)]), np.zeros(7))
    assert 1.4 < changing.baseline().surer[Modality.FACE] < 1 + 120 / 140


def test_sureness_is_learnt_anew_with_each_person_and_not_kept() -> None:
    hesitant = Repertoire(PEOPLE.means, PEOPLE.temper, PEOPLE.half_s, dict.fromkeys(Modality, 2.0))
    running = RunningBaseline(repertoire=hesitant)
    shown(running, [NEUTRAL] * 40, np.zeros(7))
    assert set(running.kept("2026-01-01T00:00:00+00:00").surer.values()) == {1.0}
    running.take(face(SURE[NEUTRAL], 21.0, person=2))
    assert running.baseline().surer[Modality.FACE] < 1.1


def test_what_was_learnt_in_the_dark_makes_answers_in_the_light_little_surer() -> None:
    baseline = PersonalBaseline(
        "", dict.fromkeys(Modality, np.zeros(7)), dict.fromkeys(Modality, 60.0),
        quality=dict.fromkeys(Modality, 0.25), surer=dict.fromkeys(Modality, 2.0),
    )  # fmt: skip
    expected = SURE[SAD] ** 1.25
    said = baseline.apply(face(SURE[SAD], 1.0, quality=1.0)).probabilities
    np.testing.assert_allclose(said, expected / expected.sum(), rtol=1e-9)


CONVERSATION = ((NEUTRAL, 0.4), (HAPPY, 0.3), (SAD, 0.3))


def after(known: PersonalBaseline, minutes: float, seed: int, made_at: str = "") -> PersonalBaseline:
    """What is known of a stern person after so long a conversation with them."""
    running = RunningBaseline(known, PEOPLE)
    shown(running, spans(minutes, CONVERSATION, seed), ALWAYS_ANGRY)
    return running.kept(made_at)


@pytest.mark.parametrize("minutes", [0.0, 5.0])
def test_what_two_sessions_have_learnt_at_once_is_what_one_after_the_other_would_have(minutes: float) -> None:
    began = after(PersonalBaseline.identity("Ana"), minutes, seed=1)
    one, other = after(began, 3.0, seed=2, made_at="2026-02"), after(began, 6.0, seed=3, made_at="2026-01")
    both = learnt_in_both(one, other, began, PEOPLE)
    followed = after(one, 6.0, seed=3)
    face = Modality.FACE
    assert both.seconds[face] == pytest.approx(followed.seconds[face]) == pytest.approx(60 * (minutes + 9))
    assert both.shift[face] == pytest.approx(followed.shift[face], abs=0.1)
    assert both.answers[face].around == pytest.approx(followed.answers[face].around, abs=0.05)
    assert both.answers[face].variance == pytest.approx(followed.answers[face].variance, rel=0.2)
    assert (both.name, both.made_at, both.quality) == ("Ana", "2026-02", followed.quality)
    swapped = learnt_in_both(other, one, began, PEOPLE)
    assert swapped.shift[face] == pytest.approx(both.shift[face], abs=1e-12)
    assert both.seconds[Modality.VOICE] == 0 and Modality.VOICE not in both.answers


def test_two_that_have_learnt_for_an_hour_each_have_the_same_weight() -> None:
    began = after(PersonalBaseline.identity("Ana"), 70.0, seed=1)
    one, other = after(began, 70.0, seed=2), after(began, 70.0, seed=3)
    both = learnt_in_both(one, other, began, PEOPLE)
    face = Modality.FACE
    assert both.seconds[face] == pytest.approx(MEMORY_S)
    halfway = (one.answers[face].around + other.answers[face].around) / 2
    assert both.answers[face].around == pytest.approx(halfway, abs=1e-9)
    assert both.shift[face] == pytest.approx((one.shift[face] + other.shift[face]) / 2, abs=0.05)


def test_with_a_session_that_learnt_nothing_the_other_is_what_is_known() -> None:
    began = after(PersonalBaseline.identity("Ana"), 5.0, seed=1)
    one = after(began, 3.0, seed=2)
    both = learnt_in_both(one, began, began, PEOPLE)
    assert both.shift[Modality.FACE] == pytest.approx(one.shift[Modality.FACE], abs=1e-9)
    assert both.seconds == pytest.approx(one.seconds)


def test_of_one_who_was_begun_anew_in_the_other_session_nothing_is_taken_away_that_it_never_held() -> None:
    began = after(PersonalBaseline.identity("Ana"), 50.0, seed=1)
    one, anew = after(began, 30.0, seed=2), after(PersonalBaseline.identity("Ana"), 0.5, seed=3)
    for both in (learnt_in_both(one, anew, began, PEOPLE), learnt_in_both(anew, one, began, PEOPLE)):
        assert both.seconds[Modality.FACE] == pytest.approx((MEMORY_S + 30) / 2)
        assert both.shift[Modality.FACE] == pytest.approx(one.shift[Modality.FACE], abs=0.1)
