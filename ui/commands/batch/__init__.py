"""Many recordings: which they are, one after the other or side by side, and which are finished already."""
