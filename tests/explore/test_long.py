"""Programs that take long: they carry arrays of any size, and yield pictures while they run."""

from typing import NamedTuple

import numpy as np
import pytest

from optcourse import draws
from optcourse.explore.modules import joined
from optcourse.loops import each, scan
from optcourse.tables import rows

from .conftest import numpy_of, traced, unpack

# Run a long program for some inputs, asked for a picture at every `every`-th chance: all that it
# yields and returns, as [arrays or null, share].
RUN = """async ([front, room, text, data, settings, every]) => {
  const made = `return { machine: machine(${room}), unpacked }`;
  const { machine, unpacked } = (0, eval)(`(() => {${front}; ${made}})()`);
  const entries = (0, eval)(`[${data}]`);
  const numbers = await Promise.all(entries.map((entry) => unpacked(entry, machine.buffer)));
  const frame = (0, eval)(`(${text})`)(machine, numbers);
  const pack = (array) => btoa(Array.from(new Uint8Array(Float64Array.from(array).buffer),
    (byte) => String.fromCharCode(byte)).join(""));
  const typed = (v) => (Array.isArray(v) ? Float64Array.from(v) : v);
  return settings.map((p) => {
    let chance = 0;
    const inputs = Object.fromEntries(Object.entries(p).map(([name, v]) => [name, typed(v)]));
    const work = frame(inputs, () => ++chance % every === 0);
    for (const all = []; ;) {
      const { value: [arrays, share], done } = work.next();
      all.push([arrays && arrays.map(pack), share]);
      if (done) return all;
    }
  });
}"""
FRONT = joined("machine", "packed")


@pytest.fixture(scope="module")
def run_long(blank):
    """`run_long(function, [inputs, …], every)`: for each input all (arrays or None, share)."""

    def run(function, inputs, every=10**9):
        program, shapes = traced(function, inputs[0])
        assert program.long and len(program.text) < 20_000
        plain = [{k: np.ravel(v).tolist() for k, v in one.items()} for one in inputs]
        job = [FRONT, program.room, program.text, ",".join(program.data), plain, every]
        answers = blank.evaluate(RUN, job)
        return [[(p and unpack(p, shapes), share) for p, share in one] for one in answers]

    return run


@pytest.fixture(scope="module")
def same_long(run_long):
    """The program agrees with NumPy, however often it is interrupted."""

    def check(function, inputs, rtol=1e-12):
        plain, cut = run_long(function, inputs), run_long(function, inputs, 7)
        for one, (last,), pictures in zip(inputs, plain, cut, strict=True):
            assert len(pictures) > 1 and last[1] == pictures[-1][1] == 1
            arrays = last[0], pictures[-1][0], numpy_of(function, one)
            for found, again, want in zip(*arrays, strict=True):
                np.testing.assert_array_equal(found, again)
                scale = np.max(np.abs(want[np.isfinite(want)]), initial=0)
                np.testing.assert_allclose(found, want, rtol, rtol * scale)

    return check


class Net(NamedTuple):
    W: object
    b: object
    V: object
    c: object


class Run(NamedTuple):
    net: object
    loss: object


@pytest.fixture(scope="module")
def digits():
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    X = (X - X.mean()) / X.std()
    return X[:1000], np.eye(10)[y[:1000]], X[1000:1300], y[1000:1300]


def forward(net, x):
    h = np.tanh(x @ net.W + net.b)
    return h, h @ net.V + net.c


def gradient(net, x, t):
    h, z = forward(net, x)
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    d = (p - t) / len(x)
    back = (d @ net.V.T) * (1 - h * h)
    loss = -np.mean(np.log(np.sum(p * t, axis=1)))
    return loss, Net(x.T @ back, np.sum(back, axis=0), h.T @ d, np.sum(d, axis=0))


def start(seed):
    weights = draws.normal(seed, 0, (64, 32)) / 8, draws.normal(seed, 1, (32, 10)) / 6
    return Net(weights[0], np.zeros(32), weights[1], np.zeros(10))


def trained(X, Y, rate, seed, num_steps):
    """Stochastic gradient descent on batches of 32."""

    def step(run, k):
        which = np.floor(draws.uniform(seed, k + 2, 32) * len(X))
        loss, grad = gradient(run.net, rows(X, which), rows(Y, which))
        return Run(Net(*(w - rate * g for w, g in zip(run.net, grad, strict=True))), loss)

    return scan(step, Run(start(seed), np.log(10.0)), num_steps)


def test_a_network_learns_digits_in_the_page_as_in_numpy(same_long, run_long, digits):
    X, Y, X_test, y_test = digits

    def scene(rate, seed):
        run = trained(X, Y, rate, seed, 300)
        net = Net(*(w[-1] for w in run.net))
        wrong = np.argmax(forward(net, X_test)[1], axis=1) != y_test
        return run.loss, np.mean(wrong), net.W, net.c

    settings = [{"rate": 0.2, "seed": 1}, {"rate": 0.05, "seed": 7}]
    same_long(scene, settings)
    (((loss, error, _, _), _),) = run_long(scene, settings[:1])[0]
    assert loss[1] > 2 and np.mean(loss[-20:]) < 0.2 and error < 0.1


def test_pictures_meanwhile_end_where_the_run_is(run_long, digits):
    X, Y = digits[:2]
    scene = lambda rate, seed: trained(X, Y, rate, seed, 40).loss  # noqa: E731
    pictures = run_long(scene, [{"rate": 0.2, "seed": 1}] * 2, 10)[1]  # the second run of a program
    last = pictures[-1][0][0]
    assert [share for _, share in pictures] == [0.25, 0.5, 0.75, 1, 1]
    for ((loss,), _), done in zip(pictures[:3], (10, 20, 30), strict=False):
        np.testing.assert_array_equal(loss[: done + 1], last[: done + 1])
        assert np.all(np.isnan(loss[done + 1 :]))


def test_a_diverging_run_diverges_as_in_numpy(same_long):
    def scene(rate):
        descent = lambda w, k: w - rate * w * w * w  # noqa: E731
        path = scan(descent, np.linspace(0, 1, 70) * 1.0, 30)
        return path[-1], np.max(path, axis=1)

    same_long(scene, [{"rate": 0.1}, {"rate": 50.0}])


def test_states_change_places(same_long):
    """Each state is computed from all the old ones, whichever lies where."""
    a, b = np.arange(100.0).reshape(10, 10), -np.arange(10.0)

    def scene(x):
        swapped = scan(lambda s, k: (s[1], s[0] + x), (a, a.T), 8)
        turned = scan(lambda s, k: (s[0].T * 0.5 + s[1], s[0][3]), (a + x, b), 8)
        parts = scan(lambda s, k: (s[0] + s[1][0], s[0][:, ::-1]), (a, a * x), 8)
        still = scan(lambda s, k: (s[0], s[1] + s[0][0]), (a * x, b), 8)
        return *swapped, *turned, *parts, *still

    same_long(scene, [{"x": 0.5}, {"x": -2.0}])


def test_loops_in_loops(same_long):
    a = np.linspace(0, 1, 81).reshape(9, 9)

    def scene(x):
        def round_(s, r):
            inner = scan(lambda t, j: (0.5 * t[0] + x * a * (r + j), t[1] + 1.0), s, 6)
            return inner[0][-1].T, np.mean(inner[0][1:])

        path = scan(round_, (a * x, 0.0 * x), 5)
        again = scan(lambda s, k: 0.9 * s, path[0][-1], 5)
        one = lambda row: np.sum(scan(lambda s, k: s * row[0], a + x, 3)[-1])  # noqa: E731
        seeds = each(one, a[:, :2] + x)
        return *path, again[-1], path[0][2], seeds

    same_long(scene, [{"x": 0.5}, {"x": -2.0}])


def test_progress_runs_through_all_loops(run_long):
    a = np.linspace(-1, 1, 81)

    def scene(x):
        first = scan(lambda s, k: 0.5 * s, a * x, 4)
        inner = lambda s, k: scan(lambda t, j: 0.9 * t, s, 2)[-1]  # noqa: E731
        return scan(inner, first[-1], 2)[:, 0]

    (pictures,) = run_long(scene, [{"x": 1.0}], 1)
    shares = [share for _, share in pictures]
    assert shares == [1 / 8, 2 / 8, 3 / 8, 4 / 8, 5 / 8, 6 / 8, 6 / 8, 7 / 8, 1, 1, 1]
    assert [picture is None for picture, _ in pictures] == [True] * 4 + [False] * 7
    counts = [int(np.sum(np.isfinite(picture[0]))) for picture, _ in pictures[4:]]
    assert counts == [1, 1, 2, 2, 2, 3, 3]


def test_short_loops_behind_the_long_one_are_a_part_of_each_picture(same_long, run_long):
    """As of a recurrent network whose states are shown: how it remembers now, while it learns."""
    a = np.linspace(-1, 1, 81)
    passes = lambda x, by: scan(lambda s, k: s * by, x, 3)[:, 0]  # noqa: E731

    def scene(x):
        path = scan(lambda s, k: 0.5 * s, a * x, 90)
        return path[:, 0], passes(path[-1], 2 * x), passes(a, x)

    same_long(scene, [{"x": 1.0}, {"x": -3.0}])
    (pictures,) = run_long(scene, [{"x": 1.0}], 30)
    assert [share for _, share in pictures] == [1 / 3, 2 / 3, 1, 1]
    for (path, now, start), share in pictures:
        assert np.sum(np.isfinite(path)) == 90 * share + 1
        np.testing.assert_array_equal(now, -(0.5 ** (90 * share)) * 2.0 ** np.arange(4))
        np.testing.assert_array_equal(start, -np.ones(4))


def test_what_takes_long_at_the_end_is_waited_for(run_long):
    a = np.linspace(-1, 1, 81)

    def scene(x):
        path = scan(lambda s, k: 0.5 * s, a * x, 30)
        return scan(lambda s, k: s + x, path[-1], 3)[:, 0]

    (pictures,) = run_long(scene, [{"x": 1.0}], 11)
    assert [picture is None for picture, _ in pictures] == [True, True, False, False]


def test_a_history_exists_only_where_something_reads_it():
    inputs = {"x": 1.0}
    last = lambda x: scan(lambda s, k: 0.5 * s, np.ones((50, 50)) * x, 1000)  # noqa: E731
    assert traced(lambda x: last(x)[-1], inputs)[0].room < 20_000
    assert traced(lambda x: last(x)[-1].T[::2], inputs)[0].room < 20_000
    assert traced(lambda x: last(x)[:, 0, 0], inputs)[0].room > 2_500_000


def test_a_loop_that_no_control_touches_is_long_too(same_long):
    same_long(lambda x: scan(lambda s, k: 0.5 * s, np.linspace(0, 1, 65), 20)[-1] + x, [{"x": 1.0}])


def test_booleans_stay_booleans(same_long):
    def scene(x):
        step = lambda s, k: (s[0] | (s[1] > k), s[1] + x)  # noqa: E731
        seen, path = scan(step, (np.zeros(70) > 1, np.linspace(-1, 1, 70)), 12)
        return np.mean(seen[-1]), path[-1], 1.0 * seen[3]

    same_long(scene, [{"x": 0.5}, {"x": 3.0}])
