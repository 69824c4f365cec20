#!/usr/bin/env bash
# Mel bands: SpeechBrain 1.1.2 says in Filterbank's description that it makes triangular mel filters, and takes HTK's
# scale, 2595 lg(1 + f/700). But each triangle is as wide above its middle as it is below, where librosa's (htk=True)
# reach to the next band's middle, which is further up. So neighbours do not add up to 1: what lies between
# two middles counts less. A network of SpeechBrain's (its ECAPA speaker embedding) fed with another's HTK mel hears
# other pictures than it was trained on.
# Seen, 80 bands, 400 points at 16 kHz: librosa's bands add up to 1.00 at every frequency between the first and the last
# middle, SpeechBrain's to .970 in the least; single weights differ by up to .030.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check speechbrain==1.1.2 torch==2.13.0 librosa==0.11.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from types import ModuleType

import librosa
import numpy as np
import torch

try:  # SpeechBrain imports it, and does not use it here; beside a torch without CUDA it may not load
    import torchaudio
except OSError:
    for name in [name for name in sys.modules if name.split(".")[0] == "torchaudio"]:
        del sys.modules[name]
    sys.modules["torchaudio"] = ModuleType("torchaudio")
    sys.modules["torchaudio"].__version__ = "2.11.0"

from speechbrain.processing.features import Filterbank

theirs = Filterbank(n_mels=80, n_fft=400, sample_rate=16000, f_min=0, f_max=8000, log_mel=False)(torch.eye(201)[None])[0]
theirs = theirs.numpy().T
ours = librosa.filters.mel(sr=16000, n_fft=400, n_mels=80, fmin=0, fmax=8000, htk=True, norm=None)
middles = 700 * (10 ** (np.arange(1, 81) * np.log10(1 + 8000 / 700) / 81) - 1)
frequencies = np.arange(201) * 40.0
between = (frequencies >= middles[0]) & (frequencies <= middles[-1])
least = {name: float(bands.sum(0)[between].min()) for name, bands in (("librosa", ours), ("SpeechBrain", theirs))}
apart = float(np.abs(theirs - ours).max())
print(f"the least that the bands add up to: {least}; weights differ by up to {apart:.3f}")
assert np.allclose(ours.sum(0)[between], 1, atol=1e-3), least
assert round(least["SpeechBrain"], 2) == 0.97 and round(apart, 2) == 0.03, (least, apart)
PYTHON
