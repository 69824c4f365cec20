"""Camera, microphone and screen without hardware, a stage of flashes and beeps; a made conversation."""
