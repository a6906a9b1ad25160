"""The chapter on cliffs."""
