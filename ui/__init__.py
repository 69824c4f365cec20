"""Composition root: desktop window, review window, command line."""

import os

from fusion.memory import leave_at_the_end, share_pools

# Before numpy is loaded: products of matrices are small here, and the threads of its library (OpenBLAS) wait
# for each other by spinning, which took a second core for nothing. Trainings have torch's own threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# typer's pydantic would look through all that is installed for additions to itself, at each start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
share_pools()
leave_at_the_end()

__version__ = "0.1.0"
