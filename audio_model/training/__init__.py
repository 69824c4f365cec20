"""Making the voice weights: corpora, augmentation, training, evaluation."""
