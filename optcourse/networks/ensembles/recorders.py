"""Who watches a training: what `train` records of it, and whom it stops early."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.curvature import top_eigenvalues
from optcourse.networks.ensembles.examples import Examples, examples
from optcourse.networks.ensembles.histories import ON_VALIDATION, RECORDS
from optcourse.networks.ensembles.measures import Measures
from optcourse.networks.ensembles.stopping import EarlyStopping, Watch
from optcourse.validation import one_of, whole

CURVED = {"curvature", "sharpness"}


@dataclass(frozen=True, eq=False)
class Looks:
    """What to look at, checked: names in `record`, at each of the steps `moments` (T,).

    On the batch, or on the examples of `measure_on`; on those of `validation`; and when to stop.
    """

    record: tuple
    moments: np.ndarray
    measure_on: Examples | None
    validation: Examples | None
    stopping: EarlyStopping | None


def looks(ensemble, work, record, every, measure_on, validation, early_stopping):
    """The `Looks` at a training by `work`, its `Plan`; ValueError names what does not fit."""
    fixed = {"measure_on": measure_on, "validation": validation}
    names = set(work.losses)
    fixed = {k: pair and examples(k, pair, ensemble, names) for k, pair in fixed.items()}
    every = whole("every", every, at_least=1)
    stopping = _stopping(early_stopping, fixed["validation"])
    record = _record(record, work.feed.data, fixed)
    return Looks(record, np.arange(0, work.num_steps + 1, every), stopping=stopping, **fixed)


def _record(record, data, fixed):
    record = (record,) if isinstance(record, str) else tuple(record)
    for name in record:
        one_of("record", name, RECORDS)
        if name in ON_VALIDATION and fixed["validation"] is None:
            raise ValueError(f"record of {name!r} needs validation examples, got validation=None")
    measured = [each for each in (data, *fixed.values()) if isinstance(each, Examples)]
    if "error" in "".join(record) and any(each.y.is_floating_point() for each in measured):
        raise ValueError("record of an error needs whole labels, got targets that are numbers")
    return record


def _stopping(stopping, validation):
    if stopping is None:
        return None
    if not isinstance(stopping, EarlyStopping):
        raise ValueError(f"early_stopping must be an EarlyStopping, got {stopping!r}")
    if validation is None:
        raise ValueError("early_stopping needs validation examples, got validation=None")
    if stopping.criterion == "error" and validation.y.is_floating_point():
        raise ValueError("early_stopping of targets that are numbers needs criterion='loss'")
    return stopping


class Recorder:
    """Watches the n `members` (indices) of `group` by `looks`: `see` each moment, then `record`."""

    def __init__(self, group, losses, looks, members):
        self.theta, self.group, self.looks = group.theta, group, looks
        self.plain = Measures([losses[k] for k in members])
        fixed = (looks.measure_on, looks.validation)
        self.measure_on, self.validation = (each and each.of(members).pair for each in fixed)
        self.watch = looks.stopping and Watch(looks.stopping, self.theta)
        self.due, self.vectors = set(looks.moments.tolist()), None
        self.records = {name: [] for name in looks.record}

    def see(self, moment):
        """Stop whom early stopping stops here, and record the others if that is due."""
        self.ends = moment.ends
        if self.watch and moment.step % self.watch.stopping.every == 0:
            moment.stop(self._waited_enough(moment))
        if moment.step in self.due and self.records:
            self._note(moment if self.measure_on is None else moment.on(*self.measure_on))

    def record(self):
        """What was noted, each (n, T) or (n,) in NumPy; nan after all members had ended."""
        count = len(self.looks.moments)
        record = {
            name: _columns(kept, len(self.theta), count) for name, kept in self.records.items()
        }
        ends = {"diverged_at": self.ends.diverged_at, "stopped_at": self.ends.stopped_at}
        record |= {name: each.cpu().numpy() for name, each in ends.items()}
        best_step, best = np.full(len(self.theta), -1), np.full(len(self.theta), np.nan)
        if self.watch:
            self.watch.restore(self.theta)
            best_step, best = self.watch.best_step.cpu().numpy(), self.watch.best
            best = torch.where(torch.isfinite(best), best, torch.nan).double().cpu().numpy()
        return record | {"best_step": best_step, "best": best}

    def _waited_enough(self, moment):
        """Early stopping: measure, remember the best, name those that have waited long enough."""
        values = self._on_validation()[f"val_{self.watch.stopping.criterion}"]
        return self.watch.look(moment.step, values, self.theta, moment.running)

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

    def _note(self, at):
        """Keep what was asked for of a `Moment`: first what needs the Hessian, as is cheapest."""
        make = {
            "curvature": lambda: at.operator.curvature_along_gradient(),
            "sharpness": lambda: self._sharpness(at.operator),
            "loss": lambda: at.loss.detach(),
            "error": lambda: at.error,
            "grad_norm": lambda: at.norm,
            "param_norm": lambda: self.theta.norm(dim=1),
        }
        values = {name: value() for name, value in make.items() if name in self.records}
        if set(ON_VALIDATION) & set(self.records):
            values |= self._on_validation()
        for name, kept in self.records.items():
            kept.append(values[name])

    def _sharpness(self, operator):
        spectrum = top_eigenvalues(operator, start=self.vectors)
        self.vectors = spectrum.vectors[..., 0]
        return spectrum.eigenvalues[:, 0]


def _columns(kept, size, count):
    whole = np.full((size, count), np.nan)
    for k, column in enumerate(kept):
        whole[:, k] = column.double().cpu().numpy()
    return whole
