"""Whose voice it is: a voice as a point, and which of two points a stretch of sound is nearer to."""
