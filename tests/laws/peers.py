"""What each rule is held against: torch.optim, or its authors' algorithm written out alone.

A peer is a function that makes one step of `params` along their gradients.
"""

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

from optcourse import rules
from tests.laws import written

OPTIM = torch.optim


def _betas(rule):
    return {"lr": rule.lr, "betas": (rule.beta1, rule.beta2), "eps": rule.eps}


OPTIMIZERS = {
    rules.GradientDescent: lambda p, r: OPTIM.SGD(p, lr=r.lr),
    rules.Momentum: lambda p, r: OPTIM.SGD(p, lr=r.lr, momentum=r.momentum),
    rules.Nesterov: lambda p, r: OPTIM.SGD(p, lr=r.lr, momentum=r.momentum, nesterov=True),
    rules.AdaGrad: lambda p, r: OPTIM.Adagrad(p, lr=r.lr, eps=r.eps),
    rules.RMSprop: lambda p, r: OPTIM.RMSprop(p, lr=r.lr, alpha=r.decay, eps=r.eps),
    rules.Adadelta: lambda p, r: OPTIM.Adadelta(p, lr=r.lr, rho=r.decay, eps=r.eps),
    rules.Adam: lambda p, r: OPTIM.Adam(p, **_betas(r)),
    rules.AMSGrad: lambda p, r: OPTIM.Adam(p, amsgrad=True, **_betas(r)),
    rules.RAdam: lambda p, r: OPTIM.RAdam(p, **_betas(r)),
    rules.NAdam: lambda p, r: OPTIM.NAdam(p, momentum_decay=r.warming, **_betas(r)),
    rules.Yogi: written.Yogi,
    rules.BarzilaiBorwein: written.BarzilaiBorwein,
    rules.UncorrectedAdam: written.UncorrectedAdam,
    rules.InsideAdam: written.InsideAdam,
    rules.UncorrectedInsideAdam: written.UncorrectedInsideAdam,
    rules.Lion: written.Lion,
    rules.SWATS: written.SWATS,
    rules.Prodigy: written.Prodigy,
    rules.Muon: written.Muon,
    rules.ScheduleFree: written.ScheduleFree,
    rules.Signed: written.Signed,
    rules.Normalized: written.Normalized,
    rules.WithNesterov: written.NesterovRMSprop,
}


def optimizer(rule, params):
    return OPTIMIZERS[type(rule)](params, rule)


def scheduled(rule, params):
    inner = optimizer(rule.rule, params)
    scheduler = OPTIM.lr_scheduler.LambdaLR(inner, rule.schedule)

    def step():
        inner.step()
        scheduler.step()

    return step


def clipped(rule, params):
    step, clip = peer(rule.rule, params), rule.clip

    def clip_and_step():
        if isinstance(clip, rules.NormClip):
            clip_grad_norm_(params, clip.max_norm)
        else:
            clip_grad_value_(params, clip.max_value)
        step()

    return clip_and_step


def decayed(rule, params):
    """Loshchilov and Hutter (2019), algorithm 2, line 12: torch.optim.AdamW, or as it stands."""
    if type(rule.rule) is rules.Adam:
        return OPTIM.AdamW(params, weight_decay=rule.weight_decay, **_betas(rule.rule)).step
    step = peer(rule.rule, params)

    def decay_and_step():
        with torch.no_grad():
            before = [param.clone() for param in params]
            step()
            for param, was in zip(params, before, strict=True):
                param -= rule.rule.lr * rule.weight_decay * was

    return decay_and_step


def regularized(rule, params):
    inner = optimizer(rule.rule, params)
    assert type(inner) in (OPTIM.SGD, OPTIM.Adam)
    inner.param_groups[0]["weight_decay"] = rule.weight_decay
    return inner.step


def with_momentum(rule, params):
    inner = rule.rule
    if type(inner) is rules.Paid:
        return written.BookMomentum(params, rule).step
    numbers = {"lr": inner.lr, "alpha": inner.decay, "eps": inner.eps}
    return OPTIM.RMSprop(params, momentum=rule.momentum, **numbers).step


def parted(rule, params):
    """The peer of each rule, on a tensor that shares its part of θ."""
    (theta,) = params
    parts = [part.requires_grad_() for part in rule.parts(theta.detach())]
    steps = [peer(each, [part]) for each, part in zip(rule.rules, parts, strict=True)]

    def step_all():
        for part, grad, step in zip(parts, rule.parts(theta.grad), steps, strict=True):
            part.grad = grad.clone()
            step()

    return step_all


AROUND = {
    rules.Scheduled: scheduled,
    rules.Clipped: clipped,
    rules.Decoupled: decayed,
    rules.Regularized: regularized,
    rules.WithMomentum: with_momentum,
    rules.Paid: lambda rule, params: peer(rule.rule, params),
    rules.Parted: parted,
}
PEERS = OPTIMIZERS | AROUND


def peer(rule, params):
    """The step of the peer of `rule` on a list of tensors with gradients."""
    if type(rule) in AROUND:
        return AROUND[type(rule)](rule, params)
    return optimizer(rule, params).step


def alone(rule, start, grads, num_steps):
    """The path of the peer of `rule`, `grads(theta, k)` being the gradient at step k."""
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    step, path = peer(rule, [theta]), [np.array(start)]
    for k in range(num_steps):
        theta.grad = torch.as_tensor(grads(theta.detach().numpy(), k)).clone()
        step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)
