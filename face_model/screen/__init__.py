"""The picture of a window, a screen or a part of one, in place of a camera's."""
