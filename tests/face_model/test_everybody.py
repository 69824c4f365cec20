import numpy as np
import pytest
import torch
from skimage.data import astronaut

from face_model.analyser import FaceAnalyser
from face_model.classifier import FaceClassifier
from face_model.everybody import EveryFaceAnalyser
from fusion.evidence import Evidence
from fusion.interfaces import VideoFrame

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    return astronaut()[:256, 100:356].copy()


def run(analyser: EveryFaceAnalyser | FaceAnalyser, images: list[np.ndarray]) -> list[list[Evidence]]:
    return [analyser.feed(VideoFrame(image, i / 10)) for i, image in enumerate(images)]


def test_alone_somebody_is_read_as_the_partner_is(portrait: np.ndarray) -> None:
    classifier = FaceClassifier.load()
    partner, everybody = FaceAnalyser(classifier), EveryFaceAnalyser(classifier)
    images = [np.roll(portrait, k, axis=1) for k in range(12)]
    for one, other in zip(run(partner, images), run(everybody, images), strict=True):
        (a,), (b,) = one, other
        assert a.probabilities.tobytes() == b.probabilities.tobytes()
        assert (a.quality, a.t_start, a.t_end, a.person) == (b.quality, b.t_start, b.t_end, b.person)
    partner.close()
    everybody.close()


def test_each_of_two_has_evidence_of_their_own_and_keeps_the_number(portrait: np.ndarray) -> None:
    analyser = EveryFaceAnalyser()
    both = np.hstack([portrait, portrait[:, ::-1]])
    left = both.copy()
    left[:, 256:] = 100
    evidence = run(analyser, [both] * 6 + [left] * 4 + [both] * 4)
    people = [sorted(piece.person for piece in pieces) for pieces in evidence]
    assert people == [[1, 2]] * 6 + [[people[6][0]]] * 4 + [[1, 2]] * 4
    (stays,) = people[6]
    again = {piece.person: piece for piece in evidence[10]}
    assert again[stays].t_start == 0.0
    assert again[3 - stays].t_start == pytest.approx(
        0.0
    )  # what was seen of them within a second counts still
    assert all(piece.t_end == pytest.approx(1.0) for piece in evidence[10])
    assert analyser.feed(VideoFrame(both, 1.31)) == []
    (one, other) = analyser.feed(VideoFrame(both, 0.0))
    assert one.t_start == other.t_start == 0.0 and {one.person, other.person} == {1, 2}
    analyser.close()
