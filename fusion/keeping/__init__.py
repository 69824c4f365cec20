"""Sound and picture of a session, kept as Matroska where the user asks for it; they are not otherwise."""
