"""What a module runs through is found in the source: at the top, inside functions, and further down."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ui.studies import import_closure
from ui.studies.import_closure import closure_digest


def test_what_the_answers_are_made_with_is_found() -> None:
    face = import_closure.import_closure("face_model.evaluation.fusion_examples")
    assert {"face_model.finding", "face_model.expression_graph", "face_model.corpora.fer2013"} <= face.keys()
    voice = import_closure.import_closure("audio_model.evaluation.fusion_examples")
    # The corpora are imported inside a function.
    assert {"audio_model.voice_graph", "audio_model.corpora.clips", "fusion.calibration"} <= voice.keys()
    assert not any(name.startswith(("ui", "torch", "numpy")) for name in {*voice, *face})


@pytest.mark.parametrize("module", ["audio_model.evaluation.clips", "face_model.evaluation.fusion_examples"])
def test_it_holds_what_python_itself_loads(module: str) -> None:
    code = f"import sys, {module}; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    own = {name for name in loaded.split() if name.split(".")[0] in import_closure.PACKAGES}
    assert module in own
    assert own <= import_closure.import_closure(module).keys()


def test_a_change_far_below_changes_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = closure_digest("face_model.evaluation.fusion_examples")
    assert closure_digest("face_model.evaluation.fusion_examples") == before
    real = import_closure.import_closure("face_model.evaluation.fusion_examples")
    changed = real | {"face_model.finding": real["face_model.alignment"]}
    monkeypatch.setattr(import_closure, "import_closure", lambda module: changed)
    assert closure_digest("face_model.evaluation.fusion_examples") != before


def test_a_module_that_is_not_there_is_said() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"face_model\.nowhere"):
        import_closure.import_closure("face_model.nowhere")
