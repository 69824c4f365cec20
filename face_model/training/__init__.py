"""Training the face model: corpora, crop cache, augmentation, Lightning module."""
