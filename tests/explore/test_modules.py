"""Modules of the front end put together: in order, and only if their names fit."""

import re

import pytest

from optcourse.explore import modules
from optcourse.explore.modules import Module, joined, tight


@pytest.fixture
def write(tmp_path, monkeypatch):
    """`write(name, text)` a module of a front end of its own."""
    monkeypatch.setattr(modules, "FRONT", tmp_path)
    (tmp_path / "marks").mkdir()
    return lambda name, text: (tmp_path / f"{name}.js").write_text(text, "utf-8")


def test_each_module_stands_after_what_it_imports(write, blank):
    write("one", 'import { two } from "./two.js";\n\nexport const one = () => two() - 1;\n')
    write("two", "/** Two.\n * @returns {number}\n */\nexport function two() {\n  return 2;\n}\n")
    write("marks/sum", '// All.\nimport {\n  one,\n} from "../one.js";\n\nconst sum = one() + 2;\n')
    text = joined("marks/sum", "one")
    assert "import" not in text and "export" not in text and "/*" not in text and "//" not in text
    assert text.count("function two") == 1
    assert blank.evaluate(f"(() => {{{text}\nreturn sum; }})()") == 3


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("import { three }", "front/one.js imports three, which front/two.js does not export"),
        ("import { inner }", "front/one.js imports inner, which front/two.js does not export"),
        ("import { two as too }", "front/one.js imports two as too, which front/two.js does not"),
        (
            "import * as all",
            "front/one.js must import { names } of files, got import * as all",
        ),
        ("import two", "front/one.js must import { names } of files, got import two from"),
    ],
)
def test_an_import_that_does_not_fit_is_named(write, line, message):
    write("one", f'{line} from "./two.js";\n')
    write("two", "const inner = 1;\nexport const two = () => inner;\n")
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        joined("one")


def test_a_name_that_two_modules_declare_is_named(write):
    write("one", 'import { two } from "./two.js";\nconst inner = two;\n')
    write("two", "const inner = 1;\nexport const two = () => inner;\n")
    with pytest.raises(ValueError, match=r"^inner is declared in front/one.js and in .*two"):
        joined("one")


def test_a_circle_of_imports_is_refused(write):
    write("one", 'import { two } from "./two.js";\nexport const one = 1;\n')
    write("two", 'import { one } from "./one.js";\nexport const two = 2;\n')
    with pytest.raises(ValueError, match="cycle"):
        joined("one")


def test_a_default_export_stays(write):
    write("one", "const one = 1;\nexport default { one };\n")
    assert Module("one").stripped() == "const one = 1;\nexport default { one };\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("if (a === b) { c(d, [e]); }", "if(a===b){c(d,[e])}"),
        ("x = \"a = b, c\" + 'd (e)' + `f = ${g} ;`;", "x=\"a = b, c\" + 'd (e)' + `f = ${g} ;`;"),
        ("a - -b; a + +b; a / b / (c)", "a - -b;a + +b;a/b/(c)"),
        ("f(a + 1 - b, 'c - d');", "f(a+1-b,'c - d');"),
        (r"t.replace(/ of (\d+) =/g, b)", r"t.replace(/ of (\d+) =/g,b)"),
        ("const a = 1;\nreturn a;", "const a=1;return a;"),
        ("b = f(\na,\n);\nlet c = {\nd,\n};\nc.e();", "b=f(a);let c={d};c.e();"),
        ("f(/** @type {B} */ (b));\nx = ' /** c */ ,}';", "f((b));x=' /** c */ ,}';"),
        ("if (a) {\nb();\n}\nelse\nreturn c;", "if(a){b()}else\nreturn c;"),
        ("a = `b;\nc`;\nd = /e - f/;", "a=`b;\nc`;d=/e - f/;"),
    ],
)
def test_only_air_is_let_out(text, wanted):
    assert tight(text) == wanted


def test_no_text_of_the_front_end_holds_another():
    for path in modules.FRONT.rglob("*.js"):
        assert not re.search(r"`[^`\n]*\$\{[^}`\n]*`", path.read_text("utf-8")), path
