"""What the controls of an explorer must be, alone and beside its scene."""

from .controls import Choice, Point, Slider


def check_controls(controls, bank):
    for control in controls:
        if not isinstance(control, Slider | Choice | Point):
            raise ValueError(f"controls must be Slider, Choice or Point, got {control!r}")
        if bank and control.kind == "point":
            raise ValueError(f"controls of a banked explorer cannot be points, got {control.name}")
    names = [control.name for control in controls]
    if len(set(names)) != len(names):
        raise ValueError(f"controls must have names of their own, got {names}")
    options = {c.name: c.positions for c in controls if c.kind == "choice"}
    for control in controls:
        for name, dead in getattr(control, "off", {}).items():
            if not set(dead) <= set(options.get(name, ())):
                raise ValueError(
                    f"off of {control.name} must name values of {options}, got {control.off}"
                )


def check_handles(spec, controls):
    """Every handle must move a control that can follow it."""
    kinds = {control.name: control.kind for control in controls}
    for mark in (mark for panel in spec["panels"] for mark in panel["marks"]):
        if mark.get("control"):
            drag = mark.get("drag", "x" if "x" in mark["data"] else "y")
            kind = "point" if drag == "xy" else "slider"
            allowed = [name for name in kinds if kinds[name] == kind]
            if mark["control"] not in allowed:
                raise ValueError(
                    f"control of a {mark['type']} with drag={drag!r} must be one of {allowed} "
                    f"(a {kind}), got {mark['control']!r}"
                )
