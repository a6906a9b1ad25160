"""Nothing runs what a file says: no pickle, eval or unsafe load, in Python or JavaScript.

Every exception is named with its reason, and must still be needed.
"""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("optcourse", "book/_ext", "tools", "benchmarks")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
NOTEBOOKS = sorted(path for path in (ROOT / "book").rglob("*.ipynb") if "/." not in str(path))
SCRIPTS = sorted(
    path for path in [*(ROOT / "optcourse").rglob("*.js"), *(ROOT / "book").rglob("*.js")]
)

# (file, what) → why it may
PYTHON_EXCEPTIONS = {
    ("tools/notebook_claims.py", "exec"): "runs the cells of our own notebooks, as Jupyter would",
    ("tools/notebook_claims.py", "compile"): "gives those cells a name that tracebacks show",
    ("tools/settings.py", "eval"): "values of our own settings that a TOML file cannot hold",
}
SCRIPT_EXCEPTIONS = {
    ("dom.js", "innerHTML = inner"): "`html` and `svg`: their callers are checked below",
    ("view.js", "innerHTML = shown"): "readouts: a tone of three, and text by toHTML",
    ("view.js", "innerHTML = innerHTML"): "the longest readout, as the readout has it",
    ("find.js", 'createElement("script")'): "the site's own index; fetch fails from disk",
    ("mount.js", "import("): "a notebook's explorer is a program, which its own kernel sends",
    ("host.js", 'createElement("script")'): "the built page's own data; fetch fails from disk",
}

UNSAFE_MODULES = {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle"}
UNSAFE_BUILTINS = {"eval", "exec", "compile", "__import__"}
UNSAFE_CALLS = {
    "os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "joblib.load",
    "pandas.read_pickle", "yaml.unsafe_load", "yaml.full_load", "torch.hub.load", "tempfile.mktemp",
}  # fmt: skip
SAFE_LOADERS = {"yaml.SafeLoader", "yaml.CSafeLoader"}


def unsafe(source):
    """What a Python source may not do: the name of each thing, as it stands there."""
    tree = ast.parse(source)
    names = aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (full for full in imported(node) if full.split(".")[0] in UNSAFE_MODULES)
        elif isinstance(node, ast.Name) and node.id in UNSAFE_BUILTINS:
            yield node.id
        elif isinstance(node, ast.Call | ast.Attribute):
            called = node.func if isinstance(node, ast.Call) else node
            full = dotted(called, names)
            if full in UNSAFE_CALLS or full.removeprefix("builtins.") in UNSAFE_BUILTINS - {full}:
                yield full
            if isinstance(node, ast.Call):
                yield from unsafe_arguments(node, full, names)


def unsafe_arguments(call, full, names):
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if "allow_pickle" in given and not is_constant(given["allow_pickle"], False):
        yield f"{full} with allow_pickle"
    if "shell" in given and not is_constant(given["shell"], False):
        yield f"{full} with shell"
    if full == "torch.load" and not is_constant(given.get("weights_only"), True):
        yield "torch.load without weights_only=True"
    if full == "numpy.load" and len(call.args) > 2:
        yield "numpy.load with allow_pickle"
    if full == "yaml.load":
        loader = given.get("Loader") or (call.args[1] if len(call.args) > 1 else None)
        if dotted(loader, names) not in SAFE_LOADERS:
            yield "yaml.load without a safe loader"


def is_constant(node, value):
    return isinstance(node, ast.Constant) and node.value is value


def imported(node):
    """Full names that an import statement binds or reads."""
    base = f"{node.module}." if isinstance(node, ast.ImportFrom) and node.module else ""
    local = isinstance(node, ast.ImportFrom) and node.level > 0
    return [] if local else [base + alias.name for alias in node.names]


def aliases(tree):
    """Local name → full name of everything imported."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias, full in zip(node.names, imported(node), strict=False):
                plain = isinstance(node, ast.Import) and alias.asname is None
                name = alias.name.split(".")[0] if plain else alias.asname or alias.name
                found[name] = name if plain else full
    return found


def dotted(node, names):
    """The full name of `a.b.c`, through the imports; "" for what has none."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        base = dotted(node.value, names)
        return f"{base}.{node.attr}" if base else ""
    return ""


def cells(path):
    entries = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(each["source"]) for each in entries if each["cell_type"] == "code"]


def test_no_module_runs_what_a_file_says():
    found = {
        (path.relative_to(ROOT).as_posix(), what)
        for path in MODULES
        for what in unsafe(path.read_text("utf-8"))
    }
    assert len(MODULES) > 100
    assert found == set(PYTHON_EXCEPTIONS)


def test_no_cell_runs_what_a_file_says():
    sources = [(path.name, source) for path in NOTEBOOKS for source in cells(path)]
    assert len(sources) > 100
    assert not [(name, what) for name, source in sources for what in unsafe(source)]


REFUSED = {
    "import pickle": "pickle",
    "from pickle import loads": "pickle.loads",
    "import cloudpickle as c": "cloudpickle",
    "def f():\n    import marshal": "marshal",
    "eval('1')": "eval",
    "run = exec": "exec",
    "compile('1', 'f', 'exec')": "compile",
    "import builtins as b\nb.eval('1')": "builtins.eval",
    "import numpy as np\nnp.load(f, allow_pickle=True)": "numpy.load with allow_pickle",
    "import numpy as np\nnp.load(f, None, True)": "numpy.load with allow_pickle",
    "from numpy import load\nload(f, allow_pickle=maybe)": "numpy.load with allow_pickle",
    "import torch\ntorch.load(f)": "torch.load without weights_only=True",
    "import torch\ntorch.load(f, weights_only=False)": "torch.load without weights_only=True",
    "import yaml\nyaml.load(f)": "yaml.load without a safe loader",
    "import yaml\nyaml.load(f, Loader=yaml.Loader)": "yaml.load without a safe loader",
    "import os\nos.system('ls')": "os.system",
    "from os import system as s\ns('ls')": "os.system",
    "import subprocess as sp\nsp.run('ls', shell=True)": "subprocess.run with shell",
    "from joblib import load\nload(f)": "joblib.load",
    "import pandas as pd\npd.read_pickle(f)": "pandas.read_pickle",
}


@pytest.mark.parametrize("source", REFUSED)
def test_the_rules_for_python_refuse_what_they_should(source):
    assert REFUSED[source] in set(unsafe(source))


FINE = """
import re, subprocess, numpy as np, torch, yaml
from .compile import compile_scene
re.compile("a"); model.eval(); np.load(f, allow_pickle=False); np.savez(f, allow_pickle=False, a=1)
torch.load(f, weights_only=True); yaml.load(f, Loader=yaml.SafeLoader); yaml.safe_load(f)
subprocess.run(["ls"], shell=False); np.load(f)
"""


def test_the_rules_for_python_let_pass_what_they_may():
    assert not list(unsafe(FINE))


UNSAFE_SCRIPT = re.compile(
    r"\beval\(|\bFunction\(|\bimport\(|document\.write|insertAdjacentHTML|outerHTML ?=|srcdoc"
    r"|createContextualFragment|createElement\(\"script\"\)|set(?:Timeout|Interval)\([\"'`]"
    r"|javascript:|innerHTML\s*\+?=(?!=)(?!\s*(?:\"[^\"]*\"|to(?:HTML|SVG)\([^;+]*\));)\s*[\w.]*"
)
ESCAPED = re.compile(r'"[^"]*"$|PLAY$|(?:toHTML|toSVG|escaped)\([^+]*\)$')


def unsafe_in_script(text):
    program = re.sub(r"(?m)^\s*//.*$|(?s:/\*\*.*?\*/)", "", text)
    return [match[0] for match in UNSAFE_SCRIPT.finditer(program)]


def test_no_script_runs_or_shows_what_is_not_escaped():
    found = {(path.name, what) for path in SCRIPTS for what in unsafe_in_script(path.read_text())}
    assert len(SCRIPTS) > 10
    assert found == set(SCRIPT_EXCEPTIONS)


@pytest.mark.parametrize(
    "text",
    ["eval(x)", "new Function(x)", "await import(x)", "document.write(x)", "e.innerHTML = x;",
     "e.innerHTML += text", 'setTimeout("f()")', "e.outerHTML = x", "e.innerHTML = `<b>${x}</b>`"],
)  # fmt: skip
def test_the_rules_for_scripts_refuse_what_they_should(text):
    assert unsafe_in_script(text)
    assert not unsafe_in_script('e.innerHTML = ""; f.innerHTML = toHTML(x); g.textContent = eval;')


def test_what_is_added_to_the_page_is_escaped():
    texts = [call[3] for path in SCRIPTS for call in calls_that_add(path.read_text()) if call[3:]]
    assert len(texts) > 10
    assert not [text for text in texts if not ESCAPED.match(text)]


def calls_that_add(text):
    """The arguments of each call `html(…)` or `svg(…)`, which add an element and what it holds."""
    for match in re.finditer(r"\b(?:html|svg)\(", text):
        arguments, depth, quoted = [""], 0, ""
        for char in text[match.end() :]:
            quoted = "" if char == quoted else quoted or (char if char in "\"'`" else "")
            depth += not quoted and (char in "([{") - (char in ")]}")
            if depth < 0:
                break
            if char == "," and not depth and not quoted:
                arguments.append("")
            else:
                arguments[-1] += char
        yield [argument.strip() for argument in arguments]


def test_calls_are_read_whole():
    text = 'html(svg(a, "b", { c: "d, e" }), "f", {}, toHTML(g(h, [1, 2])));'
    outer, inner = calls_that_add(text)
    assert outer[1:] == ['"f"', "{}", "toHTML(g(h, [1, 2]))"]
    assert inner == ["a", '"b"', '{ c: "d, e" }']
