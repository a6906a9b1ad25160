"""Numbers and markup: Python and JavaScript write the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optcourse.explore.modules import joined
from optcourse.explore.text import fill, mathtext, places, plain
from optcourse.numerals import format_number

SPECS = ["d", *(f".{n}{kind}" for n in range(10) for kind in "fg%")]
rng = np.random.default_rng(0)
TIES = [0.5, 1.5, 2.5, -0.5, -2.5, 0.125, 0.375, 2.25, 1234.5, 99.95, 9999.5, 0.25, 1e22, 1e21]
EDGES = [0.0, -0.0, np.nan, np.inf, -np.inf, 5e-324, 1.7e308, -1.7e308, 1e15, 1e15 - 1, 999.9995]
EDGES += [1e-4, 9.9999e-5, 9999.0, 9999.99, 1e4, 0.005, 0.015, 1.005, -0.001, -0.4, 1e-300, 1e306]
RANDOM = rng.normal(size=150) * 10.0 ** rng.uniform(-12, 18, size=150)
VALUES = [*TIES, *EDGES, *RANDOM.tolist(), *np.round(RANDOM, 3).tolist()]


@pytest.fixture(scope="module")
def script(blank):
    """`script(name, arguments)`: a function of text.js called on each list of arguments."""
    source = joined("text")
    names = "{ formatNumber, fill, toHTML, toPlain, toSVG }"
    code = "([s, name, all]) => { const f = new Function(s + '; return " + names
    code += "')()[name]; return all.map((one) => f(...one)); }"
    return lambda name, arguments: blank.evaluate(code, [source, name, arguments])


@pytest.mark.parametrize("spec", SPECS)
def test_numbers_are_written_alike(script, spec):
    found = script("formatNumber", [[value, spec] for value in VALUES])
    assert found == [format_number(value, spec) for value in VALUES]


EXAMPLES = [
    (0.000123, ".2g", "0.00012"), (1.5e-7, ".3g", "1.50×10^{−7}"), (-1234.5, "d", "−1,235"),
    (0.256, ".0%", "26%"), (-0.0001, ".2f", "0.00"), (float("nan"), "d", "–"),
    (float("-inf"), ".2f", "−∞"), (1e300, ".2f", "1.00×10^{300}"), (12345.0, ".3g", "1.23×10^{4}"),
    (999.4, "d", "999"), (9876543.25, ".2f", "9,876,543.25"), (1234.0, ".6g", "1,234.00"),
    (0.123456, ".6f", "0.123456"), (12.34, ".0%", "1,234%"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "spec", "text"), EXAMPLES)
def test_numbers_read_well(value, spec, text):
    assert format_number(value, spec) == text


@pytest.mark.parametrize("spec", ["", "f", ".f", ".10f", "5d", ".2e", "s", ".2f ", "%"])
def test_an_unknown_spec_is_named(spec):
    with pytest.raises(ValueError, match=r"spec must be 'd', '.Nf', '.Ng' or '.N%', got"):
        format_number(1.0, spec)


def test_places_are_filled_and_checked(script):
    template = "**{steps:d}** steps, loss {loss:.2g} (*θ*_{min})"
    assert places(template) == [("steps", "d"), ("loss", ".2g")]
    values = {"steps": 43, "loss": 1e-6}
    assert fill(template, values) == "**43** steps, loss 1.0×10^{−6} (*θ*_{min})"
    assert script("fill", [[template, values]]) == [fill(template, values)]
    with pytest.raises(ValueError, match=r"got '.2e'"):
        places("{loss:.2e}")
    with pytest.raises(KeyError, match="loss"):
        fill("{loss:.2f}", {})


TEXTS = [
    "*ε* = 0.1",
    "**43** steps",
    "10^{−6}",
    "λ_{max}",
    "**1.2×10^{−6}** is *small*",
    "a < b & c",
    "–",
]


def test_markup_is_read_alike(script):
    assert script("toPlain", [[text] for text in TEXTS]) == [plain(text) for text in TEXTS]
    assert [plain(text) for text in TEXTS[:5]] == [
        "ε = 0.1", "43 steps", "10^−6", "λmax", "1.2×10^−6 is small",
    ]  # fmt: skip


def test_markup_becomes_html_and_svg(script):
    html = script("toHTML", [[text] for text in TEXTS])
    assert html[:4] == ["<i>ε</i> = 0.1", "<b>43</b> steps", "10<sup>−6</sup>", "λ<sub>max</sub>"]
    assert html[4] == "<b>1.2×10<sup>−6</sup></b> is <i>small</i>"
    assert html[5] == "a &#60; b &#38; c"
    svg = script("toSVG", [["10^{−6} of *λ*_{max}"]])[0]
    assert "*" not in svg and "{" not in svg and svg.count("<tspan") == 5


@settings(max_examples=60)
@given(st.text("ab<>&\"'$\\*_^{}%# ", max_size=20))
def test_no_text_breaks_out_of_its_element(script, blank, text):
    html, svg = script("toHTML", [[text]])[0], script("toSVG", [[text]])[0]
    count = """([html, svg]) => {
      const box = document.createElement("div");
      box.innerHTML = html + `<svg>${svg}</svg>`;
      return Array.from(box.querySelectorAll("*"), (e) => e.localName);
    }"""
    allowed = {"b", "i", "sub", "sup", "svg", "tspan"}
    assert set(blank.evaluate(count, [html, svg])) <= allowed


@settings(max_examples=40)
@given(st.text("abθ$*_^{}%#−1 ", max_size=12))
def test_any_text_can_be_drawn_by_matplotlib(text):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2, 1))
    figure.text(0, 0, mathtext(text))
    figure.canvas.draw()
