"""What the analysers say beside picture and sound, to be shown in the language spoken."""

from __future__ import annotations

from ui.wording.translation import mark

VOICE = (
    mark("very loud: the sound is distorted"),
    mark("quiet"),
    mark("no speech"),
    mark("noisy"),
    mark("speech heard"),
)
FACE = (
    mark("in view"),
    mark("turned a little away"),
    mark("turned away"),
    mark("too dark"),
    mark("too bright"),
    mark("no face in view"),
    mark("the person you chose is not in view"),
    mark("far away"),
    mark("blurred"),
    mark("in shadow or partly covered"),
    mark("grainy; more light would help"),
    mark("partly out of view"),
    mark("hard to follow"),
    mark("unlike the faces learnt from"),
)
