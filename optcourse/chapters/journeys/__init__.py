"""The chapter on right steps, wrong way."""
