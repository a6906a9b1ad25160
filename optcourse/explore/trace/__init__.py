"""From NumPy to JavaScript: a scene function is traced once and computes in the page.

`lines` < `program` < `methods` < `tracer`, `strides`, `binary` < `nests` < `calls`, `lanes` <
`emit` < `reductions`, `linear`, `functions` < `operations` < `states`, `packed` < `printed` <
`compile`: each imports only what stands before it. A program carries the operations, so that its
tracers can call them.
"""

from .compile import compile_scene

__all__ = ["compile_scene"]
