"""The runs of `sweep_runs.py` are found by workers as they are by the tests: as a module alone."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
