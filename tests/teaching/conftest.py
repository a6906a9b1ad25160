"""What a call publishes in a notebook."""

import pytest


@pytest.fixture
def published():
    """`published(show)`: the outputs that a call of `show` makes in IPython."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()

    def run(show):
        with capture_output() as captured:
            show()
        return captured.outputs

    yield run
    shell.clear_instance()
    shell.history_manager.end_session()
