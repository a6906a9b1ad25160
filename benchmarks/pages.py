"""Training in a page: compiled from NumPy, against JavaScript by hand and against NumPy.

General: whatever a scene function loops over is compiled; the peers are written for these networks.
Needs Node, as `tools/front` does.
"""

import base64
import json
import subprocess
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Race
from optcourse import draws
from optcourse.explore import Axis, Line, Panel, Scene, Slider
from optcourse.explore.modules import joined
from optcourse.explore.trace import compile_scene
from optcourse.loops import scan
from optcourse.networks.data import Latch, digits
from optcourse.networks.passes import Mlp, Recurrent
from optcourse.rules import Adam, GradientDescent, Momentum
from optcourse.tables import rows

STEPS, BATCH = 300, 32
RULES = {"sgd": GradientDescent, "momentum": lambda rate: Momentum(rate, 0.9), "adam": Adam}
NAMES = {"sgd": "SGD", "momentum": "momentum", "adam": "Adam"}
GOALS = {"sgd": 2, "momentum": 2, "adam": 1.5}  # times NumPy
ROOM = 3_000_000  # numbers that a program by hand may hold


@dataclass(frozen=True)
class Task:
    """A network, its examples and targets as rows, a rule and a rate."""

    name: str
    net: Any
    inputs: np.ndarray
    targets: np.ndarray
    rule: str
    rate: float
    job: dict

    @property
    def which(self):
        """The examples of each batch, (STEPS, BATCH)."""
        return np.floor(draws.uniform(5, 0, (STEPS, BATCH)) * len(self.inputs))

    def trained(self, rate):
        """θ (P,) after all steps: the source of the page's program, and a peer."""
        rule, net, which = RULES[self.rule](rate), self.net, self.which

        def step(state, k):
            inputs, targets = (rows(each, which[k]) for each in (self.inputs, self.targets))
            if isinstance(net, Recurrent):
                inputs = np.transpose(inputs)[:, :, None]
            return rule.move(state, net.gradient(state.theta, inputs, targets).theta, k)

        return scan(step, rule.init(net.start(1)), STEPS).theta[-1]


def tasks():
    for rule, rate in (("sgd", 0.2), ("momentum", 0.05), ("adam", 0.01)):
        data, net = digits(num_train=1000), Mlp((64, 32, 10))
        targets = np.eye(10)[data.y_train]
        name, job = f"64-32-10 on digits, {NAMES[rule]}", {"kind": "mlp", "widths": net.widths}
        yield Task(name, net, data.X_train.astype(float), targets, rule, rate, job)
    net = Mlp((2, 16, 16, 16, 16, 2))
    places = draws.normal(6, 0, (240, 2))
    targets = np.eye(2)[(places[:, 0] * places[:, 1] > 0).astype(int)]
    job = {"kind": "mlp", "widths": net.widths}
    yield Task("2-16-16-16-16-2, Adam", net, places, targets, "adam", 0.01, job)
    for length in (20, 50):
        X, y = Latch(length).sample(320, np.random.default_rng(0))
        job = {"kind": "rnn", "length": length, "hidden": 10}
        name = f"latch, tanh RNN of 10, T = {length}, SGD"
        inputs, targets = X[..., 0].astype(float), np.eye(2)[y]
        yield Task(name, Recurrent(), inputs, targets, "sgd", 0.05, job)


def races():
    node = Node()
    for task in tasks():
        ours, by_hand = node.compiled(task), node.written(task)
        numpy = partial(task.trained, task.rate)
        for peer, theirs, goal in (("by hand in JavaScript, the same product", by_hand, 1),
                                   ("NumPy", numpy, GOALS[task.rule])):  # fmt: skip
            yield Race(f"in a page, 300 steps of {task.name}", peer, goal, ours, theirs,
                       lambda a, b: np.max(np.abs(a - b)), 1e-9,
                       note="in Node, time of the processor; error in the weights",
                       repeats=9, clock=node.clock)  # fmt: skip


class Node:
    """A process that trains as a page does."""

    def __init__(self):
        script = Path(__file__).with_name("pages.js")
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(["node", script], stdin=pipe, stdout=pipe, text=True)
        self.front = joined("machine", "packed")

    def clock(self):
        """Seconds of the processor, here and there, so that other work counts for little.

        Where they are not told, of the clock on the wall.
        """
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/schedstat")
        if not path.exists():
            return time.perf_counter()
        return time.process_time() + int(path.read_text().split()[0]) / 1e9

    def compiled(self, task):
        """Runs the program that a page would get."""

        def scene(rate):
            theta = task.trained(rate)
            axes = Axis("weight", (0, len(theta))), Axis("value", (-1, 1))
            return Scene([Panel(*axes, [Line(np.arange(len(theta)), theta)])])

        rate = Slider("rate", "rate", task.rate / 2, 2 * task.rate, task.rate, count=3)
        spec, program = compile_scene(scene, [rate], {})
        slot = spec["panels"][0]["marks"][0]["y"]
        ready = {"program": program.text, "data": ",".join(program.data), "room": program.room}
        return self._task(task.name, ready | {"slot": slot, "values": {"rate": task.rate}})

    def written(self, task):
        """Runs the program of `written.js`."""
        arrays = {"start": task.net.start(1), "which": task.which}
        arrays |= {"inputs": task.inputs, "targets": task.targets}
        packed = {name: base64.b64encode(each.astype("<f8").tobytes()).decode()
                  for name, each in arrays.items()}  # fmt: skip
        job = task.job | {"batch": BATCH, "steps": STEPS, "rate": task.rate, "rule": task.rule}
        return self._task(f"{task.name}, by hand", {"room": ROOM, "job": job | {"arrays": packed}})

    def _task(self, name, ready):
        self._ask({"name": name, "front": self.front} | ready)
        return lambda: np.frombuffer(base64.b64decode(self._ask({"run": name})))

    def _ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        if not (answer := self.process.stdout.readline()):
            raise RuntimeError("Node has ended")
        return answer
