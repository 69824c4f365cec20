"""Pleasant or unpleasant voices, learnt from what was said."""
