"""What functions of the model are made of, each in a function of its own for `test_lanes`: numbers x in, numbers out.

`unknown` are constructs that the rewriting refuses; the line that it has to name ends in `# here`.
"""

from __future__ import annotations

from rekindle.model import elementary as math
from rekindle.model.compiled import compiled, inlined
from rekindle.model.noise import uniforms

LEAST = 0.25


@compiled
def arithmetic(x, noise, out):
    for i in range(x.shape[0]):
        y = -x[i] + 2.0 * x[i] / (1.0 + x[i] ** 2) - LEAST
        y += abs(y) + math.sqrt(abs(x[i])) + math.floor(3.0 * x[i]) + float(int(10.0 * x[i]))
        out[i] = min(1.5, max(-1.5, y), 2.0 - x[i])


@compiled
def exponentials(x, noise, out):
    for i in range(x.shape[0]):
        out[i] = math.exp(700.0 * x[i]) + math.log(abs(x[i])) + math.log1p(0.9 * min(1.0, x[i] * x[i]))
        if x[i] == math.inf:
            out[i] = math.pi + math.log(2.0)


@compiled
def branches(x, noise, out):
    for i in range(x.shape[0]):
        if x[i] < -0.5:
            y = 1.0
        elif x[i] > 0.5 or x[i] == 0.0:
            y = 2.0 if x[i] > 1.0 else 3.0
        else:
            y = 4.0
            out[i] = 1.0
        if not (x[i] > LEAST and y > 2.0):
            y += 0.5
        if i > 1 and -LEAST < x[i] <= LEAST:
            y *= 2.0
        many = i % 2 == 0
        seen = x[i] > 0.0 if many else x[i] < 0.0
        out[i] += y if seen else -y


@compiled
def leaving_loops(x, noise, out):
    for i in range(x.shape[0]):
        if i == 0 or x[i] > 0.5:
            continue
        steps = 0.0
        for j in range(5):
            if x[i] > 0.0:
                if x[j] < -0.5:
                    continue
            elif x[j] > 0.0:
                break
            steps += 1.0 + x[j]
        out[i] = steps


@compiled
def different_ends(x, noise, out):
    for i in range(x.shape[0]):
        total, n = 0.0, 0.0
        for k in range(int(4.0 * abs(x[i]))):
            total += k * x[i]
        while total < 3.0 and n < 5.0 + x[i]:
            n += 1.0
            total = total * 1.5 + x[i]
            if n == 4.0:
                break
        left = 3
        while left > 0:
            left -= 1
            if x[i] < 0.0:
                continue
            n += 1.0
        for factor in (1.0, 2.0):
            n += factor * x[i]
        out[i] = total + n


@compiled
def sign(y):
    """Gives back a number in the middle."""
    if y > LEAST:
        return 1.0
    if y < -LEAST:
        return -1.0
    return y * 2.0


@compiled
def first_above(x, least):
    """Leaves a loop by giving back its index; least is set again."""
    for j in range(x.shape[0]):
        least = max(least, x[j] - 1.0)
        if x[j] > least + LEAST:
            return j
    return -1


@inlined
def swapped(a, b):
    """Two numbers."""
    a, b = b, a
    return a, b


@compiled
def bump(x, i, out):
    """Changes an array where somebody asks for it."""
    if x[i] < -0.5:
        return
    out[i] += 1.0


@compiled
def calls(x, noise, out):
    for i in range(x.shape[0]):
        a, b = swapped(sign(x[i]), sign(0.3))
        out[i] = a - 2.0 * b + first_above(x, -1.0)
        if x[i] > 0.0:
            out[i] += sign(x[i] - 0.5)
            bump(x, i, out)
        bump(x, i, out)


@compiled
def chosen_places(x, noise, out):
    for i in range(x.shape[0]):
        best = first_above(x, x[i])
        if best >= 0:
            out[i] = x[best]
        if x[i] > 0.0:
            out[i] += 0.5


@compiled
def luck(x, noise, out):
    for i in range(x.shape[0]):
        one, other = uniforms(noise, 17, i)
        out[i] = one if x[i] > 0.0 else other
        for n in range(3):
            if n % 2 == 0:
                pair = uniforms(noise, 18, i * 256 + n // 2)
            out[i] += pair[n % 2]


KNOWN = (arithmetic, exponentials, branches, leaving_loops, different_ends, calls, chosen_places, luck)


@compiled
def list_of_numbers(x, noise, out):
    y = [x[0], x[1]]  # here
    out[0] = y[0]


@compiled
def over_an_array(x, noise, out):
    for y in x:  # here
        out[0] += y


@compiled
def power(x, noise, out):
    out[0] = 1.0
    out[1] = x[0] ** x[1]  # here


@compiled
def remainder(x, noise, out):
    out[0] = x[0] % 2.0  # here


@compiled
def truth_of_a_number(x, noise, out):
    if x[0]:  # here
        out[0] = 1.0


@compiled
def by_name(x, noise, out):
    out[0] = sign(y=x[0])  # here


@compiled
def of_the_c_library(x, noise, out):
    out[0] = pow(x[0], 2.0)  # here


@compiled
def several_at_once(x, noise, out):
    out[0] = y = x[0]  # here
    out[1] = y


@compiled
def set_in_a_loop(x, noise, out):
    for i in range(3):
        last = x[i]
    out[0] = last  # here


@compiled
def begins_elsewhere(x, noise, out):
    for i in range(1, int(x[0])):  # here
        out[i] = 1.0


@compiled
def a_loop_with_else(x, noise, out):
    for i in range(3):  # here
        out[i] = 1.0
    else:
        out[0] = 2.0


@compiled
def in_a_function(x, noise, out):
    out[0] = sign(x[0]) + missing(x)  # noqa: F821  # here


UNKNOWN = {
    list_of_numbers: "numbers, indices, calls and operators",
    over_an_array: "for i in range",
    power: "math.exp(power * math.log(x))",
    remainder: "+ - * / are",
    truth_of_a_number: "compare it: `x[0] > 0.0`",
    by_name: "in their order",
    of_the_c_library: "from rekindle.model import elementary as math",
    several_at_once: "one after the other",
    set_in_a_loop: "before the loop",
    begins_elsewhere: "begin at 0",
    a_loop_with_else: "no `else`",
    in_a_function: "`compiled` or `inlined`",
}
