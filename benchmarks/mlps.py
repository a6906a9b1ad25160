"""Train 64 MLPs (64-64-10) on the digits: 5 epochs in batches of 32, heavy ball.

General: any chain of Linear, Conv1d, RNN, LSTM and elementwise layers, any loss and clipping.
"""

import warnings
from copy import deepcopy

import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from torch.nn.functional import cross_entropy

from benchmarks.harness import Race
from benchmarks.peaks import Work
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, batch_indices, train
from optcourse.networks.models import mlp
from optcourse.rules import Momentum

NUM, BATCH_SIZE, EPOCHS, LR, MOMENTUM = 64, 32, 5, 0.03, 0.9
DATA = digits()
X, Y = torch.tensor(DATA.X_train), torch.tensor(DATA.y_train)
NUM_STEPS = EPOCHS * (len(Y) // BATCH_SIZE)
MODELS = [mlp((64, 64, 10), seed=seed) for seed in range(NUM)]
TASK = "train 64 MLPs (64-64-10, digits)"
WEIGHTS, LAST, PARAMS = 64 * 64 + 64 * 10, 64 * 10, 65 * 64 + 65 * 10
# A step's products are forward, the weights' gradient, and back through the last layer; gradient,
# velocity and parameters are each read, and the three written; of 4 bytes.
STEPS_IN_ALL = NUM * NUM_STEPS
WORK = Work(
    flops=STEPS_IN_ALL * 2 * BATCH_SIZE * (2 * WEIGHTS + LAST),
    bytes=STEPS_IN_ALL * 6 * 4 * PARAMS,
)


def races():
    loop = Race(
        task=TASK,
        peer="torch.optim loop",
        goal=12,
        ours=ours,
        theirs=lambda: torch_loop(MODELS[:16]),
        error=lambda ours, theirs: (ours[:16] - theirs).abs().max(),
        within=1e-3,
        share=16 / NUM,
        note="16 of the networks, on the same batches, drawn beforehand; error in the weights",
        work=WORK,
    )
    scikit = Race(
        task=TASK,
        peer="scikit-learn MLPClassifier",
        goal=8,
        ours=ours,
        theirs=lambda: scikit_loop(16),
        error=lambda ours, theirs: abs(accuracy(ours) - theirs),
        within=0.02,
        share=16 / NUM,
        note="16 of the networks, starts and batches of its own; error in the mean accuracy",
        work=WORK,
    )
    return [loop, scikit]


def ours():
    ensemble = Ensemble(MODELS)
    train(ensemble, (X, Y), Momentum(LR, MOMENTUM), num_steps=NUM_STEPS, batch_size=BATCH_SIZE)
    return ensemble.theta


def torch_loop(models):
    return torch.stack([trained(deepcopy(model), k) for k, model in enumerate(models)])


BATCHES = [torch.from_numpy(batch_indices(len(Y), BATCH_SIZE, NUM_STEPS, k)) for k in range(16)]


def trained(model, seed):
    optimizer = torch.optim.SGD(model.parameters(), lr=LR, momentum=MOMENTUM)
    for batch in BATCHES[seed]:
        optimizer.zero_grad()
        cross_entropy(model(X[batch]), Y[batch]).backward()
        optimizer.step()
    return torch.nn.utils.parameters_to_vector(model.parameters()).detach()


def scikit_loop(num):
    """The mean accuracy of `num` classifiers on the training digits."""
    settings = {"alpha": 0, "nesterovs_momentum": False, "max_iter": EPOCHS, "tol": 0}
    settings |= {"solver": "sgd", "activation": "tanh", "batch_size": BATCH_SIZE}
    settings |= {"learning_rate_init": LR, "momentum": MOMENTUM, "hidden_layer_sizes": (64,)}
    total = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # five epochs are what we asked for
        for seed in range(num):
            classifier = MLPClassifier(**settings, random_state=seed)
            total += classifier.fit(DATA.X_train, DATA.y_train).score(DATA.X_train, DATA.y_train)
    return total / num


def accuracy(theta):
    ensemble = Ensemble(MODELS)
    ensemble.theta.copy_(theta)
    with torch.no_grad():
        return (ensemble(X).argmax(-1) == Y).double().mean().item()
