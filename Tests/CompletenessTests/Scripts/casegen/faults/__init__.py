"""Faults by the stage at which they happen. Each takes the case and its parameters and says what it did."""
from . import index, search, source, stamp

ALL = {**source.FAULTS, **index.FAULTS, **stamp.FAULTS, **search.FAULTS}
# The order in which data passes the stages, whatever order a plan names them in.
ORDER = [*source.FAULTS, *index.FAULTS, *stamp.FAULTS, *search.FAULTS]
