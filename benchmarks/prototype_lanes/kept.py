"""Whether the code of a whole run in lanes can be kept on disk: the second process says what a first run then takes.

What is made is a file like any other, so `KeptFunction` serves it; the choice of exp and log stands in the folder's name here.
"""

from __future__ import annotations

import os
import time

start = time.process_time()

import numpy as np  # noqa: E402

from benchmarks.prototype_lanes import make, vectors  # noqa: E402

imported = time.process_time()
if not (make.HERE / "made.py").exists():
    make.write()
from benchmarks.prototype_lanes import made, worlds  # noqa: E402, F401
from benchmarks.prototype_lanes.whole import simulate_block_in_lanes  # noqa: E402
from rekindle import load  # noqa: E402
from rekindle.code_cache import KeptFunction, cache_of  # noqa: E402
from rekindle.ensemble.frame import Frame  # noqa: E402
from rekindle.ensemble.run import written_for  # noqa: E402
from rekindle.ensemble.worlds import begin  # noqa: E402

made.SIMULATE._cache = KeptFunction(cache_of(f"lanes-{os.environ.get('EXP', 'own')}-{vectors.L}"), made.SIMULATE.py_func)
scenario = load("mosul-2016")
frame = Frame(scenario, scenario.start)
beginnings, parameters = begin(frame, 1, np.arange(8))
ready = time.process_time()
simulate_block_in_lanes(made, frame, beginnings, parameters, 1, np.arange(8), written_for(frame, 8))
end = time.process_time()
print(f"imports {imported - start:.2f} s, loading and beginnings {ready - imported:.2f} s, first block {end - ready:.2f} s")
