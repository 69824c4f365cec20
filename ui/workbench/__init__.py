"""The researcher's commands: train, evaluate, draw, compare."""
