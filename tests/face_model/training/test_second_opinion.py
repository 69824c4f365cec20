"""The second opinion is fitted to what made faces show, and to right and wrong answers known beforehand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from face_model.classifier import SHIPPED_WEIGHTS, FaceClassifier
from face_model.landmarks import N_LANDMARKS
from face_model.second_opinion import SecondOpinion, file_beside, second_opinion_of, shape_of
from face_model.training import second_opinion as study
from face_model.training.second_opinion import (
    FoundFaces,
    _Asked,
    _fit_shape,
    _fit_trust,
    _tried,
    _within_budget,
)
from fusion.errors import UserError
from fusion.stored_model import card_beside, digest_of

pytest.importorskip("sklearn")


def made_faces(n: int, points: np.ndarray, seed: int = 0) -> FoundFaces:
    """A real face as it is, with the corners of its mouth raised, or with raised brows, in turn."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 3
    faces = np.repeat(points[None], n, axis=0) + rng.normal(0, 0.1, (n, N_LANDMARKS, 3))
    eyes = np.linalg.norm(points[33, :2] - points[263, :2])
    for kind, places in enumerate([(61, 291), (105, 334)], 1):
        for place in places:
            around = np.linalg.norm(points[:, :2] - points[place, :2], axis=1) < 0.3 * eyes
            faces[np.ix_(labels == kind, around, [1])] -= 0.1 * eyes
    return FoundFaces(np.zeros((n, 48, 48), np.uint8), faces.astype(np.float32), labels)


def test_the_shape_tells_what_the_landmarks_show_and_minds_no_mirror(points: np.ndarray) -> None:
    weight, bias = _fit_shape(made_faces(420, points))
    again = made_faces(70, points, seed=1)
    rows = np.stack([shape_of(face) for face in again.points])
    assert ((rows @ weight + bias).argmax(axis=1) == again.labels).mean() > 0.8
    order, sign, shift = study._mirror(rows.mean(axis=0))
    turned = sign * rows[:, order] + shift
    moved = np.abs((turned - rows) @ weight).max()
    assert moved < 0.3 * np.abs(rows @ weight + bias).max()


def asked(name: str, n: int, seed: int, *, slope: float, sure: float = 0.9) -> _Asked:
    """Answers that are right the oftener the nearer the features lie; the shape says nothing."""
    rng = np.random.default_rng(seed)
    answer = rng.integers(0, 7, n)
    near = rng.uniform(0.2, 0.8, n)
    features = near[:, None] * np.eye(7)[answer]
    opinion = SecondOpinion(
        np.zeros(7),
        np.eye(7),
        np.eye(7),
        np.zeros((3 * N_LANDMARKS, 7)),
        np.zeros(7),
        np.zeros(3),
        clear_from=0.6,
    )
    p = np.full((n, 7), (1 - sure) / 6)
    p[np.arange(n), answer] = sure
    face = rng.normal(0, 40, (N_LANDMARKS, 3)).astype(np.float32)
    points = np.repeat(face[None], n, axis=0)
    made = _Asked(
        name, "0", opinion, p, features, FoundFaces(np.zeros((n, 48, 48), np.uint8), points, answer)
    )
    score = slope * (made.witnesses[:, 0] - 0.6)
    right = rng.uniform(size=n) < 1 / (1 + np.exp(-score))
    labels = np.where(right, answer, (answer + 1) % 7)
    return replace(made, met=made.met._replace(labels=labels))


def test_the_trust_is_that_under_which_the_answers_came_to_be() -> None:
    trust = _fit_trust([asked("a", 3000, 1, slope=4), asked("b", 3000, 2, slope=4)])
    judged = asked("c", 3000, 3, slope=4)
    told = 1 / (1 + np.exp(-(judged.witnesses @ trust[:2] + trust[2])))
    for low, high in ((0.0, 0.4), (0.4, 0.7), (0.7, 1.0)):
        within = (told >= low) & (told < high)
        assert judged.right[within].mean() == pytest.approx(told[within].mean(), abs=0.06)


def test_a_witness_that_speaks_for_wrong_answers_is_not_heeded() -> None:
    assert _fit_trust([asked("a", 2000, 1, slope=-4)])[0] == pytest.approx(0, abs=1e-6)


def test_home_loses_its_budget_and_strangers_lose_what_is_wrong() -> None:
    judges = [asked("home", 2000, 1, slope=4), asked("strange", 2000, 2, slope=4)]
    trusts = {"rival": _fit_trust(judges, (True, False)), "shape": _fit_trust(judges, (False, True))}
    home, strangers = (row["ways"] for row in _tried(judges, trusts))
    assert home["alone"]["called_clear"] - home["rival"]["called_clear"] == pytest.approx(
        study.HOME_BUDGET, abs=2e-3
    )
    # All are as sure, so that more sureness tells nothing; the rival does.
    assert strangers["stricter"] == strangers["alone"]
    assert strangers["rival"]["clear_and_wrong"] < strangers["alone"]["clear_and_wrong"] - 0.05


def test_a_witness_that_is_not_heeded_has_no_trust() -> None:
    assert _fit_trust([asked("a", 2000, 1, slope=4)], (False, True))[0] == 0
    kept = _within_budget(asked("a", 2000, 1, slope=4), np.array([4.0, 0.0, 0.0]))
    assert (kept[0], kept[1]) == (4.0, 0.0)


def test_it_is_fitted_and_kept_beside_the_weights(
    points: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights of their own, and others whose card says that they never met one corpus."""
    for name in ("own", "other"):
        (tmp_path / name).mkdir()
        for file in (SHIPPED_WEIGHTS, card_beside(SHIPPED_WEIGHTS)):
            (tmp_path / name / file.name).write_bytes(file.read_bytes())
    card = card_beside(tmp_path / "other" / SHIPPED_WEIGHTS.name)
    told = json.loads(card.read_text(encoding="utf-8"))
    told["training"] = {}
    card.write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "rafdb").mkdir()

    def met(n: int, seed: int) -> FoundFaces:
        faces = made_faces(n, points, seed)
        crops = np.random.default_rng(seed).integers(0, 256, (n, 48, 48), dtype=np.uint8)
        return faces._replace(crops=crops, labels=np.arange(n) % 7)

    monkeypatch.setattr(study, "_ferplus", lambda data, usage, most, rarer=False: met(140, len(usage)))
    monkeypatch.setattr(study, "_pictures", lambda data, corpus, parts: met(70, len(parts)))
    own = tmp_path / "own" / SHIPPED_WEIGHTS.name
    with pytest.raises(UserError, match="--left-out"):
        study.train_second_opinion(tmp_path, own, ())
    voices = tmp_path / "voices alone"
    voices.mkdir()
    fitted = study.train_second_opinion(tmp_path, own, [voices, tmp_path / "other"])
    kept = FaceClassifier.load(own).second
    assert kept is not None and fitted.file.is_file()
    np.testing.assert_allclose(kept.trust, fitted.trust, rtol=1e-5)
    assert [row["corpus"] for row in fitted.to_json()["rows"]] == ["FER+", "FER+", "RAF-DB"]
    assert all(set(row["ways"]) == set(study.WAYS) for row in fitted.rows)


def test_the_shipped_one_has_a_card_of_its_own_and_is_about_the_shipped_weights() -> None:
    file = file_beside(SHIPPED_WEIGHTS)
    card = json.loads(card_beside(file).read_text(encoding="utf-8"))
    assert card["weights_sha256"] == digest_of(file)
    assert card["about_weights_sha256"] == digest_of(SHIPPED_WEIGHTS)
    assert "research" in card["licence"] and "JAFFE" not in json.dumps(card)
    assert card["trust"] == pytest.approx(
        second_opinion_of(SHIPPED_WEIGHTS, digest_of(SHIPPED_WEIGHTS)).trust
    )
