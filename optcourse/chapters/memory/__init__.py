"""The chapter on long-term dependencies."""
