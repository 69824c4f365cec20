import numpy as np
import pytest

from fusion.calibration import log_softmax, safe_log
from fusion.study import trust as module
from fusion.study.trust import exponents_by_modality, trust_by_emotion

VOICE_COUNTS = np.array([0.4, 1.2, 1.0])
FACE_COUNTS = np.array([1.6, 0.5, 1.0])


def made_votes(n: int = 900) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Votes of people who weigh voice and face as said above, over clips by 30 actors."""
    rng = np.random.default_rng(0)
    voice, face = rng.dirichlet(np.ones(3), n), rng.dirichlet(np.ones(3), n)
    both = np.exp(log_softmax(VOICE_COUNTS * safe_log(voice) + FACE_COUNTS * safe_log(face)))
    return voice, face, both, np.arange(n) % 30


def test_the_weights_people_gave_are_found() -> None:
    voice, face, both, _ = made_votes()
    np.testing.assert_allclose(
        exponents_by_modality(voice, face, both)[:2], [VOICE_COUNTS, FACE_COUNTS], atol=0.02
    )


def test_intervals_tell_which_modality_counts_more_and_where_it_is_open() -> None:
    voice, face, both, actor = made_votes()
    rng = np.random.default_rng(1)
    counted = np.array([rng.multinomial(10, p) for p in both]) / 10
    trust = trust_by_emotion(voice, face, counted, actor, ("a", "b", "c"), resamples=40)
    assert trust["a"]["difference"]["low"] > 0
    assert trust["b"]["difference"]["high"] < 0
    assert trust["c"]["difference"]["low"] < 0 < trust["c"]["difference"]["high"]
    for name, wanted in zip("abc", VOICE_COUNTS, strict=True):
        assert trust[name]["voice"]["low"] <= trust[name]["voice"]["value"] <= trust[name]["voice"]["high"]
        assert trust[name]["voice"]["value"] == pytest.approx(wanted, abs=0.15)


def test_the_fit_is_where_the_log_loss_is_flat() -> None:
    voice, face, both, _ = made_votes(300)
    counted = np.array([np.random.default_rng(2).multinomial(5, p) for p in both]) / 5
    a, b, bias = exponents_by_modality(voice, face, counted)
    error = np.exp(log_softmax(a * safe_log(voice) + b * safe_log(face) + bias)) - counted
    for side in (safe_log(voice), safe_log(face), np.ones_like(voice)):
        np.testing.assert_allclose((error * side).mean(0), 0, atol=1e-4)


def test_intervals_are_percentiles_over_whole_actors_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    n_clips = np.array([1, 2, 3])
    actor = np.repeat(np.arange(3), n_clips)
    clips = np.eye(6)
    value = np.array([[10.0], [30.0], [-1.0]])
    drawn: list[tuple[int, ...]] = []

    def fit(
        voice: np.ndarray, face: np.ndarray, both: np.ndarray, start: np.ndarray | None = None
    ) -> np.ndarray:
        if start is None:
            return value
        assert start is value
        times = voice.sum(0)
        for same in (face, both):
            np.testing.assert_array_equal(same, voice)
        counts = [np.unique(times[actor == person]) for person in range(3)]
        assert all(len(count) == 1 for count in counts)
        drawn.append(tuple(int(count[0]) for count in counts))
        i = len(drawn) - 1.0
        return np.array([[i], [3 * i], [1000.0]])

    monkeypatch.setattr(module, "exponents_by_modality", fit)

    def told(**more: int) -> list[tuple[int, ...]]:
        drawn.clear()
        trust = trust_by_emotion(clips, clips, clips, actor, ("a",), resamples=201, **more)
        # Of 0 .. 200 the 2.5th percentile is 5 and the 97.5th 195.
        assert trust == {
            "a": {
                "voice": pytest.approx({"value": 10.0, "low": 5.0, "high": 195.0}),
                "face": pytest.approx({"value": 30.0, "low": 15.0, "high": 585.0}),
                "difference": pytest.approx({"value": 20.0, "low": 10.0, "high": 390.0}),
            }
        }
        assert all(sum(times) == 3 for times in drawn)
        return list(drawn)

    assert told() == told(seed=0) != told(seed=1)
