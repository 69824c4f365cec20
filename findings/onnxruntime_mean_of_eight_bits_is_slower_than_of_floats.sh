#!/usr/bin/env bash
# onnxruntime 1.28.0, the wheel of PyPI for x86-64 Linux: a network in eight bits (QDQ, as its own tools write it) whose
# pictures are halved by AveragePool gets the node QLinearAveragePool, which has no fast kernel: with the quantising before
# and after it, it takes 8 to 10 times the processor time of the same mean in floats, and of the same mean written as a
# convolution of four quarters a channel, which is as exact. In a residual network that halves by means (as ResNet-D does)
# one such node can cost as much as the convolutions around it; nothing is printed.
# Seen, with 1.32.0 too: eight bits 1.3 ms, floats .13 ms, convolution in eight bits .17 ms (16 x 64 x 24 x 24, one
# thread); the two in eight bits differ in 2 of 100,000 numbers, by one step, where the mean lies midway between two.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check onnxruntime==1.28.0 onnx==1.19.1 numpy==2.3.5
cat >"$work/look.py" <<'PYTHON'
import time

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

CHANNELS, EDGE, STEP = 64, 24, np.float32(0.05)
HALVES = {"kernel_shape": [2, 2], "strides": [2, 2]}
QUANTISED = ("step", "zero")


def session(*, whole: bool, convolution: bool = False) -> onnxruntime.InferenceSession:
    """A graph that halves pictures by the mean of each four numbers, in whole numbers or in floats."""
    known = {
        "step": STEP,
        "zero": np.uint8(128),
        "ones": np.ones((CHANNELS, 1, 2, 2), np.int8),
        "quarters": np.full(CHANNELS, 0.25, np.float32),
    }
    nodes, x = [], "x"
    if whole:
        nodes += [
            helper.make_node("QuantizeLinear", ["x", *QUANTISED], ["xq"]),
            helper.make_node("DequantizeLinear", ["xq", *QUANTISED], ["xd"]),
        ]
        x = "xd"
    if convolution:
        nodes += [
            helper.make_node("DequantizeLinear", ["ones", "quarters"], ["kernel"], axis=0),
            helper.make_node("Conv", [x, "kernel"], ["mean"], group=CHANNELS, **HALVES),
        ]
    else:
        nodes.append(helper.make_node("AveragePool", [x], ["mean"], **HALVES))
    if whole:
        nodes += [
            helper.make_node("QuantizeLinear", ["mean", *QUANTISED], ["mq"]),
            helper.make_node("DequantizeLinear", ["mq", *QUANTISED], ["y"]),
        ]
    else:
        nodes.append(helper.make_node("Identity", ["mean"], ["y"]))
    used = {name for node in nodes for name in node.input}
    graph = helper.make_graph(
        nodes,
        "halved",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", CHANNELS, EDGE, EDGE])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", CHANNELS, EDGE // 2, EDGE // 2])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in known.items() if name in used],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def worked_ms(made: onnxruntime.InferenceSession) -> float:
    began = time.process_time()
    made.run(None, {"x": x})
    return 1e3 * (time.process_time() - began)


x = np.random.default_rng(0).normal(0, 2, (16, CHANNELS, EDGE, EDGE)).astype(np.float32)
mean, in_floats, by_convolution = (
    session(whole=True), session(whole=False), session(whole=True, convolution=True)
)
pooled, convolved = (made.run(None, {"x": x})[0] for made in (mean, by_convolution))
apart = np.abs(pooled - convolved)
least = [min(worked_ms(made) for _ in range(30)) for made in (mean, in_floats, by_convolution)]
told = zip(("eight bits", "floats", "convolution in eight bits"), least, strict=True)
print("onnxruntime", onnxruntime.__version__, *(f"{name} {ms:.2f} ms," for name, ms in told), end=" ")
print(f"{(apart > STEP / 2).mean():.6f} of the numbers differ, by at most {apart.max() / STEP:.2f} steps")
assert least[0] > 4 * least[1] and least[0] > 4 * least[2]
assert apart.max() < 1.01 * STEP and (apart > STEP / 2).mean() < 0.001
PYTHON
env ORT_DISABLE_TELEMETRY=1 "$work/env/bin/python" "$work/look.py"
