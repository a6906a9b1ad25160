"""What is more than a rule: methods that ask a landscape for more than its gradient."""

from optcourse.methods.newton import Newton, SaddleFreeNewton

__all__ = ["Newton", "SaddleFreeNewton"]
