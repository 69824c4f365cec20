"""Why a voice or a face counts for little: what is most in the way, as the card says it."""

from __future__ import annotations

from fusion.evidence import Evidence
from ui.wording.translation import mark, tr

IN_THE_WAY = 0.6
"""A part of the quality below this, 0..1, is in the way; as in :mod:`face_model.quality`."""
_REASONS = {
    "size": mark("face far away"),
    "sharpness": mark("face blurred"),
    "features": mark("face in shadow or covered"),
    "grain": mark("grainy picture"),
    "exposure": mark("too dark or too bright"),
    "pose": mark("face turned away"),
    "in_frame": mark("face partly out of view"),
    "steadiness": mark("face hard to follow"),
    "speech": mark("few words so far"),
    "signal_to_noise": mark("noise around"),
    "clipping": mark("too loud"),
    "familiar": mark("unlike what Attune knows"),
}


def why_little(evidence: Evidence) -> str:
    """The worst part of the evidence's quality in two or three words; "" where nothing is in the way."""
    known = {name: value for name, value in evidence.quality_parts.items() if name in _REASONS}
    worst = min(known, key=lambda name: known[name], default=None)
    return tr(_REASONS[worst]) if worst is not None and known[worst] < IN_THE_WAY else ""
