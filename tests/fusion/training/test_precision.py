import pytest
import torch

from fusion.training.precision import training_precision


@pytest.mark.parametrize(
    ("graphics", "able", "expected"),
    [
        (False, {}, "32-true"),
        (False, {"avx512_bf16": False, "amx_bf16": False}, "32-true"),
        (False, {"avx512_bf16": True}, "bf16-mixed"),
        (False, {"amx_bf16": True}, "bf16-mixed"),
        (True, {}, "bf16-mixed"),
    ],
)
def test_sixteen_bits_only_where_they_are_multiplied(
    monkeypatch: pytest.MonkeyPatch, graphics: bool, able: dict[str, bool], expected: str
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: graphics)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    assert training_precision() == expected
