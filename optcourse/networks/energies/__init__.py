"""Models whose probabilities are known only up to a factor, and what they are trained by.

Small enough to enumerate, so that the gradient which nobody can afford is known here to rounding:
`rbm` (with contrastive divergence), `boltzmann` (with pseudo-likelihood), `scores` (score
matching). NumPy only, nothing branches on a value: explorers compile them. Arrays of parameters
may have axes before the last, one model for each.
"""
