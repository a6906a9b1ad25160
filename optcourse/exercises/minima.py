"""Checks of the exercises on local minima."""
