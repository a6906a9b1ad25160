import subprocess
import sys

import torch

import optcourse


def test_device():
    assert optcourse.device().type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_import_and_analytic_modules_do_not_load_torch_or_matplotlib():
    code = (
        "import sys, optcourse, optcourse.landscapes, optcourse.rules, optcourse.methods, "
        "optcourse.networks.data, optcourse.records.sweeps; "
        "print(*({'torch', 'matplotlib', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
