"""Two keys while another program is in front: one file for each kind of desktop."""
