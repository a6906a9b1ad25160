"""Checks of the exercises on surrogate losses and early stopping."""
