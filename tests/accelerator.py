"""A pretend accelerator: what runs here on a machine without a GPU, and would fail on one with it.

Its tensors say that they are elsewhere, compute on the CPU, and refuse what CUDA's refuse: to meet
a tensor of another device, to become a NumPy array, to be drawn by the CPU's generator. As a plugin
(`pytest -p tests.accelerator`) it makes the course's device the pretended one, for every test.
It rests on a private part of torch, that of the version in requirements.txt.
"""

from contextlib import ExitStack, contextmanager
from functools import cache
from unittest import mock

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

from optcourse.records import devices

aten = torch.ops.aten
_setup_privateuseone_for_python_backend("pretended")
torch.pretended.get_amp_supported_dtype = list  # none; checkpointed models ask
PRETENDED, CPU = torch.device("pretended", 0), torch.device("cpu")
BETWEEN = {aten.copy_.default, aten._to_copy.default}  # from one device to another
INDEXED = {aten.index.Tensor, aten.index_put.default, aten.index_put_.default}
INDEXED |= {aten._index_put_impl_.default, aten._unsafe_index.Tensor}
TO_PYTHON = {aten._local_scalar_dense.default, aten.equal.default}
MAKERS = {"tensor": torch.tensor, "as_tensor": torch.as_tensor}
MIXED = "Expected all tensors to be on the same device, but found at least two devices"


class Elsewhere(torch.Tensor):
    """A tensor on the pretended device; `held` is what it holds, on the CPU."""

    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, held):
        return torch.Tensor._make_wrapper_subclass(
            cls,
            held.shape,
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=PRETENDED,
        )

    def __init__(self, held):
        self.held = held

    def __repr__(self, **_):
        return f"Elsewhere({self.held!r})"

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        return computed(function, args, kwargs or {})


class Pretending(TorchDispatchMode):
    """Sees every operation, also those that make a tensor from nothing."""

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        return computed(function, args, kwargs or {})


def computed(function, args, kwargs):
    """What an operation gives, on the device where it would be."""
    wanted, tensors = kwargs.get("device"), []
    held_args = [held(each, tensors) for each in args]
    held_kwargs = {name: held(each, tensors) for name, each in kwargs.items()}
    refuse_mixed(function, args, tensors)
    away = any(type(each) is Elsewhere for each in tensors) if wanted is None else is_away(wanted)
    refuse_generator(away, kwargs.get("generator"))
    if wanted is not None:
        held_kwargs["device"] = CPU
    made = function(*held_args, **held_kwargs)
    if in_place(function):  # one on a list of tensors returns none
        return made if made is None else args[0]
    if "out" in kwargs:
        return kwargs["out"]
    return elsewhere(made) if away and function not in TO_PYTHON else made


# These stand in for torch's trees, which would take most of the time of an operation.
def held(each, tensors):
    """What is computed with on the CPU; tensors, on either device, are added to the list."""
    if isinstance(each, torch.Tensor):
        tensors.append(each)
        return each.held if type(each) is Elsewhere else each
    if isinstance(each, list | tuple):
        return [held(part, tensors) for part in each]
    return each


def elsewhere(made):
    if isinstance(made, torch.Tensor):
        return Elsewhere(made)
    return type(made)(map(elsewhere, made)) if isinstance(made, list | tuple) else made


@cache
def in_place(function):
    return function._schema.name.endswith("_")


@cache
def is_away(device):
    return torch.device(device).type == PRETENDED.type


def refuse_mixed(function, args, tensors):
    """CUDA takes a number from the CPU, and indices; no other tensor from there."""
    if function in BETWEEN:
        return
    if function in INDEXED:
        tensors = [each for each in (args[0], *args[2:3]) if isinstance(each, torch.Tensor)]
    kinds = {type(each) is Elsewhere for each in tensors if each.dim()}
    if len(kinds) == 2:
        raise RuntimeError(f"{MIXED}, {PRETENDED} and cpu! ({function})")


def refuse_generator(away, generator):
    if away and generator is not None:
        raise RuntimeError(f"Expected a '{PRETENDED.type}' device type for generator but found cpu")


def making(make):
    """`torch.tensor` or `torch.as_tensor`, which put data there without an operation."""

    def made(data, *, device=None, requires_grad=False, **kwargs):
        if isinstance(data, Elsewhere):
            data = data.clone() if make is MAKERS["tensor"] else data
            moved = data.detach() if make is MAKERS["tensor"] else data
            return moved.to(device or data.device, **kwargs).requires_grad_(requires_grad)
        result = make(data, **kwargs)
        if device is not None:
            result = result.to(device)
        return result.requires_grad_() if requires_grad else result

    return made


def new_tensor(self, data, **kwargs):
    return torch.tensor(data, **{"device": self.device, "dtype": self.dtype} | kwargs)


def numpy(self, *args, **kwargs):
    if isinstance(self, Elsewhere):
        raise TypeError(f"can't convert {PRETENDED} device type tensor to numpy. Use Tensor.cpu()")
    return NUMPY(self, *args, **kwargs)


def tolist(self):
    return TOLIST(self.cpu() if isinstance(self, Elsewhere) else self)


NUMPY, TOLIST = torch.Tensor.numpy, torch.Tensor.tolist


@contextmanager
def pretended():
    """In it, tensors can be made on and moved to `PRETENDED`."""
    with ExitStack() as stack:
        for name, make in MAKERS.items():
            stack.enter_context(mock.patch.object(torch, name, making(make)))
        for method in (new_tensor, numpy, tolist):
            stack.enter_context(mock.patch.object(torch.Tensor, method.__name__, method))
        stack.enter_context(Pretending())
        yield


@pytest.fixture(autouse=True)
def on_the_pretended_device():
    with pretended():
        yield


def pytest_configure():
    """Before a module of the course takes `device` by name."""
    devices.device = lambda: PRETENDED
