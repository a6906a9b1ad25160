"""Explorers of the chapter on long-term dependencies."""

from optcourse.chapters.memory import explorers as memory
from optcourse.chapters.memory.experiments import (
    METHODS,
    READERS,
    DepthConfig,
    HoldingConfig,
    Method,
    PixelsConfig,
    SpansConfig,
    gradient_spans,
    gradients_through_depth,
    hold_bits,
    read_pixels,
    recorded,
    recorded_scales,
)

COMPILED = {
    "memory: powers of W": memory.powers_of_w,
    "memory: what is forgotten": memory.what_is_forgotten,
    "memory: products of random factors": memory.products_of_random_factors,
    "memory: one unit": memory.one_unit,
}

SPANS = {"num_steps": 4, "every": 2, "seeds": (0, 1), "probes": 5}
HOLDING = {"length": 6, "num_steps": 20, "seeds": (0, 1, 2), "num_held": 20, "num_sequences": 10}
PIXELS = {"lr": 0.01, "seeds": (0, 1), "hidden": 3, "num_epochs": 2, "batch_size": 400}


def whose_gradient():
    methods = {
        "as drawn": METHODS["rnn-clip"],
        "twice as large": Method(clip=1.0, scale=2.0),
        "a rotation": METHODS["orthogonal-clip"],
    }
    return memory.whose_gradient(
        {name: gradient_spans(SpansConfig(method, **SPANS)) for name, method in methods.items()},
        num_steps=40,
    )


LIVE = {
    "memory: remember one bit": lambda: memory.remember_one_bit(
        recorded_scales("latch"), num_steps=60
    ),
    "memory: whose gradient": whose_gradient,
    "memory: through depth": lambda: memory.through_depth(
        gradients_through_depth(DepthConfig(depth=6, scales=(0.5, 1.0, 2.0), num_draws=3)),
        num_steps=20,
    ),
}


BANKED = {
    "memory: who holds": lambda: memory.who_holds(hold_bits(HoldingConfig(**HOLDING))),
    "memory: fifty networks": lambda: memory.fifty_networks(
        {"latch": recorded("latch"), "order": recorded("order")}
    ),
    "memory: scale of W": lambda: memory.scale_of_w(recorded_scales("latch")),
    "memory: pixel by pixel": lambda: memory.pixel_by_pixel(
        {name: read_pixels(PixelsConfig(READERS[name], **PIXELS)) for name in READERS}
    ),
}
