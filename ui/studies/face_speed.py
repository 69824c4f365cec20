"""Could a frame be read faster, and would the answers stay the same? Times of the alternatives."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np

from face_model.alignment import align
from face_model.classifier import SHIPPED_WEIGHTS
from face_model.engines import face_mesh
from face_model.landmarks import FaceMesh
from face_model.ranges import answering
from face_model.sparing import SparingMesh
from face_model.training.held_out import answering as in_floats
from face_model.training.teachers import load_network, load_teachers
from fusion.arrays import Float32Array
from fusion.recordings.recording import Recording
from fusion.stored_model import read_model
from ui.demo.clip import DEMO_CLIP
from ui.studies.shipped import shipped_digests
from ui.studies.speed import machine, timed

_FRAMES = 65
SHIPPED = "ONNX Runtime in eight bits, crop and mirror image (shipped)"
FLOATS = "ONNX Runtime in floats, crop and mirror image"


def variants() -> dict[str, Any]:
    """Processor's milliseconds of each alternative and how far it moves the log-probabilities; for JSON."""
    import torch

    torch.set_num_threads(1)
    frames = [frame.image for frame in islice(Recording(DEMO_CLIP).video_frames(), 0, 2 * _FRAMES, 2)]
    meshes = {}
    ways_of_finding: dict[str, Callable[[], FaceMesh]] = {
        "1 face, now and then a look for others (shipped)": SparingMesh,
        "1 face": lambda: face_mesh(max_faces=1),
        "up to 4 faces": face_mesh,
    }
    for words, made in ways_of_finding.items():
        with made() as mesh:
            meshes[words] = timed(words, lambda i, mesh=mesh: mesh.find(frames[i])).processor_ms  # type: ignore[misc]
            (points, *_) = mesh.find(frames[0])
    crop = align(frames[0], points)
    networks = {}
    shipped = read_model(SHIPPED_WEIGHTS, answering, missing="{file} is missing", unfit="they do not fit")
    floats = in_floats(load_network(SHIPPED_WEIGHTS))
    with torch.inference_mode():
        both = torch.from_numpy(np.stack([crop, crop[:, ::-1]]))
        ways = {SHIPPED: lambda: [torch.from_numpy(shipped.graph(both.numpy())[1])]}
        ways[FLOATS] = lambda: [torch.from_numpy(floats(both.numpy())[1])]
        ways |= _ways(load_teachers([SHIPPED_WEIGHTS])[0], both)
        expected = _log_p(ways[FLOATS])
        for words, way in ways.items():
            networks[words] = {"processor_ms": timed(words, lambda _, way=way: way()).processor_ms}  # type: ignore[misc]
            answer = _log_p(way)
            if answer.shape == expected.shape:
                networks[words]["largest_change"] = float(np.abs(answer - expected).max())
    return machine() | {"weights_sha256": shipped_digests("face"), "mesh": meshes, "network": networks}


def _ways(network: Any, both: Any) -> dict[str, Callable[[], Any]]:
    """Ways to ask torch about a crop and its mirror image."""
    import torch

    laid_out = copy.deepcopy(network).to(memory_format=torch.channels_last)
    frozen = torch.jit.optimize_for_inference(torch.jit.trace(network, both))  # type: ignore[no-untyped-call]

    def in_bf16() -> Any:
        with torch.autocast("cpu", torch.bfloat16):
            return laid_out(both)

    return {
        "torch, crop and mirror image": lambda: network(both),
        "torch, crop alone": lambda: network(both[:1]),
        "torch, weights laid out channels last": lambda: laid_out(both),
        "torch, frozen graph": lambda: frozen(both),
        "torch, bf16": in_bf16,
    }


def _log_p(way: Callable[[], Any]) -> Float32Array:
    result: Float32Array = way()[0].float().log_softmax(dim=1).numpy()
    return result
