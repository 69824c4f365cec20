"""A camera, a microphone and a screen without hardware, and a stage of flashes and beeps before them."""
