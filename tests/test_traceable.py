"""Landscapes must run on arrays that have no value yet: explorers compile them."""

import numpy as np
import pytest

from optcourse.landscapes import GaborLoss, Quadratic, Rosenbrock
from tests.laws.opaque import Opaque, reveal


def landscapes(number):
    data = GaborLoss.generated()
    return [
        Quadratic((number(1.0), number(30.0)), angle=number(0.3), minimum=(0.1, number(0.2))),
        Rosenbrock(number(1.0), number(10.0)),
        GaborLoss(number(data.x), number(data.y)),
    ]


@pytest.mark.parametrize("where", range(3))
def test_values_run_on_tracers(where):
    theta = np.array([0.4, 0.9])
    traced, plain = landscapes(Opaque)[where], landscapes(np.asarray)[where]
    for name in ("value", "grad", "hessian"):
        found = reveal(getattr(traced, name)(Opaque(theta)))
        np.testing.assert_allclose(found, getattr(plain, name)(theta), rtol=1e-12)
