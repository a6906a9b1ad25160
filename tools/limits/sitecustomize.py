"""Python imports this module by itself when it starts, if its folder is on PYTHONPATH."""

import offline

offline.forbid()
