"""Train 64 MLPs (64-64-10) on the digits by Adam, each along a cosine of its own.

General: any rule and any schedules, one for each network.
"""

from copy import deepcopy

import torch
from torch.nn.functional import cross_entropy

from benchmarks.harness import Race
from benchmarks.mlps import BATCHES, MODELS, NUM, NUM_STEPS, WORK, X, Y
from benchmarks.peaks import Work
from optcourse.networks.ensembles import Ensemble, train
from optcourse.rules import Adam, Cosine, PerMember, Scheduled

LR, SHOWN = 3e-3, 16
FINALS = [k / (2 * NUM) for k in range(NUM)]  # what is left of each rate in the end
RULE = Scheduled(Adam(LR), PerMember([Cosine(NUM_STEPS, final) for final in FINALS]))
# Both averages of Adam are read and written where momentum has one velocity.
ADAM = Work(flops=WORK.flops, bytes=WORK.bytes * 8 / 6)


def races():
    loop = Race(
        task="64 networks, Adam with a schedule per member (64-64-10, digits)",
        peer="torch.optim loop",
        goal=None,
        ours=ours,
        theirs=theirs,
        error=lambda ours, theirs: (ours[:SHOWN] - theirs).abs().max(),
        within=1e-3,
        share=SHOWN / NUM,
        note="16 of the networks, torch's Adam and CosineAnnealingLR, on the same batches",
        work=ADAM,
    )
    return [loop]


def ours():
    ensemble = Ensemble(MODELS)
    train(ensemble, (X, Y), RULE, num_steps=NUM_STEPS, batch_size=len(BATCHES[0][0]))
    return ensemble.theta


def theirs():
    pairs = zip(MODELS[:SHOWN], FINALS[:SHOWN], BATCHES[:SHOWN], strict=True)
    return torch.stack([trained(deepcopy(model), *rest) for model, *rest in pairs])


def trained(model, final, batches):
    optimizer = torch.optim.Adam(model.parameters(), lr=LR)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_STEPS, LR * final)
    for batch in batches:
        optimizer.zero_grad()
        cross_entropy(model(X[batch]), Y[batch]).backward()
        optimizer.step()
        cosine.step()
    return torch.nn.utils.parameters_to_vector(model.parameters()).detach()
