import importlib.util

import pytest

from face_model import engines
from fusion.errors import UserError


@pytest.mark.parametrize(
    ("chosen", "installed", "expected"),
    [
        ("", True, "mediapipe"),
        ("", False, "litert"),
        ("litert", True, "litert"),
        ("mediapipe", True, "mediapipe"),
    ],
)
def test_mediapipe_is_used_where_it_is_unless_another_is_chosen(
    monkeypatch: pytest.MonkeyPatch, chosen: str, installed: bool, expected: str
) -> None:
    monkeypatch.setenv(engines.CHOICE, chosen)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object() if installed else None)
    assert engines.engine() == expected


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("mediapipe", "mediapipe, which is not installed .*leave it out"),
        ("another", "another names no engine"),
    ],
)
def test_an_engine_that_cannot_be_had_is_named(
    monkeypatch: pytest.MonkeyPatch, chosen: str, told: str
) -> None:
    monkeypatch.setenv(engines.CHOICE, chosen)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UserError, match=told):
        engines.engine()


@pytest.mark.parametrize(("engine", "kind"), [("mediapipe", "MediaPipe"), ("litert", "Lite")])
def test_both_kinds_come_of_one_engine(monkeypatch: pytest.MonkeyPatch, engine: str, kind: str) -> None:
    if engine == "mediapipe" and importlib.util.find_spec("mediapipe") is None:
        pytest.skip("mediapipe is not here")
    monkeypatch.setenv(engines.CHOICE, engine)
    assert type(engines.face_mesh()).__name__ == f"{kind}Mesh"
    assert type(engines.box_finder(0.3)).__name__ == f"{kind}Boxes"
