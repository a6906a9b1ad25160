"""`python tools/rules_page.py` writes the tables of `book/rules.md` from the classes they are of.

What a rule does, its source and torch's name for it are read from its docstring; what it remembers
and how much it computes are counted on a θ of 4,096 numbers.
"""

import re
from collections import Counter
from pathlib import Path
from typing import ClassVar

import numpy as np

from optcourse import methods, rules
from optcourse.landscapes import Quadratic

PAGE = Path(__file__).parents[1] / "book" / "rules.md"
SIZE = 64  # θ is a matrix of so many rows and columns, flat
PAPER = {  # the columns of a table of several pages, for LaTeX
    "rules": "```{tabularcolumns} "
    r"p{0.21\linewidth}p{0.27\linewidth}p{0.09\linewidth}p{0.11\linewidth}p{0.2\linewidth}"
    "\n```\n"
}
NUMBER = r"\d+(?:\.\d+)*"
LOCATOR = (
    rf"(?:algorithms?|equations?|figure|sections?|theorem) {NUMBER}(?:(?:,| and| to) {NUMBER})*"
)
AUTHORS = r"([A-Z]\w+)(?:,? (?:and )?[A-Z][\w-]+)*(?: et al\.)?"
SOURCE = re.compile(rf"{AUTHORS} \((\d{{4}})(?:, ([^)]+))?\)(?:, ({LOCATOR}))?")
DRAFT = re.compile(rf"({LOCATOR}) of the draft of Goodfellow et al\. \(2015\)")
TORCH = re.compile(r"torch\.(?:optim|nn\.utils)\.[\w.]*\w(?:\(\w+=True\))?")
KEYS = {"chen2023": "chenxiangning2023", "keskar2017": "keskarsocher2017"}  # of two authors alike

descent, adam = rules.GradientDescent(0.1), rules.Adam()
RULES = {
    "descent": descent,
    "momentum, heavy ball": rules.Momentum(0.1),
    "Nesterov's momentum": rules.Nesterov(0.1),
    "the same with the gradient ahead": rules.Ahead(rules.WithNesterov(descent)),
    "momentum of any rule": rules.WithMomentum(descent),
    "Nesterov's momentum of any rule": rules.WithNesterov(descent),
    "a rate paid at once": rules.Paid(descent),
    "sign descent": rules.Signed(descent),
    "Signum": rules.Signed(rules.Momentum(0.1)),
    "normalized descent": rules.Normalized(descent),
    "Barzilai and Borwein's": rules.BarzilaiBorwein(),
    "AdaGrad": rules.AdaGrad(),
    "RMSprop": rules.RMSprop(),
    "RMSprop with momentum": rules.WithMomentum(rules.RMSprop()),
    "RMSprop with Nesterov's": rules.WithNesterov(rules.RMSprop()),
    "Adadelta": rules.Adadelta(),
    "Adam": adam,
    "Adam uncorrected": rules.UncorrectedAdam(),
    "Adam, guard inside": rules.InsideAdam(),
    "Adam, neither": rules.UncorrectedInsideAdam(),
    "AMSGrad": rules.AMSGrad(),
    "Yogi": rules.Yogi(),
    "RAdam": rules.RAdam(),
    "NAdam": rules.NAdam(),
    "AdamW": rules.Decoupled(adam),
    "Adam + L2": rules.Regularized(adam),
    "SWATS": rules.SWATS(),
    "Lion": rules.Lion(),
    "Muon": rules.Muon((SIZE, SIZE)),
    "a rule for each part": rules.Parted((adam, descent), (SIZE * SIZE // 2,)),
    "schedule-free SGD": rules.ScheduleFree(descent),
    "schedule-free Adam": rules.ScheduleFree(rules.Adam(beta1=0.0)),
    "Prodigy": rules.Prodigy(),
    "vSGD": methods.VSGD(),
    "a schedule": rules.Scheduled(descent, rules.Cosine(10)),
    "clipped by norm": rules.Clipped(descent, rules.NormClip(1.0)),
    "clipped by value": rules.Clipped(descent, rules.ValueClip(1.0)),
}
BY_HESSIAN = {"Newton's": methods.Newton(), "saddle-free Newton": methods.SaddleFreeNewton()}
SEARCHES = [
    *(rules.ExactLineSearch(), rules.BracketingLineSearch(), rules.GoldenSection()),
    *(rules.Backtracking(), rules.Shortened(rules.ExactLineSearch())),
]
SCHEDULES = [
    *(rules.StepDecay(10), rules.Exponential(0.9), rules.InverseTime(10.0)),
    *(rules.InverseRoot(10.0), rules.Linear(10), rules.Cosine(10), rules.Warmup(10)),
    *(rules.OneCycle(10), rules.WarmupStableDecay(10), rules.PerMember([rules.Cosine(10)])),
]
OTHERS = [rules.NormClip(1.0), rules.ValueClip(1.0), rules.Mean(), rules.ExponentialMean()]


class Counted(np.lib.mixins.NDArrayOperatorsMixin):
    """An array that counts the operations made with it and its like, by the entries they make."""

    done: ClassVar = Counter()

    def __init__(self, array):
        self.array = np.asarray(array, float)
        self.shape = self.array.shape

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        made = getattr(ufunc, method)(*map(_plain, inputs), **options)
        each = 2 * inputs[0].shape[-1] if ufunc is np.matmul else 1
        self.done[ufunc.__name__] += each * np.size(made)
        return Counted(made)

    def __array_function__(self, function, types, inputs, options):
        made = function(*map(_plain, inputs), **options)
        if function is np.sum:
            self.done["sum"] += np.size(_plain(inputs[0]))
        return Counted(made)

    def __getitem__(self, index):
        return Counted(self.array[index])


def _plain(value):
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.array if isinstance(value, Counted) else value


def memory(rule):
    """How many numbers a rule remembers for each parameter."""
    kept = rule.remembers(np.ones(SIZE * SIZE))
    return round(sum(np.size(leaf) for leaf in _leaves(kept)) / SIZE**2)


def _leaves(state):
    if not isinstance(state, tuple):
        return [state]
    return [leaf for part in state for leaf in _leaves(part)]


def operations(rule):
    """How many operations a step takes for each parameter, the last one, θ − lr d, with it."""
    theta, grad = (Counted(np.full(SIZE * SIZE, value)) for value in (1.0, 0.5))
    kept = rule.remembers(theta)
    inner = rule.rule if isinstance(rule, rules.Ahead) else rule
    Counted.done.clear()
    if isinstance(rule, methods.VSGD):
        inner.direction(grad, grad, kept, 20)
    else:
        inner.direction(grad, kept, 20, theta)
    return round(sum(Counted.done.values()) / SIZE**2) + 2


def values(search):
    """How many values of the loss, gradients apart, a search asks for, and Hessians."""
    bowl, asked = Quadratic((1.0, 20.0)), Counter()

    class Watched:
        def __getattr__(self, name):
            asked[name] += 1
            return getattr(bowl, name)

    theta = np.array([1.0, 1.0])
    search.along(Watched(), theta, bowl.grad(theta), bowl.grad(theta))
    count = f"{asked['value']} values" if asked["value"] else ""
    return count or "a Hessian"


def said(value):
    """The words of a class's docstring before its sources: what it does."""
    text = " ".join(type(value).__doc__.split("\n\n")[0].split())
    text = text.replace(", where d is the direction of `rule`", "")  # the page says it once
    return re.split(r"[:;] torch\.|: `|\. |\.$", text)[0].replace("|", r"\|")


def torchs(value):
    """torch's names for it, as code."""
    return ", ".join(f"`{name}`" for name in dict.fromkeys(TORCH.findall(_document(value))))


def sources(value):
    """The sources that a class names, as citations."""
    text = _document(value)
    found = [f"draft of 2015, {place}" for place in DRAFT.findall(text)]
    for who, year, within, after in SOURCE.findall(DRAFT.sub("", text)):
        key = f"{who.lower()}{year}"
        place = within or after
        found.append(f"{{cite:t}}`{KEYS.get(key, key)}`" + (f", {place}" if place else ""))
    return "; ".join(found)


def _document(value):
    return " ".join(type(value).__doc__.split())


def name(value):
    """A class as code, with those that it goes around."""
    inside = [getattr(value, each, None) for each in ("rule", "search", "clip")]
    inner = ", ".join(name(each) for each in inside if each is not None)
    return type(value).__name__ + (f"({inner})" if inner else "")


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in lines)


def _told(value):
    """The sources and torch's names, after one another."""
    return "; ".join(filter(None, [sources(value), torchs(value)]))


def _row(value):
    return [f"`{name(value)}`", said(value), _told(value)]


def _rule_row(label, rule):
    does, cost = said(rule), (memory(rule), operations(rule))
    return [f"{label}, `{name(rule)}`", does, *cost, _told(rule)]


def _search_row(search):
    return [f"`{name(search)}`", said(search), values(search), sources(search)]


def tables():
    """The tables of the page by the names of their places."""
    does, told = "what it does", "source and torch's name"
    rule_rows = [_rule_row(*each) for each in RULES.items()]
    return {
        "rules": _table(["rule", does, "memory", "operations", told], rule_rows),
        "methods": _table(["method", does, told], map(_row, BY_HESSIAN.values())),
        "searches": _table(["search", does, "asks for", "source"], map(_search_row, SEARCHES)),
        "schedules": _table(["schedule", does, told], map(_row, SCHEDULES)),
        "others": _table(["clip or average", does, told], map(_row, OTHERS)),
    }


def written(text):
    """The text of the page with its tables made anew."""
    for place, table in tables().items():
        begin, end = f"% begin {place}", f"% end {place}"
        pattern = re.escape(begin) + ".*?" + re.escape(end)
        made = f"{begin}\n````{{container}} oc-rules\n{PAPER.get(place, '')}{table}\n````\n{end}"
        text = re.sub(pattern, lambda _, made=made: made, text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
