"""Studies of the face model: what each part is worth."""
