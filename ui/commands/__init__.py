"""What the commands of every day do, without a window."""
