"""The words beside the voice: recognised offline, scored, never part of the fusion."""
