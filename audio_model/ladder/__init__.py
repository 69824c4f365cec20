"""The ladder: from guessing by chance to Attune's network, each rung on the same clips."""
