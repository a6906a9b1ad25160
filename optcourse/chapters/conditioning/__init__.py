"""The chapter on ill-conditioning."""
