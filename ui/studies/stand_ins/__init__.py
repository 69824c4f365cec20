"""A camera and a microphone without hardware, and a stage of flashes and beeps before them."""
