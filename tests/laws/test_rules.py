"""What every rule, method and search owes, by listing them: one without an entry fails here.

A rule is written once and serves formulas, batches of starts, compiled explorers and stacked
networks: in each it takes the path of its peer (see `peers.py`).
"""

from dataclasses import fields, replace

import numpy as np
import pytest
import torch

from optcourse import loops, methods, rules
from optcourse.arrays import descend
from optcourse.explore import Axis, Explorer, Line, Panel, Scene, Slider
from optcourse.explore.spec import flatten
from optcourse.landscapes import FromValue, GaborLoss, Quadratic, Rosenbrock
from optcourse.rules import (
    Adam,
    BracketingLineSearch,
    ExactLineSearch,
    GradientDescent,
    Momentum,
    trajectory,
)
from optcourse.rules.around import Around
from optcourse.rules.members import OfMembers
from tests.laws.listing import heirs
from tests.laws.opaque import Loops, Opaque, reveal
from tests.laws.peers import peer

BASES = {rules.Rule, rules.Method, Around, rules.Clip}
ENTRIES = [
    GradientDescent(1e-3),
    Momentum(1e-3, 0.9),
    rules.Nesterov(1e-3, 0.9),
    rules.AdaGrad(1e-1),
    rules.RMSprop(1e-2, 0.9),
    rules.Adadelta(0.5),
    Adam(1e-2),
    rules.AMSGrad(1e-2),
    rules.RAdam(1e-2),
    rules.NAdam(1e-2),
    rules.Yogi(1e-2),
    rules.Scheduled(Momentum(1e-3, 0.9), rules.Cosine(80, 0.1)),
    rules.Scheduled(Adam(1e-2), rules.Warmup(20, rules.InverseTime(30.0))),
    rules.Clipped(Momentum(1e-3, 0.9), rules.NormClip(0.5)),
    rules.Clipped(Adam(1e-2), rules.ValueClip(0.2)),
    rules.Decoupled(Adam(1e-2), 0.05),
    rules.Decoupled(Momentum(1e-3, 0.9), 0.05),
    methods.Newton(damping=0.3, lr=0.5),
    methods.SaddleFreeNewton(damping=0.3, lr=0.5),
    GradientDescent(ExactLineSearch(0.1)),
    GradientDescent(BracketingLineSearch(num_rounds=6)),
    Momentum(ExactLineSearch(0.1), 0.5),
    Momentum(BracketingLineSearch(num_rounds=6), 0.5),
]
FIRST_ORDER = [each for each in ENTRIES if isinstance(each, rules.Rule) and not each.searches]
LANDSCAPES = {
    "bowl": Quadratic((1.0, 20.0), 0.4, (0.3, -0.2)),
    "saddle": Quadratic((-1.0, 2.0), angle=0.1),
    "banana": Rosenbrock(b=5.0),
    "gabor": GaborLoss.generated(),
    "from value": FromValue(lambda theta: theta[0] ** 4 + theta[0] * theta[1] + theta[1] ** 2),
}
START = np.array([-0.4, 0.7])
STARTS = np.random.default_rng(0).uniform(-1.2, 1.2, (7, 2))


def named(value):
    """The names of a rule and of the parts it is made of."""
    if isinstance(value, str):
        return value
    parts = [getattr(value, field.name) for field in fields(value)]
    names = [named(part) for part in parts if hasattr(part, "__dataclass_fields__")]
    return "-".join([type(value).__name__, *names])


every_entry = pytest.mark.parametrize("rule", ENTRIES, ids=named)
every_rule = pytest.mark.parametrize("rule", FIRST_ORDER, ids=named)


def parts(value):
    """A rule and all that it is made of."""
    inside = [getattr(value, field.name) for field in fields(value)]
    return [value, *(p for v in inside if hasattr(v, "__dataclass_fields__") for p in parts(v))]


@pytest.mark.parametrize("kind", [rules.Method, rules.Search, rules.Clip])
def test_each_has_an_entry(kind):
    entered = {type(part) for entry in ENTRIES for part in parts(entry)}
    missing = [each.__name__ for each in heirs(kind) if each not in entered | BASES]
    assert not missing, f"without an entry in tests/laws/test_rules.py: {missing}"


@pytest.mark.parametrize("kind", [rules.Method, rules.Search, rules.Clip])
def test_each_is_public(kind):
    public = {*rules.__all__, *methods.__all__}
    assert {each.__name__ for each in heirs(kind)} - {"Around"} <= public


@pytest.fixture
def double():
    """torch.optim.NAdam keeps its product of momenta in torch's default precision."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def alone(rule, start, grads, num_steps):
    """The path of the peer of `rule`, `grads(theta, k)` being the gradient at step k."""
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    step, path = peer(rule, [theta]), [np.array(start)]
    for k in range(num_steps):
        theta.grad = torch.as_tensor(grads(theta.detach().numpy(), k)).clone()
        step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


@every_rule
@pytest.mark.parametrize("name", ["bowl", "banana", "gabor"])
def test_a_path_is_that_of_the_peer(rule, name, double):
    landscape = LANDSCAPES[name]
    wanted = alone(rule, START, lambda theta, k: landscape.grad(theta), 100)
    found = trajectory(rule, landscape, START, 100).theta
    np.testing.assert_allclose(found, wanted, rtol=1e-11, atol=1e-13)


@every_entry
@pytest.mark.parametrize("name", LANDSCAPES)
def test_every_state_of_many_starts_is_that_of_one_alone(rule, name):
    together = leaves(trajectory(rule, LANDSCAPES[name], STARTS, 12))
    for i, start in enumerate(STARTS):
        one = leaves(trajectory(rule, LANDSCAPES[name], start, 12))
        for ours, theirs in zip(together, one, strict=True):
            assert ours[:, i].shape == theirs.shape
            np.testing.assert_allclose(ours[:, i], theirs, rtol=1e-9, atol=1e-11)


def leaves(state):
    return (
        [leaf for part in state for leaf in leaves(part)] if isinstance(state, tuple) else [state]
    )


@every_entry
@pytest.mark.parametrize("name", ["bowl", "banana", "gabor"])
def test_every_state_is_kept(rule, name):
    states = trajectory(rule, LANDSCAPES[name], [0.5, 0.5], 7)
    assert states.theta.shape == (8, 2)
    np.testing.assert_array_equal(states.theta[0], [0.5, 0.5])
    one_by_one = rule.init(np.array([0.5, 0.5]))
    for k in range(7):
        one_by_one = rule.step(one_by_one, LANDSCAPES[name], k)
    for kept, last in zip(leaves(states), leaves(one_by_one), strict=True):
        np.testing.assert_array_equal(kept[-1], last)


@every_entry
def test_one_start_may_be_a_batch_of_one(rule):
    together = trajectory(rule, LANDSCAPES["banana"], STARTS[:1], 5).theta
    assert together.shape == (6, 1, 2)
    one = trajectory(rule, LANDSCAPES["banana"], STARTS[0], 5).theta
    np.testing.assert_allclose(together[:, 0], one, rtol=1e-10)


@every_entry
def test_it_goes_down_a_bowl(rule):
    values = LANDSCAPES["bowl"].value(trajectory(rule, LANDSCAPES["bowl"], [2.0, 1.5], 400).theta)
    assert values[-1] < 0.8 * values[0]


@every_rule
def test_a_step_may_be_given_its_gradient(rule):
    state = rule.init(START)
    for k in range(5):
        state = rule.move(state, LANDSCAPES["banana"].grad(state.theta), k)
    wanted = trajectory(rule, LANDSCAPES["banana"], START, 5)
    np.testing.assert_array_equal(state.theta, wanted.theta[-1])


# Stacked networks: four members, each with numbers of its own, in place.
SIZE, NUM_PARAMS, NUM_STEPS = 4, 7, 50
FACTORS = np.array([0.3, 1.0, 2.0, 5.0])


def various(value):
    """The same with four values in place of each number; what must be below 1 stays so.

    torch.nn.utils has one eps for all clips.
    """
    found = {}
    for field in fields(value):
        number = getattr(value, field.name)
        if isinstance(number, OfMembers):
            found[field.name] = various(number)
        elif not callable(number) and not (field.name == "eps" and isinstance(value, rules.Clip)):
            below_one = field.name in ("momentum", "decay", "beta1", "beta2")
            found[field.name] = 1 - (1 - number) * FACTORS if below_one else number * FACTORS
    return replace(value, **found)


def member(value, i):
    """The rule of one member."""
    found = {field.name: getattr(value, field.name) for field in fields(value)}
    for name, number in found.items():
        if isinstance(number, OfMembers):
            found[name] = member(number, i)
        elif isinstance(number, np.ndarray):
            found[name] = float(number[i])
    return replace(value, **found)


def stacked(rule, theta, grads):
    """θ (N, P) after the steps that the training of networks takes."""
    theta = theta.clone()
    memory = rule.remembers(theta)
    for k, grad in enumerate(grads):
        way, memory = rule.direction(grad.clone(), memory, k, theta)
        assert descend(theta, way, rule.rate(k)) is theta
    return theta


def drawn(dtype):
    generator = torch.Generator().manual_seed(0)
    theta = torch.randn(SIZE, NUM_PARAMS, generator=generator, dtype=torch.float64)
    grads = torch.randn(NUM_STEPS, SIZE, NUM_PARAMS, generator=generator, dtype=torch.float64)
    return theta.to(dtype), grads.to(dtype)


@every_rule
@pytest.mark.parametrize("own", [False, True], ids=["one number for all", "numbers of their own"])
def test_stacked_members_are_each_as_if_alone(rule, own, double):
    theta, grads = drawn(torch.float64)
    many = various(rule) if own else rule
    together = stacked(many.of(np.arange(SIZE), theta), theta, grads)
    for i in range(SIZE):
        single = member(many, i)
        wanted = alone(single, theta[i].numpy(), lambda _, k, i=i: grads[k, i], NUM_STEPS)[-1]
        np.testing.assert_allclose(together[i], wanted, rtol=1e-11, atol=1e-13)


@every_rule
def test_some_members_take_their_own_numbers(rule):
    theta, grads = drawn(torch.float32)
    many, some = various(rule), [3, 1]
    together = stacked(many.of(np.arange(SIZE), theta), theta, grads)
    apart = stacked(many.of(some, theta[some]), theta[some], grads[:, some])
    assert apart.dtype == torch.float32
    torch.testing.assert_close(apart, together[some])


@every_rule
def test_numbers_of_members_must_be_as_many_as_members(rule):
    various(rule).check_members(SIZE)
    rule.check_members(SIZE)
    with pytest.raises(ValueError, match="must be a number or 3 of them, got array"):
        various(rule).check_members(3)


def test_a_search_is_not_for_members():
    text = r"lr must be a number or 4 of them, got ExactLineSearch\(fallback_lr=1.0\)"
    with pytest.raises(ValueError, match=text):
        GradientDescent(ExactLineSearch()).check_members(4)


# Explorers: arrays without a value, and the page.
def with_numbers(value, number):
    """The same with each number `number(it)`, but those that count."""
    found = {}
    for field in fields(value):
        each = getattr(value, field.name)
        if hasattr(each, "__dataclass_fields__"):
            found[field.name] = with_numbers(each, number)
        elif field.name not in ("num_rounds", "num_steps", "every"):
            found[field.name] = number(each)
    return replace(value, **found)


@every_entry
@pytest.mark.parametrize("name", ["bowl", "banana", "gabor"])
def test_it_runs_on_arrays_without_a_value(rule, name):
    traced = with_numbers(rule, Opaque)
    state = traced.init(Opaque([0.4, 0.9]))
    token = loops.tracer.set(Loops)
    for k in range(3):
        state = traced.step(state, LANDSCAPES[name], Opaque(k))
    loops.tracer.reset(token)
    numbers = trajectory(rule, LANDSCAPES[name], [0.4, 0.9], 3).theta[-1]
    np.testing.assert_allclose(reveal(state.theta), numbers, rtol=1e-12)


RUN = """([payload, cases]) => {
  const { variants } = (0, eval)(`(${payload})`);
  const frame = variants[""].make();
  return cases.map((values) => frame(values).map((array) => Array.from(array)));
}"""


def explorer_of(rule):
    """A path of the rule on a bowl; sliders scale all of its numbers and set the curvature."""

    def scene(factor, kappa):
        bowl = Quadratic(np.stack([1.0, kappa]), 0.4)
        scaled = with_numbers(rule, lambda number: number * factor)
        path = trajectory(scaled, bowl, START, 60).theta
        axes = Axis("x", (-2, 2)), Axis("y", (-2, 2))
        return Scene([Panel(*axes, [Line(path[:, 0], path[:, 1])])])

    controls = [
        Slider("factor", "factor", 0.5, 1.0, 1.0, count=11),
        Slider("kappa", "kappa", 1.0, 50.0, 10.0, count=11),
    ]
    return Explorer(scene, controls, "path")


@every_entry
def test_the_page_computes_what_numpy_computes(rule, browser):
    explorer = explorer_of(rule)
    assert explorer.error is None
    cases = [
        {
            control.name: float(control.at(k))
            for control, k in zip(explorer.controls, at, strict=True)
        }
        for at in np.random.default_rng(0).integers(11, size=(8, 2)).tolist()
    ]
    page = browser.new_page()
    answers = page.evaluate(RUN, [explorer._payload, cases])
    page.close()
    for values, answer in zip(cases, answers, strict=True):
        _, wanted = flatten(explorer.scene(**values))
        for want, found in zip(wanted, answer, strict=True):
            np.testing.assert_allclose(found, np.ravel(want), rtol=1e-9, atol=1e-12)


# Divergence and errors.
@pytest.mark.parametrize("rule", [GradientDescent(1e3), Momentum(1e3, 0.99)])
def test_divergence_is_a_result(rule):
    path = trajectory(rule, Rosenbrock(), [2.0, 1.5], 50).theta
    assert path.shape == (51, 2)
    assert not np.isfinite(path[-1]).any()


BAD = (-1.0, np.nan, np.inf, "fast", True, None, [0.1, -0.1])


@every_entry
def test_bad_numbers_are_refused_by_name(rule):
    for part in parts(rule):
        for field in fields(part):
            value = getattr(part, field.name)
            if hasattr(value, "__dataclass_fields__") or field.name == "num_rounds":
                continue
            for bad in BAD:
                with pytest.raises(ValueError, match=rf"^{field.name} must be .*, got "):
                    replace(part, **{field.name: bad})
