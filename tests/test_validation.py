import dataclasses
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from optcourse import validation


class Tracer:
    __array_ufunc__ = None


@pytest.mark.parametrize("value", [1, 0.5, np.float32(2), np.array([1.0, 2.0]), torch.tensor(3.0)])
def test_positive_returns_what_it_was_given(value):
    assert validation.positive("lr", value) is value


@pytest.mark.parametrize("value", [-0.1, 0, np.nan, np.inf, [1, -1], torch.tensor(-1.0), "a", None])
def test_positive_names_argument_value_and_what_is_allowed(value):
    with pytest.raises(ValueError, match="lr must be positive and finite, got"):
        validation.positive("lr", value)


def test_a_boolean_is_not_a_number():
    with pytest.raises(ValueError, match="lr must be positive and finite, got True"):
        validation.positive("lr", True)


@pytest.mark.parametrize(
    "check",
    [
        validation.finite,
        validation.positive,
        validation.non_negative,
        validation.whole,
        lambda name, value: validation.between(name, value, 0, 1),
        validation.finite_array,
    ],
)
def test_tracers_pass_unchecked(check):
    tracer = Tracer()
    assert check("lr", tracer) is tracer


def test_bounds():
    assert validation.non_negative("damping", 0.0) == 0.0
    assert validation.between("momentum", 0.0, 0, 1) == 0.0
    with pytest.raises(ValueError, match="damping must be at least 0 and finite, got -1"):
        validation.non_negative("damping", -1)
    with pytest.raises(ValueError, match="momentum must be at least 0 and less than 1, got 1"):
        validation.between("momentum", 1, 0, 1)
    with pytest.raises(ValueError, match="angle must be finite, got inf"):
        validation.finite("angle", np.inf)


def test_whole():
    assert validation.whole("num_steps", 3.0) == 3
    for value in (2.5, -1, np.nan, np.inf, "3", [1, 2], True, np.array(True), 10**400):
        with pytest.raises(ValueError, match="num_steps must be a whole number of at least 0"):
            validation.whole("num_steps", value)


def test_one_of():
    assert validation.one_of("activation", "tanh", ("tanh", "relu")) == "tanh"
    with pytest.raises(ValueError, match="activation must be one of 'tanh', 'relu', got 'gelu'"):
        validation.one_of("activation", "gelu", ("tanh", "relu"))


def test_finite_array():
    np.testing.assert_array_equal(validation.finite_array("theta0", [1, 2], (None,)), [1.0, 2.0])
    with pytest.raises(ValueError, match=r"theta0 must have shape \(2\), got \(3,\)"):
        validation.finite_array("theta0", [1, 2, 3], (2,))
    with pytest.raises(ValueError, match="theta0 must be finite"):
        validation.finite_array("theta0", [1, np.nan])
    with pytest.raises(ValueError, match="theta0 must be an array of finite numbers, got"):
        validation.finite_array("theta0", [[1, 2], [3]])
    for value in (["1", "2"], [1 + 2j, 0], [True, False]):
        with pytest.raises(ValueError, match="theta0 must be an array of finite numbers, got"):
            validation.finite_array("theta0", value)


def test_bounds_increase():
    np.testing.assert_array_equal(validation.bounds("x", [0, 1]), [0.0, 1.0])
    for value in ((1, 0), (0, 0), (0, np.inf), (np.nan, 1), (0, 1, 2), 3, "01"):
        with pytest.raises(ValueError, match=r"^x must be two finite numbers, the lower one first"):
            validation.bounds("x", value)


def test_numbers_have_a_shape():
    allowed = "two numbers below 3"
    np.testing.assert_array_equal(validation.numbers("x", (1, 2), (2,), allowed), [1.0, 2.0])
    for value in (
        1,
        [1, 2, 3],
        [1, 3],
        [1, np.nan],
        [1, None],
        [True, False],
        ["1", "2"],
        [[1], 2],
    ):
        with pytest.raises(ValueError, match=r"^x must be two numbers below 3, got"):
            validation.numbers("x", value, (2,), allowed, lambda v: v < 3)


@dataclass(frozen=True)
class Settings(validation.Checked):
    shares: tuple = validation.checked(
        validation.entries(validation.between), dataclasses.MISSING, 0, 1
    )
    lr: float = validation.checked(validation.positive, 0.1)
    num_steps: int = validation.checked(validation.whole, 10, at_least=2)
    rule: str = validation.checked(validation.one_of, "descent", ("descent", "newton"))
    free: object = None

    def __post_init__(self):
        super().__post_init__()
        if self.free == self.lr:
            raise ValueError(f"free must not be lr, got {self.free}")


def test_fields_say_how_they_are_checked():
    assert Settings((0.1, 0.9)).num_steps == Settings.num_steps == 10
    for changes, message in [
        ({"shares": (0.5, 1.0)}, "^shares must be at least 0 and less than 1, got 1.0"),
        ({"lr": -1}, "^lr must be positive and finite, got -1"),
        ({"num_steps": 1.5}, "^num_steps must be a whole number of at least 2, got 1.5"),
        ({"rule": "adam"}, "^rule must be one of 'descent', 'newton', got 'adam'"),
        ({"free": 0.1}, "^free must not be lr, got 0.1"),
    ]:
        with pytest.raises(ValueError, match=message):
            Settings(**({"shares": (0.5,)} | changes))
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'shares'"):
        Settings()


def test_a_whole_number_without_end_is_told_briefly():
    with pytest.raises(ValueError, match=r"^n must be positive and finite, got -1000[0-9.]{,40}$"):
        validation.positive("n", -(10**400))
