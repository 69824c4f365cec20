import pytest

from fusion.emotions import EMOTIONS, Emotion, parse_emotion
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
    ],
)
def test_labels_of_corpora_are_understood(label: str, emotion: Emotion) -> None:
    assert parse_emotion(label) is emotion


def test_an_unknown_label_is_named_with_the_remedy() -> None:
    with pytest.raises(UserError, match=r"grumpy.*neutral"):
        parse_emotion("grumpy")


def test_every_emotion_understands_its_own_name() -> None:
    assert all(parse_emotion(e.value) is e for e in EMOTIONS)
