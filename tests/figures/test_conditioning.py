"""Figures show the record that they are given."""

import matplotlib.pyplot as plt
import numpy as np

from optcourse.experiments.conditioning import StepsToTolerance
from optcourse.figures.conditioning import steps_against_kappa


def test_steps_against_kappa_draws_each_rule_with_labels():
    kappas = np.array([10.0, 100.0, 1000.0])
    ten = (10 * kappas).astype(int)
    axes = steps_against_kappa(StepsToTolerance(kappas, ten, ten // 2, ten, np.ones(3, int)))
    curves = {line.get_label(): line.get_ydata() for line in axes.get_lines()}
    np.testing.assert_array_equal(curves["best fixed rate"], ten)
    np.testing.assert_array_equal(curves["best momentum"], ten // 2)
    np.testing.assert_array_equal(curves["Newton"], 1)
    assert "κ" in axes.get_xlabel() and "steps" in axes.get_ylabel()
    plt.close(axes.figure)
