"""The loops over time of stacked recurrent networks, with backpropagation through time by hand.

Autograd would record every step and add up every step's part of the weights' gradient; by hand a
step costs two batched products, and the weights' gradient is one product at the end. Both passes
are made of differentiable operations on what they return, so Hessian products go through them.
T steps, N networks, B sequences, H hidden units.
"""

import torch

tanh_backward = torch.ops.aten.tanh_backward  # grad · (1 - output²)


class TanhStates(torch.autograd.Function):
    """h_t = tanh(a_t + W h_{t-1}) from h_0 = 0: (T, N, B, H) for a like it and W (N, H, H).

    Goodfellow et al. (2016), equations 10.8, 10.9; backward 10.20, 10.21 and 10.26.
    """

    @staticmethod
    def forward(ctx, inputs, recurrent):
        states, transposed = torch.empty_like(inputs), recurrent.mT.contiguous()
        torch.tanh(inputs[0], out=states[0])
        for t in range(1, len(inputs)):
            torch.baddbmm(inputs[t], states[t - 1], transposed, out=states[t]).tanh_()
        ctx.save_for_backward(recurrent, states)
        return states

    @staticmethod
    def backward(ctx, grad):
        recurrent, states = ctx.saved_tensors
        grads, outputs = grad.unbind(), states.unbind()
        deltas = [tanh_backward(grads[-1], outputs[-1])]
        for grad_t, output in zip(grads[-2::-1], outputs[-2::-1], strict=True):
            reached = torch.baddbmm(grad_t, deltas[-1], recurrent)
            deltas.append(tanh_backward(reached, output))
        deltas = torch.stack(deltas[::-1])
        return deltas, _outer(deltas[1:], states[:-1])


class LSTMStates(torch.autograd.Function):
    """States (T, N, B, H), cells (T, N, B, H) and gates (T, N, B, 4H) of an LSTM from zeros.

    The gates are stacked as torch does: input, forget, cell, output. `inputs` (T, N, B, 4H) hold
    what the input and the biases give to them, `recurrent` is (N, 4H, H). Hochreiter and
    Schmidhuber (1997) with the forget gate of Gers, Schmidhuber and Cummins (2000).
    """

    @staticmethod
    def forward(ctx, inputs, recurrent):
        ctx.set_materialize_grads(False)
        gates, transposed = inputs.clone(), recurrent.mT.contiguous()
        hidden = recurrent.shape[-1]
        cells, states = (inputs.new_empty(*inputs.shape[:-1], hidden) for _ in range(2))
        for t, gate in enumerate(gates.unbind()):
            if t:
                gate.baddbmm_(states[t - 1], transposed)
            _activate(gate)
            take, keep, fresh, show = gate.split(hidden, dim=-1)
            torch.mul(take, fresh, out=cells[t])
            if t:
                cells[t].addcmul_(keep, cells[t - 1])
            torch.tanh(cells[t], out=states[t]).mul_(show)
        ctx.save_for_backward(recurrent, states, cells, gates)
        return states, cells, gates

    @staticmethod
    def backward(ctx, grad, grad_cells, grad_gates):
        recurrent, states, cells, gates = ctx.saved_tensors
        grad = torch.zeros_like(states) if grad is None else grad
        take, keep, fresh, show = gates.chunk(4, dim=-1)
        seen, before = cells.tanh(), torch.cat([torch.zeros_like(cells[:1]), cells[:-1]])
        slopes = torch.cat(
            [take * (1 - take), keep * (1 - keep), 1 - fresh * fresh, show * (1 - show)], dim=-1
        )
        through_cell = (slopes * torch.cat([fresh, before, take, seen], dim=-1)).unbind()
        into_cell = (show * (1 - seen * seen)).unbind()
        grads, keeps, deltas, carried = grad.unbind(), keep.unbind(), [], None
        for t in reversed(range(len(states))):
            reached = torch.baddbmm(grads[t], deltas[-1], recurrent) if deltas else grads[t]
            at_cell = reached * into_cell[t]
            at_cell = at_cell if carried is None else at_cell + carried
            at_cell = at_cell if grad_cells is None else at_cell + grad_cells[t]
            delta = torch.cat([at_cell, at_cell, at_cell, reached], dim=-1) * through_cell[t]
            deltas.append(delta if grad_gates is None else delta + grad_gates[t] * slopes[t])
            carried = at_cell * keeps[t]
        deltas = torch.stack(deltas[::-1])
        return deltas, _outer(deltas[1:], states[:-1])


def _activate(gate):
    """Sigmoid of the input, forget and output gates, tanh of the cell's, in place."""
    take_keep, fresh, show = gate.tensor_split([gate.shape[-1] // 2, 3 * gate.shape[-1] // 4], -1)
    take_keep.sigmoid_()
    fresh.tanh_()
    show.sigmoid_()


def _outer(deltas, states):
    """Σ over time and sequences of delta stateᵀ: (N, G, H) for (T, N, B, G) and (T, N, B, H)."""
    return torch.einsum("tnbg,tnbh->ngh", deltas, states)
