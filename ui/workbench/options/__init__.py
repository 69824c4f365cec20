"""Options that several commands have, and those of the everyday commands."""
