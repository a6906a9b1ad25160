"""One group of networks on its way through training."""

import numpy as np
import torch

from optcourse.networks.curvature import HessianOperator, top_eigenvalues
from optcourse.networks.ensembles.examples import Examples
from optcourse.networks.ensembles.measures import Objective
from optcourse.networks.ensembles.rules import Clipping
from optcourse.networks.ensembles.stopping import Watch
from optcourse.records.sweeps import progress

CURVED = {"curvature", "sharpness"}


class Run:
    """`through()` trains the n members of `group` by `work`, their `Plan`, and returns its record.

    `running` (n,) are those that have neither diverged nor stopped: the others' gradients and
    rates are replaced by zeros (not multiplied, so no nan survives), which leaves their
    parameters and everybody else's as they are.
    """

    def __init__(self, group, work, members):
        self.group, self.work, self.theta = group, work, group.theta
        self.rule = work.rule.of(members, self.theta)
        self.state = self.rule.init(self.theta)
        losses, clips = ([each[k] for k in members] for each in (work.losses, work.clips))
        feed = work.feed.of(members)
        self.objective = Objective(losses, feed.weights(self.theta))
        self.plain = Objective(losses)
        self.clip = Clipping(clips, self.theta)
        self.batches = self._batches(feed, members)
        fixed = (work.measure_on, work.validation)
        self.measure_on, self.validation = (each and each.of(members).pair for each in fixed)
        self.watch = work.early_stopping and Watch(work.early_stopping, self.theta)
        self.running = torch.ones(len(members), dtype=torch.bool, device=self.theta.device)
        self.diverged_at = torch.full_like(self.running, -1, dtype=torch.long)
        self.stopped_at = self.diverged_at.clone()
        self.records = {name: [] for name in work.record}
        self.buffer, self.vectors = torch.empty_like(self.theta), None

    def through(self):
        """All steps; the record by name, each (n, T) or (n,) in NumPy."""
        moments = set(self.work.moments.tolist())
        for step in progress(range(self.work.num_steps + 1), "training"):
            if self.watch and step % self.watch.stopping.every == 0:
                self._look(step)
            self._advance(step, step in moments)
            if not bool(self.running.any()):
                break
        return self._record()

    def _advance(self, step, due):
        """One step of every running member, with a record of where it started if one is `due`."""
        X, y = next(self.batches)
        outputs = self.group(X)
        loss = self.objective.loss(outputs, y)
        measured_here = due and self.measure_on is None
        operator = self._operator(loss) if measured_here and CURVED & set(self.records) else None
        grad = self._grad(loss, self.buffer) if operator is None else operator.grad
        norm = grad.norm(dim=1)
        if measured_here:
            self._note(self.objective, outputs, y, loss.detach(), norm, operator)
        elif due:
            self._note_on(*self.measure_on)
        self._drop(step, loss.detach(), norm)
        if step < self.work.num_steps:
            self._update(step, grad, norm)

    def _grad(self, loss, out=None):
        """∂loss/∂θ of every member, flat: (n, P), in `out` if that is given."""
        grads = torch.autograd.grad(loss.sum(), self.group.params, materialize_grads=True)
        return torch.cat([grad.flatten(1) for grad in grads], dim=1, out=out)

    def _operator(self, loss):
        return HessianOperator(loss, self.group.params)

    def _drop(self, step, loss, norm):
        finite = torch.isfinite(loss + norm)
        if not bool(finite.all()):
            fell = self.running & ~finite
            self.diverged_at = torch.where(fell, step, self.diverged_at)
            self.running = self.running & finite

    @torch.no_grad()
    def _update(self, step, grad, norm):
        grad, rate = self.clip(grad, norm), self.rule.rate(step)
        if not bool(self.running.all()):
            running = self.running[:, None]
            grad = torch.where(running, grad, 0)
            rate = torch.where(running, torch.as_tensor(rate).to(grad), 0)
        self.rule.step(self.theta, grad, self.state, rate, step)

    @torch.no_grad()
    def _look(self, step):
        """Early stopping: measure, remember the best, end those that have waited long enough."""
        values = self._on_validation()[f"val_{self.watch.stopping.criterion}"]
        stop = self.watch.look(step, values, self.theta, self.running)
        self.stopped_at = torch.where(stop, step, self.stopped_at)
        self.running = self.running & ~stop

    @torch.no_grad()
    def _on_validation(self):
        X, y = self.validation
        outputs = self.group(X)
        values = {"val_loss": self.plain.loss(outputs, y)}
        return (
            values
            if y.is_floating_point()
            else values | {"val_error": self.plain.error(outputs, y)}
        )

    def _note_on(self, X, y):
        """Record on fixed examples instead of the batch."""
        outputs = self.group(X)
        loss = self.plain.loss(outputs, y)
        needs = set(self.records)
        operator = self._operator(loss) if needs & CURVED else None
        norm = None
        if "grad_norm" in needs:
            norm = (self._grad(loss) if operator is None else operator.grad).norm(dim=1)
        self._note(self.plain, outputs, y, loss.detach(), norm, operator)

    def _note(self, objective, outputs, y, loss, norm, operator):
        values = {"loss": loss, "grad_norm": norm}
        if "error" in self.records:
            values["error"] = objective.error(outputs, y)
        if "param_norm" in self.records:
            values["param_norm"] = self.theta.norm(dim=1)
        if "curvature" in self.records:
            values["curvature"] = operator.curvature_along_gradient()
        if "sharpness" in self.records:
            values["sharpness"] = self._sharpness(operator)
        if {"val_loss", "val_error"} & set(self.records):
            values |= self._on_validation()
        for name, kept in self.records.items():
            kept.append(values[name])

    def _sharpness(self, operator):
        spectrum = top_eigenvalues(operator, start=self.vectors)
        self.vectors = spectrum.vectors[..., 0]
        return spectrum.eigenvalues[:, 0]

    def _batches(self, feed, members):
        if not isinstance(self.work.data, Examples):
            return feed.drawn(self.work.data, self.theta)
        data = self.work.data.of(members)
        return feed.whole(data) if self.work.full_batch else feed.stored(data)

    def _record(self):
        """What was noted, with nan for moments after all members had ended."""
        count = len(self.work.moments)
        record = {
            name: _columns(kept, len(self.theta), count) for name, kept in self.records.items()
        }
        ends = {"diverged_at": self.diverged_at, "stopped_at": self.stopped_at}
        record |= {name: each.cpu().numpy() for name, each in ends.items()}
        best_step, best = np.full(len(self.theta), -1), np.full(len(self.theta), np.nan)
        if self.watch:
            self.watch.restore(self.theta)
            best_step, best = self.watch.best_step.cpu().numpy(), self.watch.best
            best = torch.where(torch.isfinite(best), best, torch.nan).double().cpu().numpy()
        return record | {"best_step": best_step, "best": best}


def _columns(kept, size, count):
    whole = np.full((size, count), np.nan)
    for k, column in enumerate(kept):
        whole[:, k] = column.double().cpu().numpy()
    return whole
