"""Transformers in stacks are torch's own, one after another."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from optcourse.networks.ensembles import moment_of, train
from optcourse.networks.transformers import Transformers, attended, later, transformer
from optcourse.rules import Adam

SIZES = {"num_words": 11, "length": 5, "width": 8, "num_heads": 2, "dtype": torch.float64}
X = torch.randint(11, (3, 4, 5), generator=torch.Generator().manual_seed(0))
Y = torch.randint(11, (3, 20), generator=torch.Generator().manual_seed(1))


def three():
    return [transformer(seed=seed, **SIZES) for seed in range(3)]


def test_outputs_losses_and_gradients_are_those_of_torchs_modules():
    models = three()
    moment = moment_of(Transformers(models), X, Y)
    for k, model in enumerate(models):
        outputs = model(X[k])
        loss = F.cross_entropy(outputs, Y[k])
        loss.backward()
        grad = torch.cat([param.grad.flatten() for param in model.parameters()])
        torch.testing.assert_close(moment.outputs[k], outputs, rtol=0, atol=1e-10)
        torch.testing.assert_close(moment.loss[k], loss, rtol=0, atol=1e-10)
        torch.testing.assert_close(moment.grad[k], grad, rtol=0, atol=1e-10)


def test_attention_is_torchs_and_its_derivative_is_that_of_differences():
    layer = nn.MultiheadAttention(8, 4, batch_first=True, dtype=torch.float64)
    nn.init.normal_(layer.in_proj_bias)
    states = torch.randn(2, 5, 8, dtype=torch.float64)
    wanted, _ = layer(states, states, states, attn_mask=later(5), need_weights=False)
    params = [param.detach()[None] for param in layer.parameters()]
    found = attended(states.flatten(0, 1)[None], 5, 4, *params)
    torch.testing.assert_close(found[0], wanted.flatten(0, 1), rtol=0, atol=1e-10)
    inputs = [
        states[:1].flatten(0, 1)[None].requires_grad_(),
        *(p.requires_grad_() for p in params),
    ]
    assert torch.autograd.gradcheck(lambda *x: attended(x[0], 5, 4, *x[1:]), inputs)


def test_no_place_sees_a_later_one():
    ensemble, changed = Transformers(three()), X[0].clone()
    changed[:, 3:] = (changed[:, 3:] + 1) % 11
    one, other = (ensemble(words).unflatten(1, (4, 5)) for words in (X[0], changed))
    torch.testing.assert_close(one[:, :, :3], other[:, :, :3])
    assert not torch.isclose(one[:, :, 3:], other[:, :, 3:]).all(dim=-1).any()


def test_one_is_trained_as_by_torch():
    ensemble, alone = Transformers(three()), transformer(seed=1, **SIZES)
    batches = iter([(X, Y), (X.flip(1), Y.flip(1)), (X, Y)])
    train(ensemble, batches, Adam(0.01), num_steps=2)
    rule = torch.optim.Adam(alone.parameters(), 0.01)
    for words, labels in ((X[1], Y[1]), (X[1].flip(0), Y[1].flip(0))):
        rule.zero_grad()
        F.cross_entropy(alone(words), labels).backward()
        rule.step()
    for mine, theirs in zip(ensemble.model(1).parameters(), alone.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs.detach(), rtol=0, atol=1e-9, check_dtype=True)


def test_weights_follow_the_seed_and_leave_the_global_one_alone():
    before = torch.get_rng_state()
    first, again, other = (transformer(seed=seed) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), before)
    pairs = zip(first.parameters(), again.parameters(), strict=True)
    assert all(torch.equal(*pair) for pair in pairs)
    assert not torch.equal(first.last.weight, other.last.weight)
    assert first.layer.linear2.weight.abs().max() <= 1 / 8 and not first.last.bias.any()
    assert torch.equal(first.norm.weight, torch.ones(16)) and not first.norm.bias.any()


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="width must be a multiple of num_heads 2, got 7"):
        transformer(width=7)
    with pytest.raises(ValueError, match="length must be a whole number of at least 1, got 0"):
        transformer(length=0)
    for models in ([], [transformer(), transformer(width=8)]):
        with pytest.raises(ValueError, match="at least one transformer, all of the same sizes"):
            Transformers(models)
