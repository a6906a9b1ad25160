"""Training as a sequence of moments: where networks stand before each update, and at the end."""

from functools import cached_property

import torch

from optcourse.arrays import descend
from optcourse.networks.curvature import HessianOperator
from optcourse.networks.ensembles.measures import Measures
from optcourse.records.sweeps import progress
from optcourse.rules import Clipping


class Ends:
    """Which of n networks still learn, `running` (n,), and when the others ended.

    `diverged_at` and `stopped_at` (n,): the steps, -1 for those that have not.
    """

    def __init__(self, theta):
        self.running = torch.ones(len(theta), dtype=torch.bool, device=theta.device)
        self.diverged_at = torch.full_like(self.running, -1, dtype=torch.long)
        self.stopped_at = self.diverged_at.clone()

    def stop(self, step, which):
        """End those of the running that are in `which` (n,)."""
        self.stopped_at = torch.where(self.running & which, step, self.stopped_at)
        self.running = self.running & ~which

    def drop(self, step, values):
        """End those whose `values` (n,) are not finite."""
        finite = torch.isfinite(values)
        if not bool(finite.all()):
            self.diverged_at = torch.where(self.running & ~finite, step, self.diverged_at)
            self.running = self.running & finite


class Moment:
    """Where N networks stand after `step` updates, and the batch that they are about to learn.

    `X`, `y`; `outputs` (N, m, k) and `loss` (N,) of this batch, with their graph. Made when asked
    for: `grad` (N, P), before clipping, which lasts until the next moment; `norm` (N,), its
    length; `error` (N,); `operator`, products with the Hessian, which cost least if asked for
    before `grad`. The `ensemble` itself moves on with the next moment.
    """

    def __init__(self, ensemble, step, batch, measures, ends, out=None):
        self.ensemble, self.step, self.ends = ensemble, step, ends
        self.X, self.y = batch
        self._measures, self._out = measures, out
        self.outputs = ensemble(self.X)
        self.loss = measures.loss(self.outputs, self.y)

    @cached_property
    @torch.enable_grad()
    def operator(self):
        """The `HessianOperator` of all networks' losses on this batch."""
        return HessianOperator(self._fresh_loss(), self.ensemble.params)

    @cached_property
    def grad(self):
        """∂loss/∂θ of each network, flat: (N, P)."""
        if "operator" in vars(self):
            return self.operator.grad
        loss, params = self._fresh_loss(), self.ensemble.params
        ones = torch.ones_like(loss)
        grads = torch.autograd.grad(loss, params, ones, materialize_grads=True)
        return torch.cat([grad.flatten(1) for grad in grads], dim=1, out=self._out)

    def _fresh_loss(self):
        """The loss with a graph: made again where `grad` took it, or where there never was one."""
        if self.loss.requires_grad and "grad" not in vars(self):
            return self.loss
        with torch.enable_grad():
            return self._measures.loss(self.ensemble(self.X), self.y)

    @cached_property
    def norm(self):
        """‖grad‖ of each network, (N,)."""
        return self.grad.norm(dim=1)

    @property
    def error(self):
        """The fraction of this batch that each network puts in the wrong class, (N,)."""
        return self._measures.error(self.outputs, self.y)

    def on(self, X, y):
        """The same networks at the same step on other examples, where each counts alike."""
        return Moment(self.ensemble, self.step, (X, y), self._measures.plain, self.ends)

    @property
    def running(self):
        """Which networks still learn: neither diverged nor stopped, (N,)."""
        return self.ends.running

    def known(self, values):
        """`values` (N, …) of networks that still learn, nan for the others."""
        running = self.running.to(values.device).view(-1, *[1] * (values.ndim - 1))
        return torch.where(running, values, torch.nan)

    def stop(self, which):
        """End the training of some networks, `which` (N,) booleans, before this update."""
        self.ends.stop(self.step, which)


def moments(ensemble, work, members):
    """The moments of `ensemble` on its way through `work`, a `Plan`, for those of its members.

    Ended members get no update, which leaves their parameters and everybody else's as they are.
    """
    theta, ends = ensemble.theta, Ends(ensemble.theta)
    rule, feed = work.rule.of(members, theta), work.feed.of(members)
    clip = Clipping([work.clips[k] for k in members], theta)
    measures = Measures([work.losses[k] for k in members], feed.weights(theta))
    memory, batches, out = rule.remembers(theta), feed.batches(theta), torch.empty_like(theta)
    for step in progress(range(work.num_steps + 1), "training"):
        with torch.enable_grad():
            moment = Moment(ensemble, step, _next(batches, step, work), measures, ends, out)
        yield moment
        ends.drop(step, moment.loss.detach() + moment.norm)
        if step < work.num_steps:
            memory = _updated(theta, clip(moment.grad, moment.norm), memory, rule, step, ends)
        del moment  # its batch would take room in the cache while the next one is made


def _next(batches, step, work):
    """The batch of this step; ValueError if batches that were given have come to an end."""
    batch = next(batches, None)
    if batch is None:
        raise ValueError(
            f"data must give a batch for each of {work.num_steps} steps and one more, got {step}"
        )
    return batch


@torch.no_grad()
def _updated(theta, grad, memory, rule, step, ends):
    """θ ← θ − rate · direction in place, for the running members; what the rule remembers."""
    way, memory = rule.direction(grad, memory, step, theta)
    if bool(ends.running.all()):
        descend(theta, way, rule.rate(step))
    else:
        moved = theta - rule.rate(step) * way
        theta.copy_(torch.where(ends.running[:, None], moved, theta))
    return memory
