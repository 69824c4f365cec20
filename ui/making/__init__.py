"""What makes the demo and the pictures of the window; not part of what is installed."""
