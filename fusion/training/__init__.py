"""The one trainer of voice and face: runs that save themselves and go on, their bar, log and schedule."""
