import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_model.quality import SoundQuality
from face_model.quality import PARTS, FaceQuality
from fusion.quality import Quality

SHARES = st.floats(0, 1)


class Made(Quality):
    def __init__(self, **parts: float) -> None:
        self._parts = parts

    @property
    def parts(self) -> dict[str, float]:
        return self._parts


@given(SHARES, SHARES)
def test_quality_is_the_product_of_its_parts_and_each_can_take_all(a: float, b: float) -> None:
    assert Made(a=a, b=b).value == a * b
    assert Made(a=a, b=b, c=0.0).value == 0


def test_the_worst_part_is_the_least_the_first_of_equals() -> None:
    assert Made(size=0.9, light=0.2, pose=0.4).worst == "light"
    assert Made(size=0.3, light=0.3).worst == "size"


def test_voice_and_face_are_judged_by_the_same_rule() -> None:
    sound = SoundQuality(speech_s=0.75, snr_db=15.0, clipped=0.0)
    assert (sound.value, sound.worst) == (0.5, "speech")
    face = FaceQuality(**dict.fromkeys(PARTS, 1.0) | {"pose": 0.5, "grain": 0.8})
    assert (face.value, face.worst) == (pytest.approx(0.4), "pose")
    assert math.prod(face.parts.values()) == face.value
