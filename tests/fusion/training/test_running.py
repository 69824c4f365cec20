"""The trainer with a small network: what is said of a run holds whatever is trained."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import lightning
import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from fusion.errors import UserError
from fusion.training import running
from fusion.training.conduct import Conduct
from fusion.training.record import newest_checkpoint
from fusion.training.running import Run, fit
from fusion.training.schedule import decayed_apart, moving_average, one_cycle
from fusion.training.seeds import step_seed

EPOCHS, BATCH = 3, 8
RESUMED = Conduct(resume=True)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """The order of summation, and so the last digit, depends on the threads."""
    torch.set_num_threads(1)


class Sums(lightning.LightningModule):  # type: ignore[misc]
    """Learns to add four numbers, some of which dropout hides."""

    def __init__(self, stop_at: tuple[int, int] | None = None, held_out: bool = False) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.network = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.2), nn.Linear(8, 1))
        self.averaged = moving_average(self.network, 0.9)
        self.heard: set[int] = set()
        self._stop_at = stop_at
        if held_out:
            self.val_dataloader = lambda: self._examples(99)
            self.validation_step = self._measure

    def _examples(self, seed: int) -> DataLoader[Any]:
        numbers = torch.rand(4 * BATCH, 4, generator=torch.Generator().manual_seed(seed))
        return DataLoader(TensorDataset(numbers, numbers.sum(1, keepdim=True)), BATCH)

    def train_dataloader(self) -> DataLoader[Any]:
        return self._examples(self.current_epoch)

    def training_step(self, batch: list[Tensor], batch_index: int) -> Tensor:
        if self._stop_at == (self.current_epoch, batch_index):
            raise RuntimeError("the machine went down")
        self.heard.add(self.current_epoch)
        torch.manual_seed(step_seed(0, self.current_epoch, batch_index))
        loss = (self.network(batch[0]) - batch[1]).square().mean()
        self.log("loss", loss, on_step=False, on_epoch=True)
        return loss

    def on_train_batch_end(self, *_: Any) -> None:
        self.averaged.update_parameters(self.network)

    def _measure(self, batch: list[Tensor], batch_index: int) -> None:
        self.log("held_out", (self.averaged(batch[0]) - batch[1]).abs().mean())

    def configure_optimizers(self) -> Any:
        n_steps = int(self.trainer.estimated_stepping_batches)
        return one_cycle(decayed_apart(self.network, 0.01), 1e-2, n_steps).a_step_a_batch()


def a_run(out: Path, **more: Any) -> Run:
    settings = {"seed": 0, "epochs": EPOCHS, "widths": (4, 8)}
    return replace(Run("sums", out, 0, EPOCHS, BATCH, settings), **more)


def weights_of(module: Sums) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in module.state_dict().items()}


@pytest.mark.parametrize("stop_at", [(1, 0), (1, 3), (2, 1)])
def test_a_run_taken_up_again_ends_with_the_same_weights(tmp_path: Path, stop_at: tuple[int, int]) -> None:
    whole = Sums()
    fit(whole, a_run(tmp_path / "whole"))
    with pytest.raises(RuntimeError, match="went down"):
        fit(Sums(stop_at), a_run(tmp_path / "cut"))
    kept = newest_checkpoint(tmp_path / "cut")
    assert kept is not None and kept.name == f"epoch={stop_at[0] - 1}.ckpt"
    again = Sums()
    fit(again, a_run(tmp_path / "cut", conduct=RESUMED))
    assert again.heard == {*range(stop_at[0], EPOCHS)}
    expected, got = weights_of(whole), weights_of(again)
    assert all(torch.equal(expected[name], got[name]) for name in expected)
    log = (tmp_path / "cut" / "log.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in log] == [0, 1, 2]


def test_what_was_learnt_is_averaged_along_the_way(tmp_path: Path) -> None:
    module = Sums()
    fit(module, a_run(tmp_path))
    assert int(module.averaged.n_averaged) == 4 * EPOCHS
    own, averaged = module.network[0].weight, module.averaged.module[0].weight
    assert not torch.equal(own, averaged) and not averaged.requires_grad


def test_other_settings_are_refused_by_name(tmp_path: Path) -> None:
    fit(Sums(), a_run(tmp_path, settings={"seed": 0, "widths": (4, 8), "blend": 0.5}))
    before = newest_checkpoint(tmp_path)
    same = a_run(
        tmp_path, settings={"seed": 0, "widths": (4, 8), "blend": 1.0}, free=("blend",), conduct=RESUMED
    )
    fit(Sums(), same)
    with pytest.raises(UserError, match=r"seed 0, now 1, widths \[4, 8\], now \[4\]"):
        fit(Sums(), replace(same, settings={"seed": 1, "widths": (4,), "blend": 1.0}))
    with pytest.raises(UserError, match=r"begun with other settings \(blend 0\.5, now 1\.0\)"):
        fit(Sums(), replace(same, free=()))
    with pytest.raises(UserError, match=r"widths \[4, 8\], now None"):
        fit(Sums(), replace(same, settings={"seed": 0}))
    assert newest_checkpoint(tmp_path) == before


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """A program that is started in the background of a script ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_ctrl_c")
def test_ctrl_c_is_told_as_such_and_can_be_pressed_again(tmp_path: Path) -> None:
    class Pressed(Sums):
        def training_step(self, batch: list[Tensor], batch_index: int) -> Tensor:
            if (self.current_epoch, batch_index) == (1, 2):
                signal.raise_signal(signal.SIGINT)
            return super().training_step(batch, batch_index)

    with pytest.raises(KeyboardInterrupt):
        fit(Pressed(), a_run(tmp_path))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    kept = newest_checkpoint(tmp_path)
    assert kept is not None and kept.name == "epoch=0.ckpt"
    again = Sums()
    fit(again, a_run(tmp_path, conduct=RESUMED))
    assert again.heard == {1, 2}


def test_a_new_run_clears_an_older_one_away(tmp_path: Path) -> None:
    fit(Sums(), a_run(tmp_path))
    fit(Sums(), a_run(tmp_path, epochs=1, settings={"epochs": 1}))
    assert [file.name for file in (tmp_path / "checkpoints").iterdir()] == ["epoch=0.ckpt"]
    assert len((tmp_path / "log.jsonl").read_text().splitlines()) == 1


def test_a_run_that_goes_on_tells_the_commit_it_was_started_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "commit", lambda: "first")
    with pytest.raises(RuntimeError, match="went down"):
        fit(Sums(stop_at=(1, 0)), a_run(tmp_path))
    monkeypatch.setattr(running, "commit", lambda: "later")
    assert fit(Sums(), a_run(tmp_path, conduct=RESUMED)) == "first"
    assert fit(Sums(), a_run(tmp_path)) == "later"


def test_held_out_figures_are_logged_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fit(Sums(held_out=True), a_run(tmp_path))
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert all(set(line) == {"epoch", "loss", "held_out", "seconds"} for line in lines)
    shown = capsys.readouterr().out
    assert "training sums" in shown and f"epoch {EPOCHS} of {EPOCHS}: held_out" in shown


def test_a_batch_that_cannot_be_shared_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="A batch of 8 examples cannot be shared among 6 processes"):
        fit(Sums(), a_run(tmp_path, conduct=Conduct(devices=3, nodes=2)))


def test_a_seed_is_the_same_in_every_process() -> None:
    code = "from fusion.training.seeds import step_seed; print(step_seed(1, 2, 3), step_seed(1, 2, 3, 0))"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [str(step_seed(1, 2, 3)), str(step_seed(1, 2, 3, 0))]
    assert 0 <= step_seed(1, 2, 3) < 2**31 and step_seed(1, 2, 3) != step_seed(1, 2, 4)
