"""Every class of a kind, found by importing all of the package."""

import importlib
import inspect
import pkgutil

import optcourse


def modules():
    """Every module of the package, imported."""
    walk = pkgutil.walk_packages(optcourse.__path__, "optcourse.")
    return [importlib.import_module(module.name) for module in walk]


def heirs(kind):
    """The subclasses of `kind` that the package defines, by name; not a chapter's private ones."""
    found = {
        member
        for module in modules()
        for member in vars(module).values()
        if inspect.isclass(member) and issubclass(member, kind) and member is not kind
        if not (member.__name__.startswith("_") and ".chapters." in member.__module__)
    }
    return sorted(found, key=lambda each: (each.__name__, each.__module__))
