"""Making the face weights: pictures, augmentation, training, evaluation."""
