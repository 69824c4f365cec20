import pytest

from face_model import engines


@pytest.mark.parametrize(
    ("chosen", "installed", "expected"),
    [
        ("", True, "mediapipe"),
        ("", False, "litert"),
        ("litert", True, "litert"),
        ("mediapipe", False, "mediapipe"),
        ("another", True, "mediapipe"),
    ],
)
def test_mediapipe_is_used_where_it_is_unless_another_is_chosen(
    monkeypatch: pytest.MonkeyPatch, chosen: str, installed: bool, expected: str
) -> None:
    monkeypatch.setenv(engines.CHOICE, chosen)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object() if installed else None)
    assert engines.engine() == expected


@pytest.mark.parametrize(("engine", "kind"), [("mediapipe", "MediaPipe"), ("litert", "Lite")])
def test_both_kinds_come_of_one_engine(monkeypatch: pytest.MonkeyPatch, engine: str, kind: str) -> None:
    monkeypatch.setenv(engines.CHOICE, engine)
    assert type(engines.face_mesh()).__name__ == f"{kind}Mesh"
    assert type(engines.box_finder(0.3)).__name__ == f"{kind}Boxes"
