"""CPU seconds to compile the step, scalar or in lanes, by what takes them: `... compile_time scalar|lanes`."""

import cProfile
import pstats
import sys
import time

from benchmarks.prototype_lanes import make
from benchmarks.prototype_lanes.worlds import Block, loops, run_lanes, run_scalar
from rekindle.model.step import step

start = time.process_time()
make.write()
print(f"rewriting {time.process_time() - start:.2f} s")
from benchmarks.prototype_lanes import made  # noqa: E402

block = Block(8)
loop_scalar, loop_lanes = loops(step, made.STEP, None)
profile = cProfile.Profile() if "profile" in sys.argv else None
start = time.process_time()
if profile:
    profile.enable()
if sys.argv[1] == "lanes":
    run_lanes(loop_lanes, block.lanes(), None, 0, 0)
    loop = loop_lanes
else:
    run_scalar(loop_scalar, block, None, 0, 0)
    loop = loop_scalar
if profile:
    profile.disable()
print(f"{sys.argv[1]}: {time.process_time() - start:.2f} s CPU")
asm = list(loop.inspect_asm().values())[0]
print(
    "instructions",
    sum(1 for x in asm.splitlines() if x.startswith("\t") and not x.startswith("\t.")),
    "packed",
    sum("ymm" in x for x in asm.splitlines()),
    "lines of LLVM",
    len(list(loop.inspect_llvm().values())[0].splitlines()),
)
if profile:
    pstats.Stats(profile).sort_stats("tottime").print_stats(18)
    pstats.Stats(profile).sort_stats("cumulative").print_stats("codegen|linked|lowering|typeinfer")
