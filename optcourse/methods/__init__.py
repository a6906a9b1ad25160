"""What is more than a rule: methods that ask a landscape for more than its gradient."""

from optcourse.methods.newton import Newton, SaddleFreeNewton
from optcourse.methods.variances import VSGD

__all__ = ["VSGD", "Newton", "SaddleFreeNewton"]
