"""How files read: `ast` trees become the node-free form of `ir`; the only package that imports `ast`.

Each file is parsed once. The tree is dropped as soon as it is lowered, so that memory holds only plain data and
the result can be stored and moved between processes.
"""

from asyncdb_lint.lowering.builder import LoweringError, lower_module

__all__ = ["LoweringError", "lower_module"]
