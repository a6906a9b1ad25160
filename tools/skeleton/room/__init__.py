"""The chapter on TITLE."""
