"""Wrong answers, made from a right one: what a reader might hand in, and no check may take."""

from copy import deepcopy

import numpy as np

from tests.laws.solutions import is_text

OFF = 0.02  # the part by which a tolerance or a threshold is wrong


def inputs_of(check, solution):
    """The arguments of every call that a check makes."""
    calls = []

    def heard(*arguments):
        calls.append(deepcopy(arguments))
        return solution(*arguments)

    assert check(heard).passed
    return calls


def constants(solution, calls):
    for k, arguments in enumerate(calls):
        yield f"always the answer {k}", after(solution, put(solution(*arguments)))


def hard_coded(solution, calls):
    """An argument is ignored; a value that the check itself asked with stands in its place."""
    for place in range(len(calls[0])):
        for arguments in calls:
            yield f"argument {place} ignored", before(solution, place, put(arguments[place]))
        yield f"argument {place} is 1", before(solution, place, number_wise(np.ones_like))


def off_by_one(solution, calls):
    for shift in (-1, 1):
        yield f"answer {shift:+d}", after(solution, number_wise(lambda v, s=shift: v + s))
        for place in range(len(calls[0])):
            yield (
                f"argument {place} {shift:+d}",
                before(solution, place, whole_wise(lambda v, s=shift: v + s)),
            )


def wrong_axes(solution, calls):
    for name, turn in (("turned round", np.flip), ("transposed", np.transpose),
                       ("upside down", upside_down)):  # fmt: skip
        yield f"answer {name}", after(solution, array_wise(turn))
        for place in range(len(calls[0])):
            yield f"argument {place} {name}", before(solution, place, array_wise(turn))


def wrong_signs(solution, calls):
    for name, turn in (("negated", negated), ("without a sign", number_wise(np.abs))):
        yield f"answer {name}", after(solution, turn)
        for place in range(len(calls[0])):
            yield f"argument {place} {name}", before(solution, place, number_wise(turn))


def positive_only(solution, calls):
    """Right for positive inputs: whatever is negative is taken for 0."""
    for place in range(len(calls[0])):
        yield (
            f"argument {place} at least 0",
            before(solution, place, number_wise(lambda v: np.maximum(np.real(v), 0 * np.real(v)))),
        )


def a_little_off(solution, calls):
    for factor in (1 - OFF, 1 + OFF):
        yield f"answer times {factor}", after(solution, number_wise(lambda v, f=factor: f * v))
        for place in range(len(calls[0])):
            yield (
                f"argument {place} times {factor}",
                before(solution, place, float_wise(lambda v, f=factor: f * v)),
            )


KINDS = {
    "a constant": constants,
    "an argument ignored or hard-coded": hard_coded,
    "off by one": off_by_one,
    "a wrong axis": wrong_axes,
    "a sign": wrong_signs,
    "for positive inputs only": positive_only,
    "a little off": a_little_off,
}


def at_edge(solution, edge):
    """Right, save for nan where the arguments are at an edge."""

    def answer(*arguments):
        value = solution(*arguments)
        return np.nan * value if edge(*arguments) else value

    return answer


def before(solution, place, change):
    """The solution, with one of its arguments changed."""

    def answer(*arguments):
        return solution(*answer.changed(arguments))

    answer.changed = lambda arguments: (
        *arguments[:place],
        change(arguments[place]),
        *arguments[place + 1 :],
    )
    return answer


def after(solution, change):
    """The solution, with its answer changed."""
    answer = lambda *arguments: change(solution(*arguments))  # noqa: E731
    answer.changed = None
    return answer


def put(value):
    return lambda _: deepcopy(value)


def negated(value):
    if isinstance(value, bool | np.bool_):
        return not value
    return value if isinstance(value, str) else -value


def upside_down(value):
    return value[::-1]


def number_wise(change):
    """The change for numbers, arrays and tuples of numbers; anything else stays."""

    def changed(value):
        if isinstance(value, tuple):
            return tuple(change(np.array(value)).tolist())
        if isinstance(value, int):
            return int(change(np.array(value)))
        return value if is_text(value) else change(value)

    return changed


def whole_wise(change):
    return lambda value: number_wise(change)(value) if isinstance(value, int | tuple) else value


def float_wise(change):
    return lambda value: value if isinstance(value, int | tuple) else number_wise(change)(value)


def array_wise(change):
    return lambda value: (
        number_wise(change)(value) if isinstance(value, tuple | np.ndarray) and np.ndim(value)
        else value
    )  # fmt: skip
