"""Voices as pictures: spectrograms drawn for a network that once learnt photographs."""
