#!/usr/bin/env bash
# torch 2.13.0: net.to(memory_format=torch.channels_last) inside inference_mode(), a usual step before measuring a
# network, replaces its weights by inference tensors for good: the network answers as before, and the next training step,
# far away, fails with "Inference tensors cannot be saved for backward". Inside no_grad() the same call is harmless.
# Seen: RuntimeError after inference_mode, none after no_grad; requires_grad is True in both.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "torch==2.13.0" "numpy<2"
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import torch


def trains_after(context):
    net = torch.nn.Conv2d(3, 4, 3)
    with context:
        net.to(memory_format=torch.channels_last)
    assert net.weight.requires_grad
    try:
        net(torch.zeros(1, 3, 8, 8)).sum().backward()
    except RuntimeError as error:
        return str(error).split(".")[0]
    return "it trains"


after = {name: trains_after(getattr(torch, name)()) for name in ("inference_mode", "no_grad")}
print(after)
assert after == {"inference_mode": "Inference tensors cannot be saved for backward", "no_grad": "it trains"}
PYTHON
