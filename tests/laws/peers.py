"""What each rule is held against: torch.optim, or its authors' algorithm written out alone.

A peer is a function that makes one step of `params` along their gradients.
"""

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

from optcourse import rules

OPTIM = torch.optim


def _betas(rule):
    return {"lr": rule.lr, "betas": (rule.beta1, rule.beta2), "eps": rule.eps}


class YogiAlone(OPTIM.Optimizer):
    """Zaheer et al. (2018), algorithm 2, line by line as it stands there."""

    def __init__(self, params, rule):
        super().__init__(params, {"lr": rule.lr})
        self.rule = rule

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for param in group["params"]:
                self.move(param, group["lr"], **self.state[param])

    def move(self, param, lr, m=0.0, v=0.0):
        rule, square = self.rule, param.grad**2
        m = rule.beta1 * m + (1 - rule.beta1) * param.grad
        v = v - (1 - rule.beta2) * torch.sign(v - square) * square
        self.state[param] = {"m": m, "v": v}
        param -= lr * m / (torch.sqrt(v) + rule.eps)


class BarzilaiBorweinAlone(OPTIM.Optimizer):
    """Barzilai and Borwein (1988), the second of their rates, kept where it is not positive."""

    def __init__(self, params, rule):
        super().__init__(params, {"lr": rule.lr})
        self.rate, self.before = rule.first / rule.lr, None

    @torch.no_grad()
    def step(self):
        (group,) = self.param_groups
        (param,) = group["params"]
        if self.before is not None:
            s, y = param - self.before[0], param.grad - self.before[1]
            self.rate = (s @ s) / (s @ y) if s @ y > 0 else self.rate
        self.before = param.clone(), param.grad.clone()
        param -= group["lr"] * (self.rate * param.grad)


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
    rules.Yogi: YogiAlone,
    rules.BarzilaiBorwein: BarzilaiBorweinAlone,
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


AROUND = {rules.Scheduled: scheduled, rules.Clipped: clipped, rules.Decoupled: decayed}
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
