"""What spoils a voice on its way: noise, rooms, lines, levels, another pace.

Everything here does what its arguments say. Training draws them by chance, evaluation fixes them; and what an
evaluation tries is, but for the pink noise, made in another way than what a training hears, on purpose.
"""
