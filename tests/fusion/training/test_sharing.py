import torch
from torch.utils.data import TensorDataset

from fusion.training.sharing import dealt_out


def test_two_processes_deal_out_what_one_would() -> None:
    numbers = TensorDataset(torch.arange(20))
    whole = [batch[0].tolist() for batch in dealt_out(numbers, 20, 8)]
    first, second = ([b[0].tolist() for b in dealt_out(numbers, 20, 8, (process, 2))] for process in (0, 1))
    assert whole == [[*range(8)], [*range(8, 16)]]
    assert [sorted(a + b) for a, b in zip(first, second, strict=True)] == whole
    assert all(len(batch) == 4 for batch in first + second)


def test_a_single_batch_may_be_small() -> None:
    assert [len(batch[0]) for batch in dealt_out(TensorDataset(torch.arange(5)), 5, 8)] == [5]
