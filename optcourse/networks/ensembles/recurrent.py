"""The loops over time of stacked recurrent networks, with backpropagation through time by hand.

Autograd would record every step and add up every step's part of the weights' gradient; by hand a
step costs two batched products, and the weights' gradient is one product at the end. Both passes
are made of differentiable operations on what they return, so Hessian products go through them.

N networks, B sequences of T steps, H hidden units. States are columns, (N, H, B): a product W h
with B columns is twice as fast as one with H. All steps side by side are (N, H, T · B).
"""

import torch

from optcourse.networks.tanhs import Tanh, tanh, tanh_backward


class TanhStates(torch.autograd.Function):
    """h_t = tanh(a_t + W h_{t-1}) from h_0 = 0: the last state (N, B, H), all of them (T, N, H, B).

    `inputs` a (N, H, T · B), `recurrent` W (N, H, H), `length` T. Goodfellow et al. (2016),
    equations 10.8 and 10.9; backward 10.20, 10.21 and 10.26.
    """

    @staticmethod
    def forward(ctx, inputs, recurrent, length):
        ctx.set_materialize_grads(False)
        states, before = _apart(inputs, length), None
        for state in states.unbind():
            before = tanh(state if before is None else state.baddbmm_(recurrent, before), state)
        ctx.save_for_backward(recurrent, states)
        return before.mT.contiguous(), states

    @staticmethod
    def backward(ctx, grad_last, grad_states):
        recurrent, states = ctx.saved_tensors
        reached, deltas = _columns(grad_last, states[-1]), []
        for t, state in reversed(list(enumerate(states.unbind()))):
            reached = _sum(reached, _at(grad_states, t))
            deltas.append(tanh_backward(reached, state))
            reached = torch.bmm(recurrent.mT, deltas[-1]) if t else None
        deltas = torch.stack(deltas[::-1], dim=2).flatten(2)
        return deltas, _outer(deltas, states), None


class LSTMStates(torch.autograd.Function):
    """The last state (N, B, H) of an LSTM from zeros, all states, cells and gates.

    `inputs` (N, 4H, T · B) is what the input and the biases give to the gates, stacked as torch
    does: input, forget, cell, output; `recurrent` (N, 4H, H). Hochreiter and Schmidhuber (1997)
    with the forget gate of Gers, Schmidhuber and Cummins (2000). States and cells (T, N, H, B)
    and gates (T, N, 4H, B) are returned so that the backward pass can be differentiated again.
    """

    @staticmethod
    def forward(ctx, inputs, recurrent, length):
        ctx.set_materialize_grads(False)
        gates = _apart(inputs, length)
        shape = (*gates.shape[:2], recurrent.shape[-1], gates.shape[-1])
        states, cells = inputs.new_empty(shape), inputs.new_empty(shape)
        for t, (gate, cell, state) in enumerate(zip(gates, cells, states, strict=True)):
            if t:
                gate.baddbmm_(recurrent, states[t - 1])
            take, keep, fresh, show = _activated(gate)
            torch.mul(take, fresh, out=cell)
            if t:
                cell.addcmul_(keep, cells[t - 1])
            tanh(cell, state).mul_(show)
        ctx.save_for_backward(recurrent, states, cells, gates)
        return states[-1].mT.contiguous(), states, cells, gates

    @staticmethod
    def backward(ctx, grad_last, grad_states, grad_cells, grad_gates):
        recurrent, states, cells, gates = ctx.saved_tensors
        slopes, seen = _slopes(gates).unbind(), Tanh.apply(cells).unbind()
        before = [torch.zeros_like(cells[0]), *cells[:-1].unbind()]
        at_state, at_cell, deltas = _columns(grad_last, states[-1]), None, []
        for t, gate in reversed(list(enumerate(gates.unbind()))):
            at_state = _sum(at_state, _at(grad_states, t))
            at_cell = _sum(at_cell, _at(grad_cells, t))
            at_gates, at_cell = _through_cell(at_state, at_cell, gate, seen[t], before[t])
            deltas.append(_sum(at_gates, _at(grad_gates, t)) * slopes[t])
            at_state = torch.bmm(recurrent.mT, deltas[-1])
        deltas = torch.stack(deltas[::-1], dim=2).flatten(2)
        return deltas, _outer(deltas, states), None


def _activated(gate):
    """Sigmoid of the input, forget and output gates, tanh of the cell's, in place; all four."""
    take, keep, fresh, show = gate.chunk(4, dim=1)
    gate.narrow(1, 0, 2 * take.shape[1]).sigmoid_()
    tanh(fresh, fresh)
    show.sigmoid_()
    return take, keep, fresh, show


def _through_cell(at_state, at_cell, gate, seen, before):
    """∂L/∂gates_t, and their part of ∂L/∂c_{t-1}, from ∂L/∂h_t and later steps' of ∂L/∂c_t."""
    take, keep, fresh, show = gate.chunk(4, dim=1)
    at_cell = _sum(tanh_backward(at_state * show, seen), at_cell)
    at_gates = [at_cell * fresh, at_cell * before, at_cell * take, at_state * seen]
    return torch.cat(at_gates, dim=1), at_cell * keep


def _slopes(gates):
    """Derivatives of the gates (T, N, 4H, B) by what went into them: σ(1 - σ), and 1 - tanh²."""
    squares, hidden = gates * gates, gates.shape[2] // 4
    fresh = 1 - squares.narrow(2, 2 * hidden, hidden)
    return (gates - squares).slice_scatter(fresh, 2, 2 * hidden, 3 * hidden)


def _apart(columns, length):
    """(N, H, T · B) as new (T, N, H, B)."""
    return columns.unflatten(2, (length, -1)).permute(2, 0, 1, 3).contiguous()


def _together(steps):
    """(T, N, H, B) as (N, H, T · B)."""
    return steps.permute(1, 2, 0, 3).flatten(2)


def _outer(deltas, states):
    """Σ over t and sequences of delta_t h_{t-1}ᵀ: (N, G, H) for (N, G, T · B) and (T, N, H, B)."""
    later, earlier = deltas[..., states.shape[-1] :], _together(states[:-1])
    return torch.bmm(later, earlier.mT)


def _columns(grad_last, state):
    """A gradient (N, B, H) of the last state as one (N, H, B) like `state`; None is zero."""
    return torch.zeros_like(state) if grad_last is None else grad_last.mT.contiguous()


def _at(grad, t):
    return None if grad is None else grad[t]


def _sum(one, other):
    """Their sum; a gradient that is None is zero."""
    if one is None or other is None:
        return other if one is None else one
    return one + other
