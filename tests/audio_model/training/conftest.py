from pathlib import Path

import numpy as np
import pytest
import soundfile


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with nEMO's names: three speakers, three emotions, noise bursts for voices."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "nemo").mkdir()
    rng = np.random.default_rng(0)
    for speaker in ("AA0", "BB0", "CC0"):
        for emotion in ("anger", "sadness", "neutral"):
            for sentence in range(2):
                sound = np.zeros(24_000)
                sound[4_000:20_000] = 0.1 * rng.standard_normal(16_000)
                soundfile.write(folder / "nemo" / f"{speaker}_{emotion}_{sentence}.wav", sound, 16_000)
    return folder
