"""A conversation along a line of time, in lanes that are zoomed and moved together."""
