"""What the explorer of the plateau around zero weights tells, held to torch and to theory."""

import numpy as np
import torch

from optcourse import draws
from optcourse.chapters.saddles.explorers import left_or_not
from optcourse.chapters.saddles.explorers.plateau import NET
from optcourse.networks.data import digits
from optcourse.networks.models import mlp
from tests.truths import close, drawn, fact, marks, says


def plateau_in_torch(scale, seed):
    """The same weights in torch: (loss on all 300 digits, length of its gradient)."""
    data, theta = digits(num_train=300), NET.start(seed, scale)
    model = mlp(NET.widths, "tanh", dtype=torch.float64)
    parts = [torch.from_numpy(part.T.copy()) for layer in NET.layers(theta) for part in layer]
    with torch.no_grad():
        for mine, theirs in zip(parts, model.parameters(), strict=True):
            theirs.copy_(mine)
    X, y = torch.from_numpy(data.X_train).double(), torch.from_numpy(data.y_train)
    loss = torch.nn.functional.cross_entropy(model(X), y)
    grads = torch.autograd.grad(loss, list(model.parameters()))
    return loss.item(), torch.sqrt(sum((g * g).sum() for g in grads)).item()


@fact("saddles: a plateau")
def test_it_begins_at_the_loss_and_the_gradient_of_torch(explorer):
    for which, scale, seed in ((12, 1.0, 1), (8, 0.1, 3)):
        values = {"which": which, "seed": seed}
        loss, norm = plateau_in_torch(scale, seed)
        close(drawn(explorer, values, "all 300 digits").y[0], loss)
        close(marks(explorer, values, "Line", panel=1)[0].y[0], norm)


@fact("saddles: a plateau")
def test_at_zero_weights_only_the_biases_of_the_outputs_learn(explorer):
    """They can do no better than the shares of the labels, whose entropy the loss nears."""
    share = np.bincount(digits(num_train=300).y_train) / 300
    whole = left_or_not()
    values = whole.presets["At zero, with momentum"]
    loss = drawn(whole, values, "all 300 digits").y
    entropy = -np.sum(share * np.log(share))
    assert np.all(loss > entropy) and loss[-1] < entropy + 0.005
    assert not drawn(whole, values, "weight").z.any()
    says(whole, values, "Not left.")


@fact("saddles: a plateau")
def test_its_presets_say_what_the_text_says(explorer):
    """In whole runs of 1,500 steps; where it is left, one direction has outgrown the others."""
    whole = left_or_not()
    says(whole, {}, "Not left.")
    for name in ("Ordinary weights", "With momentum", "A larger rate", "At zero, with noise"):
        says(whole, whole.values | whole.presets[name], "Left at step")
    short = left_or_not(num_steps=575)  # as the plateau is left
    values = short.presets["With momentum"]
    says(short, values, "Left at step 575")
    grown = np.linalg.svd(drawn(short, values, "weight").z, compute_uv=False)
    start = np.linalg.svd(NET.layers(NET.start(1, 0.01))[1][0], compute_uv=False)
    assert grown[0] > 10 * grown[1] and start[0] < 2 * start[1]


# Your own loop


@fact("saddles: your own loop")
def test_it_is_descent_by_autograd(explorer):
    values = {"lr": explorer.controls[0].at(20), "scale": explorer.controls[1].at(22), "seed": 2}
    data = digits(num_train=100)
    X, Y = torch.from_numpy(data.X_train).double(), torch.eye(10)[data.y_train].double()
    theta = [torch.from_numpy(values["scale"] * draws.normal(2, k, shape))
             for k, shape in enumerate(((64, 8), (8, 10)))]  # fmt: skip
    found = []
    for _ in range(50):
        V, W = theta = [w.detach().requires_grad_() for w in theta]
        loss = 0.5 * (torch.tanh(X @ V) @ W - Y).square().sum(1).mean()
        slopes = torch.autograd.grad(loss, theta)
        theta = [w - values["lr"] * g for w, g in zip(theta, slopes, strict=True)]
        found.append(loss.item())
    close(drawn(explorer, values, "100 digits").y[:50], found)


@fact("saddles: your own loop")
def test_each_factor_of_ten_costs_as_many_further_steps(explorer):
    """About ln 10 / ln(1 + εσ), σ the largest singular value of mean target × input."""
    data = digits(num_train=100)
    sigma = np.linalg.norm(np.eye(10)[data.y_train].T @ data.X_train / 100, 2)
    left = []
    for scale in (1e-4, 1e-5, 1e-6):
        loss = drawn(explorer, {"scale": scale}, "100 digits").y
        left.append(np.argmax(loss < 0.9 * loss[0]))
        says(explorer, {"scale": scale}, f"A tenth of the loss was gone at step {left[-1]};")
    close(np.diff(left), np.full(2, np.log(10) / np.log(1 + 0.1 * sigma)), rel=0.1)
