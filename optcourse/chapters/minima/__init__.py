"""The chapter on local minima."""
