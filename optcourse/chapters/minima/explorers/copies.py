"""The explorer of relabelings in the chapter on local minima."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    TEST,
    TRAIN,
    Axis,
    Bars,
    Choice,
    Explorer,
    Panel,
    Points,
    Readout,
    Scene,
    Text,
    faint,
    growing,
    so_far,
    spot,
    timeline,
    trail,
)

# Two units swapped, two and two, three in a ring, all four in a ring, all reversed.
ORDERS = ("1243", "2143", "2314", "2341", "4321")


def same_network(record):
    """L3, L13: the straight way from a trained network to a relabeled copy (a Relabelings)."""
    stops = record.path_loss.shape[1] - 1
    shares, half = np.arange(stops + 1) / stops, stops // 2
    controls = [
        Choice("order", "units in the order", {order: " ".join(order) for order in ORDERS}, "2341"),
        timeline("share of the way", shares, "{:.0%}", 0, name="stop"),
    ]
    question = "Both ends compute the same function. What lies between them?"
    scene = partial(_between, record)
    title = f"The same network {len(record.orders)} times"
    presets = {
        "Half-way": {"stop": half},
        "Two units swapped, half-way": {"order": "1243", "stop": half},
        "All reversed, half-way": {"order": "4321", "stop": half},
        "The other end": {"stop": stops},
    }
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _between(record, order, stop):
    order = [written(each) for each in record.orders].index(order)
    share = np.linspace(0, 1, record.path_loss.shape[1])
    panels = [
        _units(record, order, share[stop]),
        _losses(record, order, stop, share),
        _answers(record, order, stop),
    ]
    loss, error = record.path_loss[order], record.path_error[order]
    values = {"loss": loss[stop], "error": error[stop], "start": loss[0]}
    text = "Training loss **{loss:.2f}**, training error {error:.0%}; loss at the ends {start:.2f}."
    same = Readout("**The same function.**", when=stop in (0, len(share) - 1), tone="good")
    return Scene(panels, [Readout(text, values), same])


def written(order):
    """An order of units as it reads: (1, 0, 2) is "213"."""
    return "".join(str(unit + 1) for unit in order)


def _units(record, order, share):
    here, there = record.places, record.places[record.orders[order]]
    now = here + share * (there - here)
    reach = 1.25 * np.abs(record.places).max()
    side = (-float(reach), float(reach))
    ways = [trail(ends, color=0, width=0.8) for ends in np.stack([here, there], axis=1)]
    units = [spot(place, color=3 + k % 4, size=6) for k, place in enumerate(now)]
    names = [
        Text(*(place + 0.14 * reach * away), f"{k + 1}", color=3 + k % 4, anchor="middle")
        for k, (place, away) in enumerate(zip(now, _from_the_nearest(now), strict=True))
    ]
    return Panel(
        Axis("first component", side, ticks=False),
        Axis("second component", side, ticks=False),
        [*ways, Points(here[:, 0], here[:, 1], color=0, shape="cross", size=4), *units, *names],
        title="weights of the units, in two dimensions",
        aspect=1.0,
        to_scale=True,
    )


def _from_the_nearest(places):
    """Directions (n, 2) from each of `places` (n, 2) away from its nearest neighbour.

    Of two at one place the one moves to the left and the other to the right.
    """
    apart = places[:, None] - places
    far = np.linalg.norm(apart, axis=-1)
    np.fill_diagonal(far, np.inf)
    k, nearest = np.arange(len(places)), far.argmin(axis=1)
    side = np.stack([np.sign(k - nearest), 0 * k], axis=1)
    least = far[k, nearest][:, None]
    return np.where(least > 1e-9, apart[k, nearest] / np.maximum(least, 1e-9), side)


def _losses(record, order, stop, share):
    top = 1.1 * float(record.path_loss.max())
    return Panel(
        Axis("share of the way", (0.0, 1.0)),
        Axis("training loss", (0.0, top)),
        [
            *faint(share, so_far(record.path_loss[1:].T, stop).T, "all orders", width=0.5),
            *growing(share, record.path_loss[order], stop, TRAIN, "this order"),
        ],
        title="on the way",
        aspect=1.0,
    )


def _answers(record, order, stop):
    classes = np.arange(10.0)
    here, ends = record.path_probabilities[order, stop], record.path_probabilities[order, 0]
    return Panel(
        Axis("digit", (-0.6, 9.6), ticks=tuple(range(10))),
        Axis("probability", (0.0, 1.0)),
        [
            Bars(classes - 0.2, here, width=0.4, color=CHOSEN, label="here"),
            Bars(classes + 0.2, ends, width=0.4, color=TEST, label="at the ends"),
        ],
        title=f"an image of a {record.example}",
        aspect=1.0,
    )
