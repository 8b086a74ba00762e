"""What random numbers, exp and log cost by themselves: nanoseconds each, for one world and in lanes."""

import math
import time

import numba
import numpy as np

from benchmarks.prototype_lanes import elementary
from benchmarks.prototype_lanes.support import two_uniforms_lanes
from benchmarks.prototype_lanes.vectors import L, libm_exp, libm_log, load1, load_words, store1
from rekindle.model.noise import poisson, two_uniforms

N = 4096


def best(function, *arguments):
    function(*arguments)
    times = []
    for _ in range(100):
        start = time.thread_time_ns()
        function(*arguments)
        times.append(time.thread_time_ns() - start)
    return min(times) / N


@numba.njit(error_model="numpy")
def uniforms_scalar(out):
    for i in range(out.size):
        out[i] = two_uniforms(7, 3, np.uint64(12345), 5, i)[0]


@numba.njit(error_model="numpy")
def uniforms_lanes(out, worlds):
    numbers = load_words(worlds)
    for i in range(out.shape[0]):
        store1(out, i, two_uniforms_lanes(7, numbers, np.uint64(12345), 5, i)[0])


def unary(scalar, lane):
    @numba.njit(error_model="numpy")
    def one(x, out):
        for i in range(x.size):
            out[i] = scalar(x[i])

    @numba.njit(error_model="numpy")
    def many(x, out):
        for i in range(x.shape[0]):
            store1(out, i, lane(load1(x, i)))

    return one, many


@numba.njit(error_model="numpy")
def poissons(u, mean, out):
    for i in range(u.size):
        out[i] = poisson(u[i], mean[i])


generator = np.random.default_rng(1)
out = np.empty(N)
print(
    f"two uniforms: scalar {best(uniforms_scalar, out):.1f} ns, lanes {best(uniforms_lanes, out.reshape(-1, L), np.arange(L)):.1f} ns"
)
for name, libm, own, lane, x in (("exp", math.exp, elementary.exp, libm_exp, generator.normal(0, 1, N)),
                                 ("log", math.log, elementary.log, libm_log, generator.uniform(0, 1, N))):  # fmt: skip
    one, many = unary(libm, lane)
    own_one, own_many = unary(own, own)
    wide = x.reshape(-1, L), out.reshape(-1, L)
    print(
        f"{name}: libm scalar {best(one, x, out):.1f} ns, lanes {best(many, *wide):.1f}; "
        f"own scalar {best(own_one, x, out):.1f}, lanes {best(own_many, *wide):.1f}"
    )
print(f"poisson of mean 2: {best(poissons, generator.uniform(0, 1, N), np.full(N, 2.3), out):.1f} ns")
