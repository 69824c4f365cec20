import cv2
import numpy as np
import pytest

from face_model.alignment import align
from face_model.appearance import appearance, difference
from face_model.tracking import OTHER_FROM, SAME_UP_TO


def local_patterns(crop: np.ndarray) -> np.ndarray:
    """The same by the book, pixel by pixel."""
    grey = cv2.GaussianBlur(crop, (0, 0), 0.8)
    circle = [(-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1)]
    smooth = [c for c in range(256) if changes(c) <= 2]
    parts = np.zeros((4, 4, len(smooth) + 1))
    for y in range(1, 47):
        for x in range(1, 47):
            code = sum((grey[y + dy, x + dx] >= grey[y, x]) << i for i, (dy, dx) in enumerate(circle))
            row, column = (
                next(k for k, p in enumerate(np.array_split(range(46), 4)) if n - 1 in p) for n in (y, x)
            )
            parts[row, column, smooth.index(code) if code in smooth else -1] += 1
    parts /= parts.sum(axis=2, keepdims=True)
    return np.sqrt(parts / 16).ravel()


def changes(code: int) -> int:
    bits = f"{code:08b}"
    return sum(a != b for a, b in zip(bits, bits[1:] + bits[0], strict=True))


def test_it_is_the_histogram_of_local_binary_patterns() -> None:
    crop = np.random.default_rng(0).integers(0, 256, (48, 48), np.uint8)
    crop = cv2.GaussianBlur(crop, (0, 0), 2)
    expected = local_patterns(crop)
    assert appearance(crop) == pytest.approx(expected, abs=1e-6)
    assert np.linalg.norm(expected) == pytest.approx(1)


def test_a_face_stays_the_same_in_other_light_and_from_farther_away(
    points: np.ndarray, portrait: np.ndarray
) -> None:
    usual = appearance(align(portrait, points))
    darker = appearance(align(np.uint8(0.6 * portrait + 10), points))
    smaller = cv2.resize(portrait, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    farther = appearance(align(smaller, points * np.float32(0.4)))
    assert difference(usual, usual) == pytest.approx(0, abs=1e-6)
    assert difference(usual, darker) < 0.6 * SAME_UP_TO
    assert difference(usual, farther) < SAME_UP_TO


@pytest.mark.corpus
def test_people_are_told_apart_whatever_they_feel(corpora) -> None:
    """Five people with seven expressions, at fifty pixels."""
    from face_model.corpora.folders import load_folders, read_picture
    from face_model.reading import StillPictures

    files, _, _ = load_folders(corpora / "jaffe5")
    looks, who = [], []
    with StillPictures() as still:
        for file in files:
            picture = cv2.resize(read_picture(file), (110, 110), interpolation=cv2.INTER_AREA)
            points = still.points(picture)
            assert points is not None
            looks.append(appearance(align(picture, points)))
            who.append(file.name[:2])
    people = np.array(who)
    apart = 1 - np.array(looks) @ np.array(looks).T
    same = people[:, None] == people
    pairs = np.triu_indices(len(people), 1)
    of_one, of_two = apart[pairs][same[pairs]], apart[pairs][~same[pairs]]
    assert np.mean(of_one >= OTHER_FROM) < 0.05
    assert np.mean(of_two <= SAME_UP_TO) < 0.02
    # Of several pictures of somebody one is like enough.
    nearest = np.where(same & ~np.eye(len(people), dtype=bool), apart, np.inf).min(axis=1)
    assert np.mean(nearest <= SAME_UP_TO) > 0.95
