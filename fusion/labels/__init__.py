"""What people say of a recording, read from the files of the tools they annotate with."""
