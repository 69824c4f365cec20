import numpy as np
import pytest

from fusion.emotions import EMOTIONS, Emotion, parse_emotion, probability_map
from fusion.errors import UserError


@pytest.mark.parametrize(
    ("label", "emotion"),
    [
        ("05Angry", Emotion.ANGRY),
        ("fearful", Emotion.AFRAID),
        ("Calm", Emotion.NEUTRAL),
        ("HAPPINESS", Emotion.HAPPY),
        ("pleasant_surprise", Emotion.SURPRISED),
        ("Disgust", Emotion.DISGUSTED),
        ("SAD", Emotion.SAD),
        ("__Pleasant--surprised_03", Emotion.SURPRISED),
    ],
)
def test_labels_of_corpora_are_understood(label: str, emotion: Emotion) -> None:
    assert parse_emotion(label) is emotion


def test_an_unknown_label_is_named_with_the_remedy() -> None:
    with pytest.raises(UserError, match=r"^“grumpy” is .*: neutral, happy, sad, angry, afraid, "):
        parse_emotion("grumpy")


def test_every_emotion_understands_its_own_name() -> None:
    assert all(parse_emotion(e.value) is e for e in EMOTIONS)


def test_a_vector_is_told_emotion_by_emotion_in_its_order() -> None:
    told = probability_map(np.array([0.9876543, 0.0123457, 0, 0, 0, 0, 0]))
    assert list(told.items())[:3] == [("neutral", 0.987654), ("happy", 0.012346), ("sad", 0)]
    assert list(told) == [e.value for e in EMOTIONS]
    assert probability_map(np.full(7, 1 / 7), digits=2)["sad"] == 0.14
    with pytest.raises(ValueError, match="shorter"):
        probability_map(np.full(6, 1 / 6))
