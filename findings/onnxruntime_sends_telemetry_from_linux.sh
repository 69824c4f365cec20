#!/usr/bin/env bash
# onnxruntime 1.32.0, the wheel of PyPI, on Linux: merely importing it writes an identity of the machine (deviceid) and a
# database of events (program, system, processor, memory) into ~/.cache/Microsoft/DeveloperTools, and within 100 seconds a
# process that has made a session asks the name server for mobile.events.data.microsoft.com (watched with strace, not
# repeated here). Nothing is printed. onnxruntime.disable_telemetry_events() comes too late. Only ORT_DISABLE_TELEMETRY=1
# before the import keeps it quiet, or CI=true, which test machines set: so tests there do not see it.
# Seen: two files with 1.32.0, also with disable_telemetry_events(); none with either variable; none with 1.28.0.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
unset ORT_DISABLE_TELEMETRY CI
cat >"$work/look.py" <<'PYTHON'
import sys

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

if "too_late" in sys.argv:
    onnxruntime.disable_telemetry_events()
x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [2])
y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [2])
graph = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "twice", [x], [y])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
assert session.run(None, {"x": np.array([1, 2], np.float32)})[0].tolist() == [2, 4]
PYTHON

files_after() { # version, then variables and arguments
    local version=$1 home="$work/home-$RANDOM"
    shift
    mkdir "$home"
    env HOME="$home" XDG_CACHE_HOME="$home/.cache" "${@/#look/$work/look.py}" >&2
    find "$home" -type f -path '*onnxruntime*' | wc -l
}

for version in 1.28.0 1.32.0; do
    python3 -m venv "$work/$version"
    "$work/$version/bin/pip" install --quiet --disable-pip-version-check "onnxruntime==$version" onnx==1.19.1
done
older=$(files_after 1.28.0 "$work/1.28.0/bin/python" look)
plain=$(files_after 1.32.0 "$work/1.32.0/bin/python" look)
late=$(files_after 1.32.0 "$work/1.32.0/bin/python" look too_late)
ci=$(files_after 1.32.0 CI=true "$work/1.32.0/bin/python" look)
told=$(files_after 1.32.0 ORT_DISABLE_TELEMETRY=1 "$work/1.32.0/bin/python" look)
echo "files written: 1.28.0 $older; 1.32.0 $plain; with disable_telemetry_events() $late; with the variable $told, with CI $ci"
[[ $older == 0 && $plain -gt 0 && $late -gt 0 && $told == 0 && $ci == 0 ]]
