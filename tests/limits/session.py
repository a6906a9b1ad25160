"""One short session of a reader, told as JSON: data, an experiment, an explorer's figure.

Run as a program, where something is missing: a home, a GPU, a second thread, room to write. With
the argument `sweep`, a sweep too, which starts workers.
"""

import io
import json
import sys
import warnings
from dataclasses import replace

from optcourse import device
from optcourse.chapters.conditioning.experiments import EdgeConfig, edge_of_stability
from optcourse.chapters.index.explorers import travellers_on
from optcourse.networks.data import mnist1d
from optcourse.records.sweeps import cached, sweep

SMALL = EdgeConfig(num_train=100, hidden=(16, 16), rates=(0.1, 0.2), num_steps=40, every=20)


def session(sweeps):
    """What was found; `warnings` are those about records."""
    with warnings.catch_warnings(record=True) as raised:
        warnings.simplefilter("always")
        data, record = mnist1d(200, num_val=20, num_test=20), cached(edge_of_stability, SMALL)
        seeds = [replace(SMALL, seed=seed) for seed in (1, 2)]
        swept = sweep(edge_of_stability, seeds) if sweeps else []
        picture = io.BytesIO()
        travellers_on(lambda theta: theta[0] ** 2 + 2 * theta[1] ** 2).figure().savefig(picture)
    return {
        "device": str(device()),
        "examples": len(data.y_train),
        "loss": record.loss.tolist(),
        "swept": [each.loss.tolist() for each in swept],
        "picture": len(picture.getvalue()),
        "warnings": sorted({str(each.message) for each in raised if "record" in str(each.message)}),
    }


if __name__ == "__main__":
    print(json.dumps(session(sys.argv[1:] == ["sweep"])))
