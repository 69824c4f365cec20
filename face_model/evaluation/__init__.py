"""How well the face model does: on pictures, clean and spoilt, and as examples for the fusion."""
