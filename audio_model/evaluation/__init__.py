"""How well the voice model does: on clips, in rooms, over lines, and as examples for the fusion."""
