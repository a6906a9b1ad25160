"""Train all networks of an ensemble at once: step by step, or to the end."""

import numpy as np
import torch

from optcourse.networks.ensembles.histories import joined
from optcourse.networks.ensembles.measures import Measures
from optcourse.networks.ensembles.moments import Ends, Moment, moments
from optcourse.networks.ensembles.plans import losses_of, plan
from optcourse.networks.ensembles.recorders import Recorder, looks
from optcourse.validation import whole

GROUP_SIZE = {"cpu": 64}  # more than 64 small networks outgrow a core's cache
GROUP_SIZE_ELSEWHERE = 1024


def training(
    ensemble,
    data,
    rule,
    *,
    num_steps,
    batch_size=None,
    loss="cross_entropy",
    clip=None,
    seeds=None,
    order="reshuffle",
):
    """A `Moment` before each of `num_steps` updates of `ensemble` in place, and one at the end.

    for moment in training(ensemble, (X, y), GradientDescent(0.1), num_steps=100):
        print(moment.step, moment.loss, moment.norm)

    `data` and settings as in `train`, all members together. `data` may also be an iterator of
    batches, one more than there are steps: X (N, m, …) or (m, …) and y, tensors where the
    ensemble is, of any length m; then `seeds` and `order` say nothing. A member that diverges
    stays as it was before that step, and whoever watches may `stop` others; the moments go on.
    ValueError names what does not fit, before the first moment.
    """
    data, _ = _parts(data, None)
    work = plan(ensemble, data, rule, num_steps, batch_size, loss, clip, seeds, order)
    return moments(ensemble, work, range(ensemble.size))


def moment_of(ensemble, X, y, loss="cross_entropy"):
    """Where networks stand on some examples while nobody trains them: a `Moment` of step 0.

    `X` (m, …) or (N, m, …) and `y`, tensors; `loss` as in `training`.
    """
    measures, ends = Measures(losses_of(loss, ensemble)), Ends(ensemble.theta)
    return Moment(ensemble, 0, (X, y), measures, ends)


def train(
    ensemble,
    data,
    rule,
    *,
    num_steps,
    batch_size=None,
    loss="cross_entropy",
    clip=None,
    seeds=None,
    order="reshuffle",
    record=("loss",),
    every=1,
    measure_on=None,
    validation=None,
    early_stopping=None,
    group_size=None,
):
    """Train every member of `ensemble` in place for `num_steps` steps of `rule`; its `History`.

    `data`: a pair of X (m, …) and y, or of X (N, m, …) and y, a part for each of N members; a
    `Dataset`, whose training part it takes, and its validation part if `validation` is None; or
    a sequence task, of which each member sees fresh sequences. `rule`: a `Rule`.

    Once for all, or a sequence of N: `batch_size` (None: all examples at every step); `loss`
    ("cross_entropy"; "squared_error", ½‖output − target‖², on targets or labels; and for one
    output and labels 0 and 1 "hinge", "logistic", "exponential" or "squared" of the margin; or a
    function of outputs (n, m, k) and y that returns one number an example, (n, m));
    `clip` (None, `NormClip` or `ValueClip`); `order` (see `batch_indices`). `seeds` (N) of the
    batches are 0 … N - 1 unless given.

    `record` names fields of the `History`, taken every `every` steps and before the first, on the
    batch of that step or on `measure_on`, X and y. `validation`, X and y, is what
    `early_stopping` watches. `group_size` members are computed together: 64 on a CPU, where more
    outgrow the cache, 1,024 on a GPU.

    ValueError names what does not fit, before anything is trained; MemoryError names the group
    size to try. A member that diverges is left as it was before that step; the others go on.
    """
    data, validation = _parts(data, validation)
    work = plan(ensemble, data, rule, num_steps, batch_size, loss, clip, seeds, order)
    watched = looks(ensemble, work, record, every, measure_on, validation, early_stopping)
    groups = _groups(group_size, ensemble, work.feed)
    parts = [_trained(ensemble, work, watched, members) for members in groups]
    return joined(watched.moments, parts, groups)


def _parts(data, validation):
    """Training and validation pairs of a Dataset; anything else is training alone."""
    if not hasattr(data, "X_train"):
        return data, validation
    held_out = (data.X_val, data.y_val) if len(data.y_val) else None
    return (data.X_train, data.y_train), held_out if validation is None else validation


def _groups(group_size, ensemble, feed):
    """Members alike in batch size together, at most `group_size` at a time, as indices."""
    if hasattr(feed.data, "__next__"):
        return [np.arange(ensemble.size)]  # whose batches are of all members together
    if group_size is None:
        group_size = GROUP_SIZE.get(ensemble.theta.device.type, GROUP_SIZE_ELSEWHERE)
    each = whole("group_size", group_size, at_least=1)
    order = np.argsort(feed.sizes, kind="stable")
    return [order[start : start + each] for start in range(0, len(order), each)]


def _trained(ensemble, work, watched, members):
    """The record of one group of members (indices), by name; their parameters are updated."""
    try:
        group = ensemble.group(members)
        recorder = Recorder(group, work.losses, watched, members)
        for moment in moments(group, work, members):
            if not bool(moment.running.any()):
                break
            recorder.see(moment)
            del moment
        record = recorder.record()
    except (MemoryError, RuntimeError) as error:
        if not _is_memory(error):
            raise
        raise MemoryError(_advice(len(members), max(work.feed.sizes))) from error
    ensemble.theta[members] = group.theta
    return record


def _is_memory(error):
    known = isinstance(error, MemoryError | torch.OutOfMemoryError)
    return known or "can't allocate memory" in str(error)


def _advice(size, batch_size):
    if not batch_size:
        return "no memory for a batch of this length: give shorter ones"
    if size > 1:
        return f"no memory for {size} networks at once: try group_size={size // 2}"
    return f"no memory for one network: try a batch_size below {batch_size}"
