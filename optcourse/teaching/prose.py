"""Numbers for the text: what a sentence of the book shows, a cell has computed."""

import sys

PREFIX = "application/papermill.record/"


def glue(**values):
    """Store each value, as text, under its name for MyST-NB's `glue:text` role.

    A value is a string, or anything that `str` writes as the book should show it. The same
    messages as `myst_nb.glue(name, str(value), display=False)`, so that a notebook needs no Sphinx.
    Outside IPython nothing happens.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    for name, value in values.items() if shell else ():
        data = {f"{PREFIX}text/plain": repr(str(value))}
        shell.display_pub.publish(data, {"scrapbook": {"name": name, "mime_prefix": PREFIX}})
