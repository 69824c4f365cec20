"""Picture to face evidence: camera, face mesh, alignment, facial expression network."""
