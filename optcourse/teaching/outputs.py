"""What a cell shows: text for a reader, and data for the book that is built from it."""

import sys

from optcourse.builds import is_build

OURS = "application/vnd.optcourse."


def publish(data, metadata=None):
    """Show an output in the notebook; where there is none, print its text, if it has one.

    `data` maps MIME types to contents. Those of the course's own types are for the book, and are
    left out where no book is built, so that a notebook holds nothing that it does not show.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        shown = {name: data[name] for name in data if is_build() or not name.startswith(OURS)}
        shell.display_pub.publish(shown, metadata)
    elif "text/plain" in data:
        print(data["text/plain"])
