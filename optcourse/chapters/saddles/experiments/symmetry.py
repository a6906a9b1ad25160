"""Claims D11 to D15: units that are zero or equal up to sign, and what minibatches do there."""

import torch


def made_symmetric(net, theta, tolerance=1e-6):
    """`theta` (N, P) with units that are almost zero, or equal up to sign, made exactly so.

    And how many different units are left in each, (N,). A unit is its row of weights, its bias and
    its outgoing weights; tanh is odd, so a unit and its negative do the same. Two rows count as
    equal if no entry differs by more than `tolerance`.
    """
    units, biases = net.units(theta)
    units, counts = units.clone(), []
    for rows in units:
        groups, zeros = _groups(rows, tolerance)
        rows[zeros] = 0
        for group in groups:
            mean = sum(sign * rows[j] for j, sign in group) / len(group)
            for j, sign in group:
                rows[j] = sign * mean
        counts.append(len(groups))
    return net.from_units(units, biases), torch.tensor(counts)


def _groups(rows, tolerance):
    """Of the units (h, ...): lists of (place, sign) that are equal up to sign; those at zero."""
    groups, zeros = [], []
    for j, row in enumerate(rows):
        if row.abs().max() <= tolerance:
            zeros.append(j)
            continue
        for group in groups:
            first = rows[group[0][0]]
            near = [s for s in (1, -1) if (first - s * row).abs().max() <= tolerance]
            if near:
                group.append((j, near[0]))
                break
        else:
            groups.append([(j, 1)])
    return groups, zeros


def with_zero_units(small, large, theta):
    """Parameters (N, P) of the net `large` that do what `theta` does in `small`: the rest is 0."""
    units, biases = small.units(theta)
    added = units.new_zeros(len(units), large.hidden - small.hidden, units.shape[2])
    return large.from_units(torch.cat([units, added], dim=1), biases)


def noise_along_steepest(net, theta):
    """Variance of the examples' gradients along the lowest eigenvector of H, for θ (N, P): (N,).

    As a multiple of that along an average direction, vᵀΣv ÷ (tr Σ/P).
    """
    steepest = torch.linalg.eigh(net.all_derivatives(theta)[2])[1][:, :, 0]
    picks = torch.arange(len(net.X))[:, None]
    shares = []
    for point, v in zip(theta, steepest, strict=True):
        grads = net.loss_and_grad(point.expand(len(picks), -1), picks)[1]
        spread = grads.var(dim=0, correction=0).sum() / len(v)
        shares.append((grads @ v).var(correction=0) / spread)
    return torch.stack(shares)
