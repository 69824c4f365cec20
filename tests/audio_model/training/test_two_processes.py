"""Two processes train one network: each hears its half of every batch, and both keep the same weights."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio_model.classifier import VoiceClassifier
from audio_model.corpora.folders import find_corpora
from audio_model.corpora.split import default_split
from audio_model.corpora.waveforms import load_waveforms
from audio_model.spectrogram import LogMelParameters
from audio_model.training.sampling import EpochOfExcerpts
from audio_model.training.settings import TrainingSettings
from audio_model.training.train import part_of, train
from fusion.errors import UserError
from fusion.training.conduct import Conduct

ROOT = Path(__file__).parents[3]

# Trains as `attune train voice --devices N` does, and writes what each process heard and ended with.
WORKER = """
import hashlib, json, sys
from pathlib import Path

import torch

from audio_model.training import train as training

data, out, devices = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(1)


def digest(*tensors):
    whole = hashlib.sha256()
    for tensor in tensors:
        whole.update(tensor.detach().contiguous().numpy().tobytes())
    return whole.hexdigest()


class Watched(training.VoiceTraining):
    def on_train_start(self):
        self.heard, self.losses, self.before = [], [], digest(*self.network.parameters())

    def training_step(self, batch, batch_index):
        loss = super().training_step(batch, batch_index)
        self.heard.append([digest(excerpt) for excerpt in batch[0]])
        self.losses.append(float(loss.detach()))
        return loss

    def on_train_end(self):
        record = {
            "heard": self.heard,
            "losses": self.losses,
            "weights_before": self.before,
            "weights": digest(*self.network.parameters()),
            "averaged": digest(*self.averaged.parameters()),
        }
        (out / f"process{self.global_rank}.json").write_text(json.dumps(record))


training.VoiceTraining = Watched
training.train(data, out, training.TrainingSettings.quick(), conduct=training.Conduct(devices=devices))
"""


@pytest.fixture(scope="module")
def run(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a run of two processes."""
    out = tmp_path_factory.mktemp("run")
    (out / "worker.py").write_text(WORKER)
    done = subprocess.run(
        [sys.executable, str(out / "worker.py"), str(data), str(out), "2"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return out


@pytest.fixture(scope="module")
def processes(run: Path) -> list[dict[str, Any]]:
    """What each process wrote."""
    return [json.loads((run / f"process{rank}.json").read_text()) for rank in range(2)]


def test_two_processes_hear_the_two_halves_of_each_batch(
    data: Path, run: Path, processes: list[dict[str, Any]]
) -> None:
    corpus = load_waveforms(find_corpora(data)["nemo"], run / "cache", "nemo")
    trained_on = part_of(corpus, default_split("nemo", corpus.clips), "train")
    excerpts = EpochOfExcerpts([trained_on], LogMelParameters().n_samples, seed=0, epoch=0, size=32)
    digests = [hashlib.sha256(excerpts[i][0].numpy().tobytes()).hexdigest() for i in range(32)]
    for step, (first, second) in enumerate(zip(*(p["heard"] for p in processes), strict=True)):
        assert len(first) == len(second) == 8
        assert {*first, *second} == set(digests[16 * step : 16 * (step + 1)])


def test_two_processes_keep_in_step(run: Path, processes: list[dict[str, Any]]) -> None:
    first, second = processes
    assert first["weights"] == second["weights"] != first["weights_before"]
    assert first["averaged"] == second["averaged"]
    assert first["losses"] != second["losses"]
    losses = [*first["losses"], *second["losses"]]
    assert np.isfinite(losses).all()
    (line,) = (run / "log.jsonl").read_text().splitlines()
    assert json.loads(line)["loss"] == pytest.approx(np.mean(losses), abs=1e-3)
    assert VoiceClassifier.load(run / "voice.safetensors").card["training"]["batch_size"] == 16


def test_a_batch_that_cannot_be_shared_is_one_sentence(data: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be shared among 3 processes"):
        train(data, tmp_path, TrainingSettings.quick(), conduct=Conduct(devices=3))
