"""The chapter on adaptive steps."""
