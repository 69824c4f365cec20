import numpy as np
import torch

from audio_model.torch_log_mel import TorchLogMel
from audio_model.training.augmentation import DrawnRooms, DrawnTelephones, mask_pictures


def test_augmentation_is_repeatable_and_leaves_pictures_in_their_range() -> None:
    rng = np.random.default_rng(0)
    room = DrawnRooms(
        rng.standard_normal(200_000).astype(np.float32), p_noise=1, p_reverb=1, p_clip=1, p_colour=1, p_band=1
    )
    sound = torch.from_numpy(0.1 * rng.standard_normal((3, 48_000)).astype(np.float32))

    def pictures() -> torch.Tensor:
        generator = torch.Generator().manual_seed(3)
        return mask_pictures(room.pictures(room.sound(sound, generator), TorchLogMel(), generator), generator)

    first = pictures()
    torch.testing.assert_close(first, pictures(), atol=0, rtol=0)
    assert first.shape == (3, 64, 188)
    assert first.isfinite().all()
    assert first.min() >= -1
    assert first.max() <= 1
    none = DrawnRooms(np.zeros(100_000, np.float32), p_noise=0, p_reverb=0, p_clip=0, p_colour=0, p_band=0)
    generator = torch.Generator().manual_seed(3)
    torch.testing.assert_close(
        none.pictures(none.sound(sound, generator), TorchLogMel(), generator),
        TorchLogMel()(sound),
        atol=1e-5,
        rtol=0,
    )


def test_a_batch_is_changed_in_part_and_always_the_same(speech: np.ndarray) -> None:
    batch = torch.from_numpy(speech[:48_000])[None].repeat(40, 1)

    def changed(p_telephone: float, p_codec: float) -> torch.Tensor:
        generator = torch.Generator().manual_seed(1)
        return DrawnTelephones(p_telephone=p_telephone, p_codec=p_codec).sound(batch, generator)

    torch.testing.assert_close(changed(0.3, 0.3), changed(0.3, 0.3), atol=0, rtol=0)
    torch.testing.assert_close(changed(0, 0), batch, atol=0, rtol=0)
    share = (changed(0.3, 0.3) != batch).any(1).float().mean()
    assert 0.3 < share < 0.9
    assert TorchLogMel()(changed(0.5, 0.5)).isfinite().all()
    for only in (DrawnTelephones(p_telephone=1, p_codec=0), DrawnTelephones(p_telephone=0, p_codec=1)):
        assert only.sound(torch.zeros(2, 48_000), torch.Generator()).abs().max() == 0
