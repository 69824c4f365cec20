from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from skimage.data import astronaut

from face_model.alignment import CROP_PX
from face_model.analyser import FaceAnalyser, FaceView
from face_model.classifier import FaceClassifier, Seen
from face_model.following import ALONE_STEP_S
from face_model.landmarks import FACE_OVAL
from face_model.quality import FaceQuality
from face_model.reading import Face, Mouth, mouth_opening
from fusion.evidence import Evidence, Modality
from fusion.interfaces import VideoFrame

torch.set_num_threads(1)


class Scripted(FaceClassifier):
    """Gives the answers of a script, so that pooling can be checked against arithmetic."""

    def __init__(self, answers: list[np.ndarray]) -> None:
        self._script = iter(answers)

    def seen(self, crops: np.ndarray, points: Sequence[np.ndarray]) -> Seen:
        return Seen(next(self._script)[None], np.ones(1), np.ones(1))


def towards(emotion: int, p: float = 0.9) -> np.ndarray:
    answer = np.full(7, (1 - p) / 6)
    answer[emotion] = p
    return answer


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    return astronaut()[:256, 100:356].copy()


def watched(classifier: FaceClassifier) -> tuple[FaceAnalyser, list[FaceView | None]]:
    """An analyser whose faces are outlined, and what is shown of them."""
    analyser, shown = FaceAnalyser(classifier), list[FaceView | None]()
    analyser.watcher = shown.append
    return analyser, shown


def run(analyser: FaceAnalyser, images: list[np.ndarray], step_s: float = 0.1) -> list[Evidence]:
    return [e for i, image in enumerate(images) for e in analyser.feed(VideoFrame(image, i * step_s))]


def test_evidence_rests_on_the_last_second(portrait: np.ndarray) -> None:
    analyser = FaceAnalyser(Scripted([towards(1)] * 10 + [towards(4)] * 20))
    evidence = run(analyser, [portrait] * 30)
    assert len(evidence) == 30
    assert all(e.modality is Modality.FACE for e in evidence)
    assert evidence[0].t_start == evidence[0].t_end == 0.0
    assert evidence[-1].t_end == pytest.approx(2.9)
    assert evidence[-1].t_end - evidence[-1].t_start == pytest.approx(1.0, abs=0.11)
    assert evidence[9].probabilities == pytest.approx(towards(1))
    assert evidence[-1].probabilities == pytest.approx(towards(4))
    # Half of each: log-probabilities are averaged, so the two claims share what neither denies.
    middle = evidence[14].probabilities
    assert middle[1] == pytest.approx(middle[4], rel=0.6)
    assert 0 < evidence[0].quality <= 1


def test_close_frames_are_left_out_by_their_stamps(portrait: np.ndarray) -> None:
    """Every face is followed at up to 16 frames a second, and read at up to ten."""
    for fps, looked, read in ((30, 15, 8), (15, 15, 8), (10, 10, 10)):
        analyser, shown = watched(Scripted([towards(0)] * 100))
        assert len(run(analyser, [portrait] * fps, step_s=1 / fps)) == read
        assert len(shown) == looked


def test_no_face_no_evidence_and_the_view_says_so(portrait: np.ndarray) -> None:
    analyser, shown = watched(Scripted([towards(0)] * 10))
    empty = np.full((240, 320, 3), 120, np.uint8)
    assert analyser.feed(VideoFrame(empty, 0.0)) == []
    view = shown[-1]
    assert view is not None
    assert (view.hint, view.partner, view.faces) == ("no face in view", None, ())
    assert len(analyser.feed(VideoFrame(portrait, 0.1))) == 1
    assert shown[-1] is not None and shown[-1].hint == "in view"
    analyser.reset()
    assert shown[-1] is None


def test_a_gap_is_not_pooled_over(portrait: np.ndarray) -> None:
    analyser = FaceAnalyser(Scripted([towards(1), towards(4)]))
    analyser.feed(VideoFrame(portrait, 0.0))
    (evidence,) = analyser.feed(VideoFrame(portrait, 5.0))
    assert evidence.t_start == 5.0
    assert evidence.probabilities == pytest.approx(towards(4))


def two_people(portrait: np.ndarray) -> np.ndarray:
    return np.hstack([portrait, portrait[:, ::-1]])


def test_two_faces_are_found_and_the_user_chooses(portrait: np.ndarray) -> None:
    analyser, shown = watched(Scripted([towards(0)] * 20))
    picture = two_people(portrait)
    run(analyser, [picture] * 3)
    view = shown[-1]
    assert view is not None and len(view.faces) == 2 and view.partner is not None
    other = view.faces[1 - view.partner]
    middle = (other.x + other.width / 2, other.y + other.height / 2)
    analyser.choose(*middle)
    (evidence,) = analyser.feed(VideoFrame(picture, 1.0))
    view = shown[-1]
    assert view is not None and view.partner is not None
    chosen = view.faces[view.partner]
    assert abs(chosen.x + chosen.width / 2 - middle[0]) < 0.05
    assert evidence.t_start == 1.0  # what was seen of the other person does not count


def test_the_outline_lies_on_the_face_in_fractions_of_the_frame(portrait: np.ndarray) -> None:
    analyser, shown = watched(Scripted([towards(0)]))
    frame = VideoFrame(portrait, 0.0)
    analyser.feed(frame)
    view = shown[-1]
    assert view is not None and view.frame is frame and view.partner == 0
    (face,) = view.faces
    assert face.outline.shape[1] == 2
    low, high = face.outline.min(axis=0), face.outline.max(axis=0)
    assert low == pytest.approx([face.x, face.y], abs=0.03)
    assert high == pytest.approx([face.x + face.width, face.y + face.height], abs=0.03)
    assert low.min() > 0 and high.max() < 1


def test_same_frames_same_evidence_to_the_last_digit(portrait: np.ndarray) -> None:
    rng = np.random.default_rng(0)
    images = [np.roll(portrait, int(rng.integers(-6, 7)), axis=1) for _ in range(12)]
    images[5] = np.zeros_like(portrait)
    classifier = FaceClassifier.load()

    def answers(analyser: FaceAnalyser) -> list[bytes]:
        return [e.probabilities.tobytes() + np.float64(e.quality).tobytes() for e in run(analyser, images)]

    first = FaceAnalyser(classifier)
    expected = answers(first)
    assert len(expected) >= 10
    assert answers(watched(classifier)[0]) == expected  # whoever watches changes nothing
    first.reset()
    assert answers(first) == expected
    first.close()
    assert answers(first) == expected


class Script:
    """For the mesh and the network: faces where a test puts them, and what each look is given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.faces: list[np.ndarray] = []
        self.looked: list[tuple[np.ndarray, np.ndarray | None]] = []
        self.resets = self.closed = 0
        self.analyser, self.shown = watched(Scripted([towards(0)] * 500))
        self.analyser._follower._finder = SimpleNamespace(  # type: ignore[assignment]
            find=lambda _image: self.faces, reset=self._reset, close=self._close
        )
        monkeypatch.setattr("face_model.following.face_at", self._face_at)
        # So that it can be told whose they are: faces that only moved have the same.
        monkeypatch.setattr("face_model.following.stable_points", lambda points: points)

    def _reset(self) -> None:
        self.resets += 1

    def _close(self) -> None:
        self.closed += 1

    def _face_at(self, _picture: Any, points: np.ndarray, before: Any) -> Face:
        self.looked.append((points, before))
        far = FaceQuality(0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
        return Face(points, np.zeros((CROP_PX, CROP_PX), np.uint8), far, points)

    def feed(self, t: float, *faces: np.ndarray) -> list[Evidence]:
        self.faces = list(faces)
        return self.analyser.feed(VideoFrame(np.zeros((100, 200, 3), np.uint8), t))


def mesh(x: float, y: float = 50.0, width: float = 20.0, height: float = 30.0) -> np.ndarray:
    """Points within a box of pixels around a middle; a new array each time."""
    points = np.random.default_rng(0).uniform(-0.4, 0.4, (468, 3)).astype(np.float32)
    points[0, :2], points[1, :2] = (-0.5, -0.5), (0.5, 0.5)
    return (points * (width, height, 1) + (x, y, 0)).astype(np.float32)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    return Script(monkeypatch)


def test_a_frame_within_a_sixteenth_of_a_second_is_left_out_and_an_earlier_one_starts_afresh(
    script: Script,
) -> None:
    assert len(script.feed(1.0, mesh(100))) == 1
    assert script.feed(1.0, mesh(100)) == script.feed(1.062, mesh(100)) == []
    assert script.feed(1.0625, moved := mesh(101)) == []  # followed, not yet read again
    assert len(script.looked) == 1 and len(script.shown) == 2
    assert script.feed(1.125, mesh(102))[0].t_start == 1.0
    assert script.resets == 0 and len(script.looked) == 2 and len(script.shown) == 3
    assert script.looked[-1][1] is moved
    (evidence,) = script.feed(0.5, mesh(100))
    assert (evidence.t_start, evidence.t_end) == (0.5, 0.5)
    assert script.resets == 1 and script.shown[3] is None and script.looked[-1][1] is None


@pytest.mark.parametrize("fps", [15, 24, 25, 30, 60])
def test_somebody_alone_is_looked_at_only_where_they_are_read(script: Script, fps: int) -> None:
    """And read in the same frames as whoever is looked at more often; of several people all looks are had."""
    times = np.arange(2 * fps) / fps

    def seen(*faces: np.ndarray) -> tuple[list[float], int]:
        """When somebody was read, and how often was looked."""
        script.analyser.reset()
        script.shown.clear()
        return [t for t in times if script.feed(t, *faces)], len(script.shown)

    read, looks = seen(mesh(100))
    script.analyser._follower._alone_step_s = ALONE_STEP_S
    assert seen(mesh(100)) == (read, len(read)) and len(read) < looks
    assert seen(mesh(60), mesh(140))[1] >= looks - 1  # from the second look on
    script.analyser.read_lips()
    assert seen(mesh(100)) == (read, looks)


def test_evidence_rests_on_exactly_one_second(script: Script) -> None:
    starts = [script.feed(k / 8, mesh(100))[0].t_start for k in range(11)]
    assert starts == [0.0] * 9 + [0.125, 0.25]


def test_steadiness_is_judged_against_the_same_face_in_the_frame_before_and_no_other(script: Script) -> None:
    one, two, other = mesh(60), mesh(61), mesh(140)
    script.feed(0.0, one)
    script.feed(0.1, two)
    assert script.looked[-1][0] is two and script.looked[-1][1] is one
    script.feed(0.2)
    script.feed(0.3, one)
    assert script.looked[-1][1] is None  # it was away
    script.feed(0.4, one, other)
    script.analyser.choose(0.7, 0.5)
    (evidence,) = script.feed(0.5, one, other)
    assert script.looked[-1][0] is other and script.looked[-1][1] is None
    assert evidence.t_start == 0.5
    script.feed(0.6, one, other)
    assert script.looked[-1][0] is other and script.looked[-1][1] is other


def test_evidence_of_somebody_else_has_another_number_and_a_look_away_has_not(script: Script) -> None:
    one, other = mesh(60), mesh(140)
    (first,) = script.feed(0.0, one, other)
    script.feed(0.1)
    (again,) = script.feed(0.2, one, other)
    assert again.person == first.person
    script.analyser.choose(0.7, 0.5)
    (swapped,) = script.feed(0.3, one, other)
    (stays,) = script.feed(0.4, one, other)
    assert swapped.person == stays.person != first.person


def test_whoever_is_preferred_is_read_and_with_nobody_whoever_is_nearest(script: Script) -> None:
    near, far = mesh(60, height=60), mesh(140)
    told: list[tuple[Mouth, ...]] = []
    script.analyser.mouths = told.append
    (first,) = script.feed(0.0, near, far)
    assert script.looked[-1][0] is near
    script.analyser.prefer(next(mouth.person for mouth in told[-1] if mouth.person != first.person))
    (preferred,) = script.feed(0.1, near, far)
    assert script.looked[-1][0] is far and preferred.t_start == 0.1
    script.analyser.prefer(0)
    (again,) = script.feed(0.2, near, far)
    assert script.looked[-1][0] is near and again.person == first.person


def test_the_view_says_who_is_there_and_who_is_not(script: Script) -> None:
    def view() -> FaceView:
        assert script.shown[-1] is not None
        return script.shown[-1]

    script.analyser.choose(0.3, 0.5)
    script.feed(0.0, mesh(60), mesh(140))
    assert (view().partner, view().hint, len(view().faces)) == (0, "far away", 2)
    assert script.feed(0.1, mesh(140)) == []
    assert (view().partner, view().hint, len(view().faces)) == (
        None,
        "the person you chose is not in view",
        1,
    )
    script.feed(0.2)
    assert (view().partner, view().hint, view().faces) == (None, "no face in view", ())


def test_places_are_fractions_of_width_and_height(script: Script) -> None:
    """The frame is 200 pixels wide and 100 high."""
    points = mesh(80, 40, 20, 30)
    script.feed(0.0, points)
    view = script.shown[-1]
    assert view is not None
    (box,) = view.faces
    assert (box.x, box.y, box.width, box.height) == pytest.approx((0.35, 0.25, 0.1, 0.3), abs=1e-6)
    np.testing.assert_allclose(box.outline, points[list(FACE_OVAL), :2] / (200, 100), rtol=1e-6)
    assert box.outline.dtype == np.float32 and not box.outline.flags.writeable
    place = script.analyser._follower._tracker._partner
    assert place is not None
    where = place.place
    assert (where.x, where.y, where.height) == pytest.approx((0.4, 0.4, 0.3), abs=1e-6)


def test_closing_frees_the_models_and_who_does_not_watch_is_not_told(script: Script) -> None:
    script.feed(0.0, mesh(60))
    script.analyser.watcher = None
    script.feed(0.1, mesh(60))
    script.analyser.reset()
    script.analyser.close()
    assert len(script.shown) == 1 and (script.resets, script.closed) == (1, 1)
    (evidence,) = script.feed(0.12, mesh(60))  # no longer too close to the one before
    assert evidence.t_start == 0.12 and script.looked[-1][1] is None


def test_everybodys_mouth_is_told_at_each_look_under_the_same_number(script: Script) -> None:
    told: list[tuple[Mouth, ...]] = []
    script.analyser.mouths = told.append
    one, other = mesh(60), mesh(140, height=40)
    script.feed(0.0, one, other)
    script.feed(0.1, other, one)
    script.feed(0.2)
    (first, second), (third, fourth), nobody = told
    assert (first.t, third.t, nobody) == (0.0, 0.1, ())
    assert first.person == fourth.person != second.person == third.person
    assert [first.partner, second.partner, third.partner, fourth.partner] == [False, True, True, False]
    assert first.opening == fourth.opening == mouth_opening(one)


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["01-01-03-02-02-01-01.mp4", "01-01-08-02-01-01-19.mp4"])
def test_real_clips_give_face_evidence(corpora, name: str) -> None:
    import av

    analyser = FaceAnalyser()
    evidence = []
    with av.open(str(corpora / "av_samples" / name)) as clip:
        for frame in clip.decode(video=0):
            image = frame.to_ndarray(format="rgb24")
            evidence += analyser.feed(VideoFrame(image, float(frame.pts * frame.time_base)))
    assert len(evidence) > 30
    assert np.mean([e.quality for e in evidence]) > 0.5
