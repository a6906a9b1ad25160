"""Claims S1, S8, S9: the fewest mistakes a hyperplane can make, by exact search; its price."""

from dataclasses import dataclass
from itertools import combinations, islice, product
from math import comb
from time import perf_counter

import numpy as np

from optcourse.records.sweeps import progress
from optcourse.validation import Checked, checked, whole

BLOCK = 50_000  # hyperplanes tried at once
REPEATS = 20  # of logistic regression, which is too quick to time once


def cover_count(num_examples, dim):
    """How many dichotomies of m points in general position in d dimensions a hyperplane makes.

    2 Σ C(m − 1, k) over k = 0 … d. Cover (1965), theorem 1, with a free offset.
    """
    return 2 * sum(comb(num_examples - 1, k) for k in range(dim + 1))


def separable(X, y):
    """Whether a hyperplane has all of X (m, d) with y = +1 on one side, y = −1 on the other.

    By linear programming: is there (w, b) with y (wᵀx + b) ≥ 1 everywhere?
    """
    from scipy.optimize import linprog

    rows = -y[:, None] * np.column_stack([X, np.ones(len(X))])
    free = [(None, None)] * rows.shape[1]
    return linprog(np.zeros(rows.shape[1]), rows, -np.ones(len(X)), bounds=free).status == 0


def dichotomies(X):
    """All labelings of X (m, d) that a hyperplane makes, tried one by one: (n, m) of ±1."""
    found = []
    for rest in product((1.0, -1.0), repeat=len(X) - 1):
        y = np.array((1.0, *rest))
        if separable(X, y):
            found += [y, -y]
    return np.array(found)


def fewest_mistakes(X, y):
    """The least number of mistakes of any hyperplane on X (m, d), y = ±1, and how many were tried.

    A best hyperplane can be moved until it touches d points while the others keep their sides;
    tilted a little it can have each of these d on either side. So it is enough to try the C(m, d)
    hyperplanes through d points, both ways round. The points must be in general position, and no
    such hyperplane may pass through the origin: LinAlgError, or nan, otherwise.
    """
    count, dim = X.shape
    least = count
    for chosen, side in _touching(X):
        margin = y * side
        np.put_along_axis(margin, chosen, np.inf, axis=1)  # the touched points are no mistakes
        wrong = np.sum(margin < 0, axis=1)
        least = min(least, wrong.min(), count - dim - wrong.max())
    return int(least), comb(count, dim)


def best_dichotomies(X, y):
    """The fewest mistakes, and every way to make as few: which of X (m, d) are right, (n, m) bool.

    By the same search; as many rows as there are different dichotomies among the best.
    """
    least, found = len(y), np.empty((0, len(y)), bool)
    for chosen, side in _touching(X):
        for margin in (y * side, -y * side):
            right = margin > 0
            np.put_along_axis(right, chosen, True, axis=1)
            wrong = np.sum(~right, axis=1)
            if wrong.min() < least:
                least, found = int(wrong.min()), found[:0]
            found = np.concatenate([found, right[wrong == least]])
    return least, np.unique(found, axis=0)


def _touching(X):
    """Every plane through d of X (m, d), in blocks: those d (n, d), and the side of all (n, m)."""
    count, dim = X.shape
    tuples = combinations(range(count), dim)
    while block := list(islice(tuples, BLOCK)):
        chosen = np.array(block)
        w = np.linalg.solve(X[chosen], np.ones((len(chosen), dim, 1)))[..., 0]
        yield chosen, w @ X.T - 1.0


def logistic_regression(X, y, ridge=1e-3, tolerance=1e-8, max_steps=100):
    """Newton's method on the mean logistic loss + ½ ridge ‖θ‖²: (w…, b) (d + 1,) and its steps.

    y = ±1. Stops when the gradient norm is below `tolerance`.
    """
    Z = y[:, None] * np.column_stack([X, np.ones(len(X))])
    theta, eye = np.zeros(Z.shape[1]), ridge * np.eye(Z.shape[1])
    for step in range(max_steps + 1):
        doubt = np.exp(-np.logaddexp(0.0, Z @ theta))  # probability of the other label
        grad = -Z.T @ doubt / len(Z) + ridge * theta
        if np.linalg.norm(grad) < tolerance:
            return theta, step
        bend = Z.T @ (Z * (doubt * (1 - doubt))[:, None]) / len(Z) + eye
        theta = theta - np.linalg.solve(bend, grad)
    raise RuntimeError(f"Newton's method needs more than max_steps = {max_steps} steps")


@dataclass(frozen=True)
class SearchConfig(Checked):
    """Is the digit odd? `num_examples` digits, seen through 1 … `max_dim` principal components."""

    max_dim: int = checked(whole, 6, at_least=1)
    num_examples: int = 30
    seeds: tuple = (0, 1, 2)

    def __post_init__(self):
        super().__post_init__()
        whole("num_examples", self.num_examples, at_least=self.max_dim + 1)


@dataclass(frozen=True, eq=False)
class SearchCosts:
    """D dimensions, S draws of examples. Mistakes and steps are counts.

    `dims` (D,); `tried` (D,), hyperplanes an exact search looks at; `fewest` (S, D), mistakes of
    the best; `logistic` (S, D), mistakes of logistic regression; `newton_steps` (S, D), what it
    took; `search_seconds` and `logistic_seconds` (S, D), on this machine.
    """

    num_examples: int
    dims: np.ndarray
    tried: np.ndarray
    fewest: np.ndarray
    logistic: np.ndarray
    newton_steps: np.ndarray
    search_seconds: np.ndarray
    logistic_seconds: np.ndarray


def search_costs(config: SearchConfig) -> SearchCosts:
    """Search exactly and fit logistic regression, on the same examples, in 1, 2, … dimensions."""
    dims = np.arange(1, config.max_dim + 1)
    draws = [odd_digits(config.num_examples, config.max_dim, seed) for seed in config.seeds]
    rows = [[_compare(X[:, :d], y) for d in dims] for X, y in progress(draws, "exact search")]
    names = ("tried", "fewest", "logistic", "newton_steps", "search_seconds", "logistic_seconds")
    columns = dict(zip(names, np.moveaxis(np.array(rows), -1, 0), strict=True))
    whole_numbers = {k: columns[k].astype(int) for k in names[:4]}
    whole_numbers["tried"] = whole_numbers["tried"][0]
    return SearchCosts(config.num_examples, dims, **(columns | whole_numbers))


def odd_digits(num_examples, dim, seed):
    """Digits through the `dim` leading principal components of all: X (m, dim), y +1 where odd."""
    X, y = seen_through(dim, "odd")
    pick = np.random.default_rng(seed).choice(len(X), num_examples, replace=False)
    return X[pick], y[pick]


def seen_through(dim, task="odd"):
    """All examples of a question through `dim` principal components: X (m, dim), y = ±1.

    Of the digits: is it "odd", "at least five", or "3 or 8", a 3 among these two? Of tumours,
    scikit-learn's breast cancer data with every feature scaled: is it "benign"?
    """
    from sklearn.datasets import load_breast_cancer, load_digits

    X, label = (load_breast_cancer if task == "benign" else load_digits)(return_X_y=True)
    if task == "3 or 8":
        kept = np.isin(label, (3, 8))
        X, label = X[kept], label[kept]
    X = (X - X.mean(axis=0)) / (X.std(axis=0) if task == "benign" else X.std())
    _, _, directions = np.linalg.svd(X, full_matrices=False)
    yes = {"odd": label % 2 == 1, "at least five": label >= 5, "3 or 8": label == 3,
           "benign": label == 1}[task]  # fmt: skip
    return X @ directions[:dim].T, np.where(yes, 1.0, -1.0)


def _compare(X, y):
    start = perf_counter()
    fewest, tried = fewest_mistakes(X, y)
    middle = perf_counter()
    for _ in range(REPEATS):
        theta, steps = logistic_regression(X, y)
    end = perf_counter()
    wrong = np.sum(y * (X @ theta[:-1] + theta[-1]) <= 0)
    return tried, fewest, wrong, steps, middle - start, (end - middle) / REPEATS
