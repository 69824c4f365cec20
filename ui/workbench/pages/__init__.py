"""The pages in docs/results, written from the artefacts beside them."""
