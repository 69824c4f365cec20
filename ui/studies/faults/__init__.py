"""What Attune does when something goes wrong, tried on the command itself before devices without hardware."""
