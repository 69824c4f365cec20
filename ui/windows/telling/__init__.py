"""Sure changes said aloud or sounded, for those whose eyes are elsewhere."""
