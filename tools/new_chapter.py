"""Write the skeleton of a chapter, which runs, and say what it owes.

python tools/new_chapter.py momentum algorithms                    a chapter, in a part of the book
python tools/new_chapter.py saddles challenges "saddle points"     with a title of its own

`make chapter name=momentum part=algorithms` does the same. The name is one word, the same in the
book, the package and the tests; a part that the book does not have yet is made. Every place that
waits for words begins with WRITE; `tools/owed.py` lists them until the last is gone.
"""

import argparse
import os
import re
import string
import subprocess
import sys

import colab
import nbformat
import owed
import thin_notebooks
from rooms import ROOT, Chapter, chapters

SKELETON = ROOT / "tools" / "skeleton"
REFERENCE = "  - caption: Reference\n"  # the last part of the contents: new parts come before it
CODE = re.compile(r"^```python(?: tags=(\S+))?\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(r"^(\S.*)\n((?:  .+\n)+)", re.MULTILINE)


def words_for(name, part, title):
    """What stands for the words in capitals of the skeleton."""
    ids = {id for chapter in chapters() for id in Chapter(ROOT, chapter).claims()}
    taken = {id.rstrip(string.digits) for id in ids}
    letters = [name[0].upper(), *string.ascii_uppercase]
    letter = next((each for each in letters if each not in taken), f"{name[:2].upper()}")
    heading = title[0].upper() + title[1:]
    return {
        **{"CHAPTER": name, "PART": part, "TITLE": title, "HEADING": heading},
        **{"LETTER": letter, "TERM": title},
    }


def filled(text, words):
    for name, word in words.items():
        text = re.sub(rf"\b{name}(?=\b|\d)", lambda _, word=word: word, text)
    return text


def check(name, part):
    """ValueError unless a chapter can be called so."""
    for what, value in (("name", name), ("part", part)):
        if not re.fullmatch("[a-z][a-z0-9_]*", value):
            raise ValueError(f"{what} must be a word in small letters, got {value!r}")
    if name in chapters() or (ROOT / "book" / f"{name}.md").exists():
        raise ValueError(f"name must be new, and there is something called {name!r}")


def write_files(chapter, words):
    """The room and the tests; returns their paths."""
    written = []
    for source, place in (("room", chapter.room), ("tests", chapter.tests)):
        for file in sorted((SKELETON / source).rglob("*.*")):
            path = place / file.relative_to(SKELETON / source)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(filled(file.read_text("utf-8"), words), "utf-8")
            written.append(path)
    return written


def write_page(path, words):
    """The notebook, its cells not yet run."""
    text, cells, end = filled((SKELETON / "page.md").read_text("utf-8"), words), [], 0
    for found in CODE.finditer(text):
        cells += prose(text[end : found.start()])
        tags = {"tags": found[1].split(",")} if found[1] else {}
        cells.append(nbformat.v4.new_code_cell(found[2].strip("\n"), metadata=tags))
        end = found.end()
    notebook = nbformat.v4.new_notebook(cells=[*cells, *prose(text[end:])])
    colab.place(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(thin_notebooks.dump(thin_notebooks.thin(notebook)), "utf-8")


def prose(text):
    return [nbformat.v4.new_markdown_cell(text.strip())] if text.strip() else []


def enter_contents(text, part, address):
    """The table of contents with the page: last of its part, which is made if there is none."""
    line = f"      - file: book/{address}\n"
    own = list(re.finditer(rf"^ +- file: book/{part}/.*\n", text, re.MULTILINE))
    if own:
        return text[: own[-1].end()] + line + text[own[-1].end() :]
    entry = f"  - caption: {part.capitalize()}\n    numbered: 1\n    chapters:\n{line}"
    return text.replace(REFERENCE, entry + REFERENCE)


def enter_glossary(text, term, address):
    """The glossary with the term, or with one more page of a term that it has."""
    before, rest = text.split("```{glossary}\n")
    body, after = rest.split("```", maxsplit=1)
    entries = dict(ENTRY.findall(body))
    link = f"{{doc}}`/book/{address}`\n"
    known = entries.get(term)
    entries[term] = f"{known}  {link}" if known else f"  WRITE what it is, in a sentence. {link}"
    ordered = sorted(entries.items(), key=lambda entry: entry[0].lower())
    body = "\n".join(f"{name}\n{said}" for name, said in ordered)
    return f"{before}```{{glossary}}\n{body}```{after}"


def enter_map(notebook, words):
    """The first page with a line on its map."""
    line = filled(
        "- *WRITE what a reader sees.* WRITE what it is: {doc}`HEADING <PART/CHAPTER>`. "
        "Begin with {explorer}`First steps on TITLE`.",
        words,
    )
    cell = next(each for each in notebook.cells if "## A map of the course" in each.source)
    last = list(re.finditer(r"^- \*.*<\w+/\w+>`.*$", cell.source, re.MULTILINE))[-1].end()
    cell.source = f"{cell.source[:last]}\n{line}{cell.source[last:]}"


def enter_teachers(text, address):
    line = f"{{doc}}`/book/{address}`: WRITE its place in a lesson.\n\n"
    return text.replace("## What to hand out\n", f"{line}## What to hand out\n")


def enter_pages(chapter, words):
    """The chapter on the pages that speak of all chapters."""
    address, book = chapter.address, ROOT / "book"
    for path, enter in {
        ROOT / "_toc.yml": lambda text: enter_contents(text, words["PART"], address),
        book / "glossary.md": lambda text: enter_glossary(text, words["TERM"], address),
        book / "teachers.md": lambda text: enter_teachers(text, address),
    }.items():
        path.write_text(enter(path.read_text("utf-8")), "utf-8")
    first = nbformat.read(book / "index.ipynb", as_version=4)
    enter_map(first, words)
    (book / "index.ipynb").write_text(thin_notebooks.dump(first), "utf-8")


def run(*arguments):
    """A Python program of the project, in its folder."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    environment = os.environ | {"PYTHONPATH": path}
    subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT, env=environment)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", help="one word, as momentum")
    parser.add_argument("part", help="a folder of book, as algorithms")
    parser.add_argument("title", nargs="?", help="in small letters; the name, if left out")
    options = parser.parse_args(arguments)
    try:
        check(options.name, options.part)
    except ValueError as error:
        parser.error(str(error))
    words = words_for(options.name, options.part, options.title or options.name)
    chapter = Chapter(ROOT, options.name)
    files = write_files(chapter, words)
    page = ROOT / "book" / options.part / f"{options.name}.ipynb"
    write_page(page, words)
    enter_pages(chapter, words)
    sources = [str(path) for path in files if path.suffix == ".py"]
    run("-m", "ruff", "check", "--quiet", "--fix", *sources)
    run("-m", "ruff", "format", "--quiet", *sources)
    run("tools/thin_notebooks.py", "--execute", str(page))
    run("-m", "tests.snapshots", options.name)
    return owed.main([options.name]) and 0


if __name__ == "__main__":
    sys.exit(main())
