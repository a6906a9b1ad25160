"""Train all networks of an ensemble at once: `train`."""

import torch

from optcourse.networks.ensembles.histories import joined
from optcourse.networks.ensembles.plans import plan
from optcourse.networks.ensembles.runs import Run


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
    a sequence task, of which each member sees fresh sequences. `rule`: `SGD` or `Adam`.

    Once for all, or a sequence of N: `batch_size` (None: all examples at every step); `loss`
    ("cross_entropy"; "squared_error", ½‖output − target‖², on targets or labels; and for one
    output and labels 0 and 1 "hinge", "logistic", "exponential" or "squared" of the margin);
    `clip` (None, `NormClip` or `ValueClip`); `order` (see `batch_indices`). `seeds` (N) of the
    batches are 0 … N - 1 unless given.

    `record` names fields of the `History`, taken every `every` steps and before the first, on the
    batch of that step or on `measure_on`, X and y. `validation`, X and y, is what
    `early_stopping` watches. `group_size` members are computed together: 64 on a CPU, where more
    outgrow the cache, 1,024 on a GPU.

    ValueError names what does not fit, before anything is trained; MemoryError names the group
    size to try. A member that diverges is left as it was before that step; the others go on.
    """
    settings = {
        "num_steps": num_steps,
        "batch_size": batch_size,
        "loss": loss,
        "clip": clip,
        "seeds": seeds,
        "order": order,
        "record": record,
        "every": every,
        "measure_on": measure_on,
        "validation": validation,
        "early_stopping": early_stopping,
        "group_size": group_size,
    }
    work = plan(ensemble, data, rule, settings)
    parts = [_trained(ensemble, work, members) for members in work.groups]
    return joined(work.moments, parts, work.groups)


def _trained(ensemble, work, members):
    """The record of one group of members (indices), by name; their parameters are updated."""
    try:
        run = Run(ensemble.group(members), work, members)
        record = run.through()
    except (MemoryError, RuntimeError) as error:
        if not _is_memory(error):
            raise
        raise MemoryError(_advice(len(members), max(work.feed.sizes))) from error
    ensemble.theta[members] = run.theta
    return record


def _is_memory(error):
    known = isinstance(error, MemoryError | torch.OutOfMemoryError)
    return known or "can't allocate memory" in str(error)


def _advice(size, batch_size):
    if size > 1:
        return f"no memory for {size} networks at once: try group_size={size // 2}"
    return f"no memory for one network: try a batch_size below {batch_size}"
