"""A machine without a GPU, with one thread or two, with one core or more."""

from unittest import mock

import numpy as np
import pytest
import torch

import optcourse

PYTEST = """
import sys
import pytest
import torch

assert torch.get_num_threads() == 2
sys.exit(pytest.main(["-q", "-pno:cacheprovider", "-ofilterwarnings=", sys.argv[1]]))
"""
NO_GPU = """
import torch
from optcourse.networks.ensembles import Ensemble
from optcourse.networks.models import mlp

try:
    Ensemble([mlp((2, 2), "tanh", 0)], "cuda")
except ValueError as error:
    print(torch.cuda.is_available(), error)
"""


def test_without_a_gpu_everything_runs_on_the_cpu(session, tmp_path):
    found, _ = session(CUDA_VISIBLE_DEVICES="", OPTCOURSE_CACHE=str(tmp_path / "cache"))
    assert found["device"] == "cpu"
    assert np.isfinite(found["loss"]).all()


def test_a_gpu_that_is_not_there_is_named(run):
    said, _ = run(NO_GPU, CUDA_VISIBLE_DEVICES="")
    assert said.startswith("False device must be ") and "'cuda'" in said


@pytest.mark.parametrize(("there", "kind"), [(True, "cuda"), (False, "cpu")])
def test_the_device_is_a_gpu_where_there_is_one(there, kind):
    with mock.patch.object(torch.cuda, "is_available", lambda: there):
        assert optcourse.device().type == kind


def test_one_thread_or_two_one_core_or_two(session, tmp_path):
    one, two = (
        session(
            "sweep",
            OMP_NUM_THREADS=str(number),
            LOKY_MAX_CPU_COUNT=str(number),
            OPTCOURSE_CACHE=str(tmp_path / f"of {number}"),
        )[0]
        for number in (1, 2)
    )
    assert one["swept"] == two["swept"] and len(one["swept"]) == 2
    np.testing.assert_allclose(one["loss"], two["loss"], rtol=1e-4)


def test_what_claims_rest_on_holds_with_two_threads(run, pytestconfig):
    tests = pytestconfig.rootpath / "tests" / "chapters" / "conditioning" / "test_experiments.py"
    said, _ = run(PYTEST, str(tests), cwd=pytestconfig.rootpath, OMP_NUM_THREADS="2")
    assert " passed" in said
