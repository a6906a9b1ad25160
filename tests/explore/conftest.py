"""Programs of traced NumPy functions, run in a browser."""

import base64

import numpy as np
import pytest
from hypothesis import settings

from optcourse.explore.trace import operations
from optcourse.explore.trace.compile import output, tracing
from optcourse.explore.trace.printed import printed
from optcourse.explore.trace.program import Program
from optcourse.explore.trace.tracer import UNROLL, Buffer, Unrolled

from .stages import Stage

settings.register_profile("explore", derandomize=True, deadline=None, database=None)
settings.load_profile("explore")

RUN = """jobs => jobs.map(([text, settings]) => {
  const frame = (0, eval)(`(${text})`)();
  const pack = (array) => {
    const bytes = new Uint8Array(Float64Array.from(array).buffer);
    return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
  };
  const typed = (v) => (Array.isArray(v) ? Float64Array.from(v) : v);
  const inputs = (p) => Object.fromEntries(Object.entries(p).map(([name, v]) => [name, typed(v)]));
  return settings.map((p) => frame(inputs(p)).map(pack));
})"""


def tracer(program, name, shape):
    """A traced input of any shape: unrolled if it is small, else a buffer."""
    size = int(np.prod(shape, dtype=int))
    program.home[f"p.{name}"] = program.frame
    program.sizes[f"p.{name}"] = size
    if size > UNROLL:
        return Buffer(program, f"p.{name}", np.arange(size).reshape(shape))
    cells = [f"p.{name}[{k}]" for k in range(size)]
    program.home |= dict.fromkeys(cells, program.frame)
    return Unrolled(program, np.array(cells, object).reshape(shape))


def traced(function, inputs):
    """`function(**inputs)`, which returns an array or a tuple, as a `Printed`; and the shapes."""
    program = Program(operations)
    arrays = {name: tracer(program, name, np.shape(value)) for name, value in inputs.items()}
    with tracing(program):
        results = function(**arrays)
    results = results if type(results) is tuple else (results,)
    slots = [output(program, result if hasattr(result, "program") else np.asarray(result, float))
             for result in results]  # fmt: skip
    return printed(program, slots), [np.shape(result) for result in results]


@pytest.fixture(scope="session")
def blank(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture(scope="session")
def run_js(blank):
    """`run_js([(function, [inputs, …]), …])`: the arrays of each program, for each input."""

    def run(jobs):
        programs = [traced(function, inputs[0]) for function, inputs in jobs]
        plain = [
            [{name: np.ravel(value).tolist() for name, value in one.items()} for one in inputs]
            for _, inputs in jobs
        ]
        texts = [program.text for program, _ in programs]
        answers = blank.evaluate(RUN, list(zip(texts, plain, strict=True)))
        return [
            [unpack(frame, shapes) for frame in frames]
            for frames, (_, shapes) in zip(answers, programs, strict=True)
        ]

    return run


def unpack(frame, shapes):
    arrays = [np.frombuffer(base64.b64decode(text), "<f8") for text in frame]
    return tuple(array.reshape(shape) for array, shape in zip(arrays, shapes, strict=True))


def numpy_of(function, inputs):
    """What NumPy computes: a tuple of float arrays."""
    with np.errstate(all="ignore"):
        results = function(**inputs)
    results = results if type(results) is tuple else (results,)
    return tuple(np.asarray(result, float) for result in results)


@pytest.fixture(scope="session")
def same(run_js):
    """`same([(name, function, [inputs, …]), …])`: JavaScript and NumPy agree on every case."""

    def check(cases, rtol=1e-9, scale=0.0):
        found = run_js([(function, inputs) for _, function, inputs in cases])
        for (name, function, inputs), frames in zip(cases, found, strict=True):
            for one, arrays in zip(inputs, frames, strict=True):
                wanted = numpy_of(function, one)
                assert [a.shape for a in arrays] == [w.shape for w in wanted], name
                for array, want in zip(arrays, wanted, strict=True):
                    np.testing.assert_allclose(array, want, rtol, scale, err_msg=f"{name} {one}")

    return check


@pytest.fixture
def stage(browser):
    page = browser.new_page(viewport={"width": 900, "height": 1200}, reduced_motion="reduce")
    stage = Stage(page)
    yield stage
    assert stage.errors == []
    page.close()
