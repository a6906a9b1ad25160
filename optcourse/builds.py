"""Whether notebooks run for the book, whose pages and paper have no kernel to ask later."""

import os


def is_page_build():
    """Whether notebooks run for the pages of the book, where explorers are alive."""
    return os.environ.get("OPTCOURSE_STATIC") == "1"


def is_paper_build():
    """Whether notebooks run for the book as a PDF, where explorers are drawings."""
    return os.environ.get("OPTCOURSE_STATIC") == "paper"


def is_build():
    """Whether notebooks run for the book in either form."""
    return is_page_build() or is_paper_build()
