"""Made by `transform`: the model's functions for lanes. Not to be edited."""
import math
import numpy as np
from rekindle.model.compiled import compiled, inlined
from benchmarks.prototype_lanes.support import *


@compiled
def uniforms_0(noise, stream_number, index):
    return two_uniforms_lanes(noise.seed, noise.world, stream_number, noise.step, index)


@compiled
def _lower_tail_2(u):
    q = vsqrt(-2.0 * vlog(u))
    return lanes_((((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783) / ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1.0))


@compiled
def normal_quantile_2(u):
    _m = all_()
    _result = zero_()
    _c1 = u < 0.02425
    _m3 = _m & _c1
    _result = where(_m3, _lower_tail_2(u), _result)
    _m2 = without(_m, _c1)
    _c4 = u > 1.0 - 0.02425
    _m6 = _m2 & _c4
    _result = where(_m6, -_lower_tail_2(1.0 - u), _result)
    _m5 = without(_m2, _c4)
    q = u - 0.5
    r = q * q
    return where(_m5, lanes_((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r + 2.506628277459239) * q / (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1.0)), _result)


@inlined
def pass_luck_0(state, setting, orders, noise, ledger, parameters):
    keep = vexp(-setting.dt / load1(parameters, 2))
    fresh = load1(parameters, 0) * vsqrt(1.0 - keep * keep)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) > 0.0 or first2(setting.places, p, 8) > 0.0:
            luck = normal_quantile_2(uniforms_0(noise, np.uint64(1980687084), p)[0])
            store2(state.places, p, 8, load2(state.places, p, 8) * keep + fresh * luck)
    keep = vexp(-setting.dt / load1(parameters, 3))
    luck = normal_quantile_2(uniforms_0(noise, np.uint64(2871959023), 0)[0])
    nation = state.nation[0]
    store1(nation, 3, load1(nation, 3) * keep + load1(parameters, 1) * vsqrt(1.0 - keep * keep) * luck)


@compiled
def course_of_6(setting, target, index, week, held):
    for d in range(setting.courses.shape[0]):
        if first2(setting.courses, d, 0) != target or first2(setting.courses, d, 1) != index:
            continue
        _t4 = setting.course_weeks
        _t5 = setting.course_values
        weeks = _t4
        values = _t5
        last = 0
        while last + 1 < weeks.shape[1] and weeks[d, last + 1] <= week:
            last = last + 1
        if last + 1 == weeks.shape[1] or weeks[d, last + 1] == math.inf:
            return lanes_(load2(values, d, last) if held else lanes_(-1.0))
        gone = (week - weeks[d, last]) / (weeks[d, last + 1] - weeks[d, last])
        return lanes_(load2(values, d, last) + (load2(values, d, last + 1) - load2(values, d, last)) * gone)
    return lanes_(-1.0)


@compiled
def contact_7(state, setting, p):
    free = 1.0 - load2(state.places, p, 0)
    here = setting.places[p]
    for q in range(state.places.shape[0]):
        across = first1(here, 1) > 0.0 and first2(setting.places, q, 3) == first1(here, 3) and (first2(setting.places, q, 4) != first1(here, 4))
        if setting.near[p, q] > 0.0 and (not across):
            free = vmax(free, square(1.0 - load2(state.places, q, 0)))
    return lanes_(free)


@inlined
def _order_7(state, setting, orders, parameters, k, week):
    _m = all_()
    order = setting.orders[k]
    p = int(first1(order, 0))
    after = int(first1(order, 2))
    ready = (after < 0) | (load2(state.places, after, 0) < load1(order, 3))
    _c1 = (week >= load1(order, 1)) & ready
    _m2 = _m & _c1
    store1(state.opened, k, where(_m2, 1.0, load1(state.opened, k)))
    _c3 = load1(state.opened, k) == 0.0
    _m5 = _m & _c3
    _m4 = without(_m, _c3)
    if not some(_m4):
        return
    held = load2(state.places, p, 0) > 0.0
    for f in range(orders.forces.shape[1]):
        store2(orders.forces, p, f, where(_m4, load2(orders.forces, p, f) + load2(setting.order_forces, k, f) * where(held, 1.0, load1(parameters, 0)), load2(orders.forces, p, f)))
    paused = False
    for i in range(setting.pauses.shape[0]):
        pause = setting.pauses[i]
        paused = paused or (int(pause.order) == k and pause.start <= week < pause.end)
    if not paused:
        _c12 = held
        _m13 = _m4 & _c12
        if some(_m13):
            store2(orders.places, p, 0, where(_m13, contact_7(state, setting, p), load2(orders.places, p, 0)))


@inlined
def give_orders_6(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    week = noise.step * setting.dt
    for f in range(orders.forces.shape[1]):
        store1(orders.strength, f, load2(setting.forces, f, 1))
        course = course_of_6(setting, 6, f, week, True)
        _c4 = course >= 0.0
        _m5 = _m & _c4
        store1(orders.strength, f, where(_m5, course, load1(orders.strength, f)))
        grown = load1(orders.strength, f) / vmax(1.0, load2(setting.forces, f, 1))
        for p in range(state.places.shape[0]):
            store2(orders.forces, p, f, load2(setting.posts, p, f) * grown * (1.0 - load2(state.places, p, 0)))
    for p in range(state.places.shape[0]):
        store2(orders.places, p, 3, load2(state.places, p, 0))
        store2(orders.places, p, 0, 0.0)
        store2(orders.places, p, 2, 1.0)
        city = int(first2(setting.places, p, 3))
        if city >= 0:
            store2(orders.places, p, 2, load1(setting.ring, city))
            for c in range(setting.corridors.shape[0]):
                corridor = setting.corridors[c]
                if int(first1(corridor, 0)) == city:
                    _c15 = (load1(corridor, 1) <= week) & (week < load1(corridor, 2))
                    _m16 = _m & _c15
                    store2(orders.places, p, 2, where(_m16, load1(corridor, 3), load2(orders.places, p, 2)))
    for k in range(setting.orders.shape[0]):
        _order_7(state, setting, orders, parameters, k, week)


@inlined
def total_11(stock, i):
    people = lanes_(0.0)
    for j in range(stock.shape[1]):
        people = people + load2(stock, i, j)
    return lanes_(people)


@inlined
def acting_12(people):
    return lanes_(where(people >= 1.0, people, 0.0))


@inlined
def effective_13(state, f, people):
    return lanes_(people * vmin(1.0, 0.3 + load1(state.morale, f)))


@inlined
def effective_forces_15(state, p):
    strength = lanes_(0.0)
    for f in range(state.forces.shape[1]):
        strength = strength + effective_13(state, f, load2(state.forces, p, f))
    return lanes_(strength)


@inlined
def pressed_17(setting, p, attackers, control):
    if first2(setting.places, p, 1) == 0.0:
        return lanes_(1.0)
    return lanes_(vmin(1.0, attackers / (300.0 * vmax(0.1, load2(setting.places, p, 7) * control))))


@inlined
def engaged_19(state, setting, orders, p):
    return lanes_(pressed_17(setting, p, effective_forces_15(state, p) * load2(orders.places, p, 0), load2(orders.places, p, 3)))


@inlined
def _focus_13(state, setting, orders, parameters, p):
    _m = all_()
    _result = zero_()
    _c1 = load2(orders.places, p, 0) == 0.0
    _m3 = _m & _c1
    _result = where(_m3, 1.0, _result)
    _m2 = without(_m, _c1)
    return where(_m2, lanes_(1.0 + (load1(parameters, 1) - 1.0) * engaged_19(state, setting, orders, p)), _result)


@inlined
def saturating_22(x):
    return lanes_(where(x > 0.0, x / (1.0 + x), 0.0))


@inlined
def share_strikes_11(state, setting, orders, noise, ledger, parameters):
    fighters = lanes_(0.0)
    weight = lanes_(0.0)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) > 0.0:
            here = acting_12(total_11(state.overt, p))
            fighters = fighters + here
            weight = weight + here * _focus_13(state, setting, orders, parameters, p)
    possible = course_of_6(setting, 5, 0, noise.step * setting.dt, True)
    flown = where(possible >= 0.0, possible, load1(setting.strikes, 0)) * load1(parameters, 3) * saturating_22(fighters / load1(parameters, 2))
    flown = flown * (load2(state.nation, 0, 4) / vmax(0.01, load2(setting.origin_of_processes, 0, 4)))
    for p in range(state.places.shape[0]):
        here = acting_12(total_11(state.overt, p)) if first2(setting.places, p, 0) > 0.0 else lanes_(0.0)
        part = here * _focus_13(state, setting, orders, parameters, p)
        store2(orders.places, p, 1, where(weight > 0.0, flown * part / weight, 0.0))


@inlined
def open_borders_24(state, setting, orders, noise, ledger, parameters):
    week = noise.step * setting.dt
    store2(ledger.flows, 0, 39, load2(ledger.flows, 0, 39) + load1(parameters, 7) * load1(parameters, 9) / 52.17857142857143 * setting.dt)
    for o in range(setting.origins.shape[0]):
        course = course_of_6(setting, 7, o, week, True)
        store1(orders.borders, o, where(course >= 0.0, course, load2(setting.origins, o, 1)) * (1.0 - load1(parameters, 7)))


@inlined
def hazard_25(rate, dt):
    return lanes_(where(rate > 0.0, 1.0 - vexp(-rate * dt), 0.0))


@inlined
def approach_25(half_life, dt):
    return lanes_(hazard_25(ulog(2.0) / half_life, dt))


@inlined
def move_27(source, i, j, target, k, l, people, _m):
    _result = zero_()
    moved = vmin(people, load2(source, i, j))
    _c1 = moved <= 0.0
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    store2(source, i, j, where(_m2, load2(source, i, j) - moved, load2(source, i, j)))
    store2(target, k, l, where(_m2, load2(target, k, l) + moved, load2(target, k, l)))
    return where(_m2, lanes_(moved), _result)


@compiled
def _move_within_cities_27(state, setting, orders, ledger):
    _m = all_()
    for p in range(state.forces.shape[0]):
        if first2(setting.places, p, 1) == 0.0:
            continue
        for q in range(state.forces.shape[0]):
            if q == p or first2(setting.places, q, 3) != first2(setting.places, p, 3):
                continue
            for f in range(state.forces.shape[1]):
                wanted = load2(orders.forces, p, f) - load2(state.forces, p, f)
                _c10 = wanted > 0.0
                _m11 = _m & _c10
                if some(_m11):
                    spare = load2(state.forces, q, f) - load2(orders.forces, q, f)
                    store2(ledger.flows, p, 34, where(_m11, load2(ledger.flows, p, 34) + move_27(state.forces, q, f, state.forces, p, f, vmin(wanted, spare), _m11), load2(ledger.flows, p, 34)))


@inlined
def call_up_29(source, j, target, k, l, people, _m):
    _result = zero_()
    _c1 = people <= 0.0
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    store2(source, 0, j, where(_m2, load2(source, 0, j) - people, load2(source, 0, j)))
    store2(target, k, l, where(_m2, load2(target, k, l) + people, load2(target, k, l)))
    return where(_m2, lanes_(people), _result)


@inlined
def call_up_30(source, j, target, k, l, people):
    _m = all_()
    _result = zero_()
    _c1 = people <= 0.0
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    store2(source, 0, j, where(_m2, load2(source, 0, j) - people, load2(source, 0, j)))
    store2(target, k, l, where(_m2, load2(target, k, l) + people, load2(target, k, l)))
    return where(_m2, lanes_(people), _result)


@inlined
def move_31(source, i, j, target, k, l, people):
    _m = all_()
    _result = zero_()
    moved = vmin(people, load2(source, i, j))
    _c1 = moved <= 0.0
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    store2(source, i, j, where(_m2, load2(source, i, j) - moved, load2(source, i, j)))
    store2(target, k, l, where(_m2, load2(target, k, l) + moved, load2(target, k, l)))
    return where(_m2, lanes_(moved), _result)


@inlined
def towards_32(value, target, gone):
    return lanes_(value + (target - value) * gone)


@inlined
def deploy_25(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    _t1 = state.forces.shape
    places = _t1[0]
    forces = _t1[1]
    dt = setting.dt
    _t2 = approach_25(load1(parameters, 0), dt)
    _t3 = approach_25(load1(parameters, 2), dt)
    arrive = _t2
    recover = _t3
    _t4 = approach_25(load1(parameters, 1), dt)
    _t5 = approach_25(load1(parameters, 3), dt)
    _t6 = approach_25(load1(parameters, 4), dt)
    leave = _t4
    trained = _t5
    mend = _t6
    _move_within_cities_27(state, setting, orders, ledger)
    for f in range(forces):
        missing = lanes_(0.0)
        present = load2(state.reserve, 0, f)
        for p in range(places):
            present = present + load2(state.forces, p, f)
            missing = missing + vmax(0.0, load2(orders.forces, p, f) - load2(state.forces, p, f))
        supply = where(missing > 0.0, vmin(1.0, load2(state.reserve, 0, f) / missing), 0.0)
        for p in range(places):
            gap = load2(orders.forces, p, f) - load2(state.forces, p, f)
            _c16 = gap > 0.0
            _m17 = _m & _c16
            if some(_m17):
                pace = where(load2(state.places, p, 10) > 0.0, recover, arrive)
                store2(ledger.flows, p, 33, where(_m17, load2(ledger.flows, p, 33) + move_27(state.reserve, 0, f, state.forces, p, f, gap * supply * pace, _m17), load2(ledger.flows, p, 33)))
            _m18 = without(_m, _c16)
            if some(_m18):
                _c19 = gap < 0.0
                _m20 = _m18 & _c19
                if some(_m20):
                    store2(ledger.flows, p, 35, where(_m20, load2(ledger.flows, p, 35) + move_27(state.forces, p, f, state.reserve, 0, f, -gap * leave, _m20), load2(ledger.flows, p, 35)))
        before = course_of_6(setting, 6, f, max(0.0, (noise.step - 1) * dt), True)
        _c21 = before >= 0.0
        _m22 = _m & _c21
        if some(_m22):
            present = where(_m22, present + call_up_29(state.outside, 1, state.reserve, 0, f, load1(orders.strength, f) - before, _m22), present)
        lost = load1(orders.strength, f) - present
        call_up_30(state.outside, 1, state.reserve, 0, f, lost * trained)
        store2(ledger.flows, 0, 37, load2(ledger.flows, 0, 37) + move_31(state.reserve, 0, f, state.outside, 0, 1, -lost * leave))
        country = state.countries[int(first2(setting.forces, f, 0))]
        spirit = load1(country, 0) * (0.4 + 0.6 * load1(country, 1))
        if first2(setting.forces, f, 3) > 0.0:
            spirit = where(load1(parameters, 6) == 0.0, 0.95, 0.3 + 0.6 * load2(state.nation, 0, 4))
        store1(state.morale, f, towards_32(load1(state.morale, f), spirit, mend))
    for p in range(places):
        here = state.places[p]
        store1(here, 10, vmax(0.0, load1(here, 10) - setting.dt))
        residents = total_11(state.residents, p)
        if first2(setting.places, p, 0) > 0.0:
            store1(here, 4, saturating_22(effective_forces_15(state, p) / (load1(parameters, 5) * vmax(1.0, residents))))


@inlined
def towards_34(value, target, gone):
    return lanes_(value + (target - value) * gone)


@inlined
def assist_34(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    pay = saturating_22(load1(parameters, 1) / load1(parameters, 4))
    staff = saturating_22(load1(parameters, 2) / load1(parameters, 5))
    _t1 = approach_25(load1(parameters, 6), setting.dt)
    _t2 = approach_25(load1(parameters, 8), setting.dt)
    rooted = _t1
    lifted = _t2
    _t3 = state.countries[0]
    _t4 = setting.countries[0]
    country = _t3
    means = _t4
    honest = 1.0 - load1(means, 0)
    _c5 = load1(parameters, 0) == 1.0
    _m6 = _m & _c5
    honest = where(_m6, honest * honest * honest, honest)
    _t7 = 0.0
    _t8 = 0.0
    paid = lanes_(_t7)
    people = lanes_(_t8)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) == 0.0 or first2(setting.places, p, 5) != 0.0:
            continue
        here = state.places[p]
        free = 1.0 - load1(here, 0)
        residents = total_11(state.residents, p)
        people = people + residents
        money = load1(parameters, 1) * residents * free * setting.dt / 52.17857142857143
        paid = paid + money
        store2(ledger.flows, p, 39, load2(ledger.flows, p, 39) + money / 1000000.0)
        store2(ledger.flows, p, 40, load2(ledger.flows, p, 40) + load1(parameters, 2) * residents / 1000.0 * free * setting.dt)
        store1(here, 15, towards_32(load1(here, 15), pay * 0.5 * (1.0 + staff) * load1(country, 3) * honest * free, rooted))
        _c12 = load1(parameters, 0) == 2.0
        _m13 = without(_m, _c12)
        if not some(_m13):
            continue
        gain = load1(parameters, 7) * load1(here, 15) * lifted
        store1(here, 5, where(_m13, towards_34(load1(here, 5), 1.0, gain), load1(here, 5)))
        store1(here, 6, where(_m13, towards_34(load1(here, 6), 1.0, gain), load1(here, 6)))
        store1(here, 4, where(_m13, towards_34(load1(here, 4), 1.0, load1(parameters, 9) * staff * load1(country, 3) * honest * free), load1(here, 4)))
        captured = load1(parameters, 0) == 1.0
        store1(here, 7, where(_m13, towards_32(load1(here, 7), where(captured, 0.0, 1.0), gain), load1(here, 7)))
        fairness = load1(parameters, 3) * load1(country, 3) * honest * free
        eased = hazard_25(load1(parameters, 10) * fairness * where(captured, 0.3, 1.0), setting.dt)
        for c in range(state.residents.shape[1]):
            store2(state.grievance, p, c, where(_m13, load2(state.grievance, p, c) * (1.0 - eased), load2(state.grievance, p, c)))
    store1(country, 6, load1(country, 6) + where(people > 0.0, paid / people, 0.0))


@inlined
def _besieged_39(state, setting):
    _m = all_()
    city = lanes_(-1.0)
    for p in range(state.places.shape[0]):
        here = setting.places[p]
        if first1(here, 1) > 0.0:
            _c4 = (load2(state.places, p, 0) > 0.0) & ((city < 0.0) | (first1(here, 3) < city))
            _m5 = _m & _c4
            city = where(_m5, first1(here, 3), city)
    return lanes_(city)


@compiled
def _luck_of_choice_41(noise, number):
    return lanes_(two_uniforms_lanes(noise.seed, noise.world, np.uint64(1952468636), 0, number)[0])


@compiled
def way_out_46(state, setting, p, _m):
    _t1 = 0.0
    _t2 = -1
    best = lanes_(_t1)
    chosen = lanes_(_t2)
    city = first2(setting.places, p, 3)
    for s in range(state.places.shape[0]):
        if s != p and (city < 0.0 or first2(setting.places, s, 3) != city):
            continue
        for q in range(state.places.shape[0]):
            if setting.near[s, q] > 0.0 and (city < 0.0 or first2(setting.places, q, 3) != city):
                pull = setting.near[s, q] * load2(state.places, q, 0)
                _c9 = pull > best
                _m10 = _m & _c9
                _t11 = pull
                _t12 = q
                best = where(_m10, _t11, best)
                chosen = where(_m10, _t12, chosen)
    return lanes_(chosen)


@inlined
def move_47(source, i, j, target, k, l, people, _m):
    _result = zero_()
    moved = vmin(people, load2(source, i, j))
    _c1 = moved <= 0.0
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    store2(source, i, j, where(_m2, load2(source, i, j) - moved, load2(source, i, j)))
    scatter2(target, k, l, _m2, gather2(target, k, l) + moved)
    return where(_m2, lanes_(moved), _result)


@compiled
def arrive_48(stock, under_way, _m):
    for p in range(stock.shape[0]):
        for o in range(stock.shape[1]):
            store2(stock, p, o, where(_m, load2(stock, p, o) + load2(under_way, p, o), load2(stock, p, o)))
            store2(under_way, p, o, where(_m, 0.0, load2(under_way, p, o)))


@compiled
def _withdraw_44(state, setting, orders, ledger, parameters, city, _m):
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 1) == 0.0:
            continue
        _c4 = (first2(setting.places, p, 3) != city) | (acting_12(total_11(state.overt, p)) == 0.0)
        _m5 = without(_m, _c4)
        if not some(_m5):
            continue
        leaving = hazard_25(load1(parameters, 5) * load2(orders.places, p, 2), setting.dt)
        q = way_out_46(state, setting, p, _m5)
        _c6 = q >= 0
        _m7 = _m5 & _c6
        if some(_m7):
            for o in range(state.overt.shape[1]):
                gone = move_47(state.overt, p, o, ledger.overt_under_way, q, o, load2(state.overt, p, o) * leaving, _m7)
                store2(ledger.flows, p, 19, where(_m7, load2(ledger.flows, p, 19) + gone, load2(ledger.flows, p, 19)))
    arrive_48(state.overt, ledger.overt_under_way, _m)


@compiled
def _hide_50(state, setting, ledger, parameters, city, _m):
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 1) > 0.0:
            _c4 = first2(setting.places, p, 3) == city
            _m5 = _m & _c4
            if some(_m5):
                for o in range(state.overt.shape[1]):
                    hiding = load2(state.overt, p, o) * hazard_25(0.25 * load1(parameters, 5), setting.dt)
                    store2(ledger.flows, p, 16, where(_m5, load2(ledger.flows, p, 16) + move_27(state.overt, p, o, state.covert, p, o, hiding, _m5), load2(ledger.flows, p, 16)))


@inlined
def choose_stance_39(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    nation = state.nation[0]
    week = noise.step * setting.dt
    city = _besieged_39(state, setting)
    _t1 = 0.0
    _t2 = 0.0
    _t3 = 0.0
    control = lanes_(_t1)
    openness = lanes_(_t2)
    sectors = lanes_(_t3)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 1) > 0.0:
            _c7 = first2(setting.places, p, 3) == city
            _m8 = _m & _c7
            if some(_m8):
                control = where(_m8, control + load2(state.places, p, 0), control)
                openness = where(_m8, vmax(openness, load2(orders.places, p, 2)), openness)
                sectors = where(_m8, sectors + 1.0, sectors)
    _c9 = (sectors == 0.0) | (control == 0.0)
    _m11 = _m & _c9
    _m10 = without(_m, _c9)
    if not some(_m10):
        return
    _c12 = week >= load1(nation, 6) * load1(parameters, 6)
    _m13 = _m10 & _c12
    if some(_m13):
        control = where(_m13, control / sectors, control)
        stand = vexp(load1(parameters, 4) * load1(parameters, 1) * (0.5 + 0.5 * control))
        withdraw = vexp(load1(parameters, 4) * load1(parameters, 2) * openness)
        under = vexp(load1(parameters, 4) * load1(parameters, 3) * (1.0 - control))
        luck = _luck_of_choice_41(noise, load1(nation, 6)) * (stand + withdraw + under)
        store1(nation, 5, where(_m13, where(luck < stand, 0.0, where(luck < stand + withdraw, 1.0, 2.0)), load1(nation, 5)))
        _c14 = load1(parameters, 0) == 1.0
        _m15 = _m13 & _c14
        store1(nation, 5, where(_m15, 0.0, load1(nation, 5)))
        _m16 = without(_m13, _c14)
        if some(_m16):
            _c17 = load1(parameters, 0) == 2.0
            _m18 = _m16 & _c17
            store1(nation, 5, where(_m18, 1.0, load1(nation, 5)))
        store1(nation, 6, where(_m13, load1(nation, 6) + 1.0, load1(nation, 6)))
    _c19 = load1(nation, 5) == 1.0
    _m20 = _m10 & _c19
    if some(_m20):
        _withdraw_44(state, setting, orders, ledger, parameters, city, _m20)
    _m21 = without(_m10, _c19)
    if some(_m21):
        _c22 = load1(nation, 5) == 2.0
        _m23 = _m21 & _c22
        if some(_m23):
            _hide_50(state, setting, ledger, parameters, city, _m23)


@inlined
def intensity_52(state, setting, orders, parameters, p):
    _m = all_()
    _result = zero_()
    _c1 = (load2(orders.places, p, 0) == 0.0) | (load2(orders.places, p, 3) <= 0.0)
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    fighters = acting_12(total_11(state.overt, p))
    residents = vmax(1.0, total_11(state.residents, p))
    heavy = 0.2 + 0.8 * saturating_22(fighters / (load1(parameters, 2) * residents))
    heavy = heavy * engaged_19(state, setting, orders, p)
    return where(_m2, lanes_(vmin(1.0, load2(orders.places, p, 0) * heavy * vexp(load2(state.places, p, 8)))), _result)


@inlined
def harm_residents_52(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    for p in range(state.places.shape[0]):
        place = setting.places[p]
        if first1(place, 0) == 0.0:
            continue
        here = state.places[p]
        flows = ledger.flows[p]
        heavy = intensity_52(state, setting, orders, parameters, p)
        _c4 = (heavy <= 0.0) & (load1(here, 0) <= 0.0) & (load2(orders.places, p, 1) <= 0.0)
        _m5 = without(_m, _c4)
        if not some(_m5):
            continue
        residents = total_11(state.residents, p)
        ground = hazard_25(load1(parameters, 0) * (0.3 + load1(place, 6)) * heavy, setting.dt)
        strikes = load2(orders.places, p, 1) * setting.dt
        air = vmin(0.5, load1(parameters, 3) * (0.3 + load1(place, 6)) * strikes / vmax(1.0, residents))
        rule = hazard_25(load1(parameters, 7) * load1(here, 0), setting.dt)
        for c in range(state.residents.shape[1]):
            people = acting_12(load2(state.residents, p, c))
            dead = people * ground
            store1(flows, 0, where(_m5, load1(flows, 0) + move_27(state.residents, p, c, state.dead, p, 0, dead * load1(parameters, 1) + people * rule, _m5), load1(flows, 0)))
            by_forces = move_27(state.residents, p, c, state.dead, p, 0, dead * (1.0 - load1(parameters, 1)), _m5)
            by_strikes = move_27(state.residents, p, c, state.dead, p, 0, people * air, _m5)
            store1(flows, 1, where(_m5, load1(flows, 1) + by_forces, load1(flows, 1)))
            store1(flows, 2, where(_m5, load1(flows, 2) + by_strikes, load1(flows, 2)))
            store1(here, 9, where(_m5, load1(here, 9) + (by_forces + by_strikes), load1(here, 9)))
        struck = load1(parameters, 10) * strikes / vmax(0.1, vmin(load1(place, 7), 100.0))
        ruin = hazard_25(load1(parameters, 9) * (0.3 + load1(place, 6)) * heavy, setting.dt) + struck
        store1(here, 2, where(_m5, load1(here, 2) + (1.0 - load1(here, 2)) * vmin(1.0, ruin * (1.0 if first1(place, 1) > 0.0 else 0.1)), load1(here, 2)))


@inlined
def displace_55(state, setting, orders, noise, ledger, parameters):
    for p in range(state.places.shape[0]):
        place = setting.places[p]
        if first1(place, 0) == 0.0:
            continue
        here = state.places[p]
        flows = ledger.flows[p]
        heavy = intensity_52(state, setting, orders, parameters, p)
        free = 1.0 - load1(parameters, 5) * load1(here, 0) * (1.0 - 0.5 * load2(orders.places, p, 2))
        fleeing = hazard_25(load1(parameters, 4) * (0.5 + load1(place, 6)) * heavy * free, setting.dt)
        safe = (load1(here, 0) < 0.1) & (load2(orders.places, p, 0) == 0.0)
        rate = load1(parameters, 8) * (1.0 - load1(here, 2)) * (0.3 + 0.7 * load1(here, 6)) * (0.3 + 0.7 * load1(here, 4))
        returning = where(safe, hazard_25(rate, setting.dt), 0.0)
        country = int(first1(place, 5))
        for c in range(state.residents.shape[1]):
            people = acting_12(load2(state.residents, p, c)) * fleeing
            killed = people * load1(parameters, 6) * load1(here, 0)
            store1(flows, 0, load1(flows, 0) + move_31(state.residents, p, c, state.dead, p, 0, killed))
            store1(flows, 6, load1(flows, 6) + move_31(state.residents, p, c, state.displaced, p, c, people - killed))
            back = move_31(state.displaced, p, c, state.residents, p, c, acting_12(load2(state.displaced, p, c)) * returning)
            store1(flows, 7, load1(flows, 7) + back)
            store2(state.countries, country, 4, load2(state.countries, country, 4) + back)


@inlined
def _at_the_front_56(setting, orders, parameters, p, attackers, control):
    under = pressed_17(setting, p, attackers, control)
    return lanes_(where(load2(orders.places, p, 0) > 0.0, under + load1(parameters, 4) * (1.0 - under), under))


@inlined
def share_58(x):
    return lanes_(vmin(1.0, vmax(0.0, x)))


@inlined
def front_density_60(setting, parameters, p, control):
    place = setting.places[p]
    if first1(place, 1) == 0.0:
        return lanes_(load1(place, 6))
    return lanes_(share_58(load1(place, 6) + load1(parameters, 12) * vsqrt(load1(place, 7) / math.pi) * (2.0 / 3.0 - vsqrt(control))))


@inlined
def held_defences_62(here):
    return lanes_(vmin(1.0, load1(here, 1) / load1(here, 0)))


@inlined
def _advance_62(setting, parameters, p, here, density, attackers, fighters, luck, _m):
    _gone = none_()
    _result = zero_()
    place = setting.places[p]
    slow = 1.0 - load1(parameters, 14) * held_defences_62(here)
    if first1(place, 1) > 0.0:
        _c1 = attackers == 0.0
        _m2 = _m & _c1
        _result = where(_m2, lanes_(load1(here, 0)), _result)
        _gone = _gone | _m2
        _m3 = without(_m, _gone)
        ground = vmin(load1(place, 7) * load1(here, 0), attackers / 300.0)
        force = saturating_22(attackers / (load1(parameters, 13) * (fighters + 30.0 * ground / 36.0)))
        cleared = load1(parameters, 10) * attackers / 1000.0 * vexp(load1(parameters, 11) * (0.5 - density))
        _result = where(_m3, lanes_(vmax(0.0, load1(here, 0) - cleared * luck * force * slow / load1(place, 7) * setting.dt)), _result)
        _gone = _gone | _m3
    _m4 = without(_m, _gone)
    slow = where(_m4, slow * (1.0 - load1(parameters, 15) * density), slow)
    if first1(place, 2) > 0.0:
        slow = where(_m4, slow * load1(parameters, 16), slow)
    force = where(_m4, saturating_22(attackers / (load1(parameters, 13) * (fighters + 30.0 * load1(here, 0)))), force)
    root = vsqrt(load1(here, 0)) - 0.5 * load1(parameters, 9) * luck * force * slow * setting.dt
    return where(_m4, lanes_(where(root > 0.0, root * root, 0.0)), _result)


@inlined
def area_hazard_65(attackers, fighters, room, shield, luck, parameters):
    found = load1(parameters, 5) * attackers * shield * luck
    return lanes_(found * where(load1(parameters, 0) == 1.0, 4500.0 / vmax(1.0, fighters), room))


@inlined
def attackers_killed_67(fighters, crowding, defences, density, luck, parameters, _m):
    fire = load1(parameters, 1) * fighters * (1.0 + load1(parameters, 2) * defences)
    _c1 = load1(parameters, 0) == 2.0
    _m2 = _m & _c1
    fire = where(_m2, fire * crowding, fire)
    return lanes_(fire * (1.0 + load1(parameters, 3) * density) * luck)


@inlined
def _losses_65(state, setting, orders, ledger, parameters, p, density, attackers, fighters, met, luck, fought, _m):
    here = state.places[p]
    ordered = load2(orders.places, p, 0) > 0.0
    defences = held_defences_62(here)
    shield = 1.0 - load1(parameters, 6) * defences * density
    _t1 = 1.0
    _t2 = attackers / 30000.0
    room = lanes_(_t1)
    crowding = _t2
    if first2(setting.places, p, 1) > 0.0:
        held = vmax(vmax(load2(setting.places, p, 7) * load1(here, 0), attackers / 1500.0), 0.1)
        _t3 = 36.0 / held
        _t4 = attackers / held / 300.0
        room = _t3
        crowding = _t4
    ground = load1(parameters, 8) * load1(here, 4)
    _c5 = ordered
    _m6 = _m & _c5
    if some(_m6):
        ground = where(_m6, area_hazard_65(attackers, fighters, room, shield, luck, parameters), ground)
    air = load1(parameters, 7) * load2(orders.places, p, 1) / (fighters + 1.0) * shield
    lost = hazard_25((ground + air) * fought, setting.dt)
    for o in range(state.overt.shape[1]):
        people = load2(state.overt, p, o) * lost
        by_air = where(ground + air > 0.0, air / (ground + air), 0.0)
        on_ground = move_27(state.overt, p, o, state.fallen, p, o, people * (1.0 - by_air), _m)
        from_air = move_27(state.overt, p, o, state.fallen, p, o, people * by_air, _m)
        store2(ledger.flows, p, 8, where(_m, load2(ledger.flows, p, 8) + on_ground, load2(ledger.flows, p, 8)))
        store2(ledger.flows, p, 9, where(_m, load2(ledger.flows, p, 9) + from_air, load2(ledger.flows, p, 9)))
    killed = attackers_killed_67(met * (1.0 - 0.5 * lost), crowding, defences, density, luck, parameters, _m)
    killed = killed * vmax(load2(orders.places, p, 0), vmin(1.0, 4.0 * load1(parameters, 17)))
    present = total_11(state.forces, p)
    _c10 = present > 0.0
    _m11 = _m & _c10
    if some(_m11):
        lost = where(_m11, hazard_25(killed * fought / present, setting.dt), lost)
        for f in range(state.forces.shape[1]):
            store2(ledger.flows, p, 31, where(_m11, load2(ledger.flows, p, 31) + move_27(state.forces, p, f, state.dead, p, 1, load2(state.forces, p, f) * lost, _m11), load2(ledger.flows, p, 31)))


@inlined
def assault_56(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if first2(setting.places, p, 0) == 0.0:
            continue
        _c4 = load1(here, 0) <= 0.0
        _m5 = without(_m, _c4)
        if not some(_m5):
            continue
        fighters = acting_12(total_11(state.overt, p))
        attackers = effective_forces_15(state, p) * vmax(load2(orders.places, p, 0), load1(parameters, 17))
        luck = vexp(load1(here, 8))
        met = fighters * _at_the_front_56(setting, orders, parameters, p, attackers, load1(here, 0))
        density = front_density_60(setting, parameters, p, load1(here, 0))
        control = _advance_62(setting, parameters, p, here, density, attackers, met, luck, _m5)
        fought = lanes_(1.0)
        _c6 = control < 0.01
        _m7 = _m5 & _c6
        if some(_m7):
            fought = where(_m7, where(load1(here, 0) > 0.01, share_58((load1(here, 0) - 0.01) / (load1(here, 0) - control)), 0.0), fought)
            control = where(_m7, 0.0, control)
        _losses_65(state, setting, orders, ledger, parameters, p, density, attackers, fighters, met, luck, fought, _m5)
        store1(here, 1, where(_m5, load1(here, 1) * (control / load1(here, 0)), load1(here, 1)))
        store1(here, 0, where(_m5, control, load1(here, 0)))


@compiled
def held_sector_70(state, setting, p, _m):
    _t1 = 0.0
    _t2 = -1
    best = lanes_(_t1)
    chosen = lanes_(_t2)
    if first2(setting.places, p, 1) > 0.0:
        for q in range(state.places.shape[0]):
            if q != p and first2(setting.places, q, 3) == first2(setting.places, p, 3):
                _c6 = load2(state.places, q, 0) > best
                _m7 = _m & _c6
                _t8 = load2(state.places, q, 0)
                _t9 = q
                best = where(_m7, _t8, best)
                chosen = where(_m7, _t9, chosen)
    return lanes_(chosen)


@inlined
def mean_grievance_71(state, setting, p):
    _t1 = 0.0
    _t2 = 0.0
    people = lanes_(_t1)
    felt = lanes_(_t2)
    for c in range(state.residents.shape[1]):
        weight = load2(state.residents, p, c) * load2(setting.communities, c, 0)
        people = people + weight
        felt = felt + weight * load2(state.grievance, p, c)
    return lanes_(where(people > 0.0, share_58(felt / people), 0.0))


@compiled
def nearest_73(setting, p):
    _t1 = 0.0
    _t2 = -1
    best = _t1
    chosen = _t2
    for q in range(setting.places.shape[0]):
        apart = first2(setting.places, q, 3) < 0.0 or first2(setting.places, q, 3) != first2(setting.places, p, 3)
        if apart and setting.near[p, q] > best:
            _t6 = setting.near[p, q]
            _t7 = q
            best = _t6
            chosen = _t7
    return chosen


@inlined
def claimed_residents_75(state, setting, p):
    people = lanes_(0.0)
    for c in range(state.residents.shape[1]):
        people = people + load2(state.residents, p, c) * load2(setting.communities, c, 0)
    return lanes_(people)


@compiled
def desert_75(state, setting, flows, stock, p, o, people, _m):
    if o > 0:
        store1(flows, 21, where(_m, load1(flows, 21) + move_27(stock, p, o, state.abroad, o, 0, people, _m), load1(flows, 21)))
        return
    weight = claimed_residents_75(state, setting, p)
    for c in range(state.residents.shape[1]):
        nobody = 1.0 if c == 0 else 0.0
        part = where(weight > 0.0, load2(state.residents, p, c) * load2(setting.communities, c, 0) / weight, nobody)
        store1(flows, 17, where(_m, load1(flows, 17) + move_27(stock, p, o, state.residents, p, c, people * part, _m), load1(flows, 17)))


@compiled
def _uproot_70(state, setting, orders, ledger, parameters, p, uprooted, _m):
    flows = ledger.flows[p]
    sector = held_sector_70(state, setting, p, _m)
    refuge = where(sector >= 0, sector, way_out_46(state, setting, p, _m))
    city = (first2(setting.places, p, 1) > 0.0) & (load2(state.places, p, 0) > 0.0)
    reach = load1(parameters, 1) * where(city | (sector >= 0), 1.0, load2(orders.places, p, 2))
    grievance = mean_grievance_71(state, setting, p)
    near = nearest_73(setting, p)
    for o in range(state.overt.shape[1]):
        people = load2(state.overt, p, o) * uprooted
        _c4 = city
        _m5 = _m & _c4
        people = where(_m5, people - people * reach, people)
        _m6 = without(_m, _c4)
        if some(_m6):
            _c7 = refuge >= 0
            _m8 = _m6 & _c7
            if some(_m8):
                away = vmin(people * reach, load2(state.overt, p, o))
                store2(state.overt, p, o, where(_m8, load2(state.overt, p, o) - away, load2(state.overt, p, o)))
                scatter2(ledger.overt_under_way, refuge, o, _m8, gather2(ledger.overt_under_way, refuge, o) + away)
                _c9 = sector >= 0
                _m10 = _m8 & _c9
                store1(flows, 18, where(_m10, load1(flows, 18) + away, load1(flows, 18)))
                _m11 = without(_m8, _c9)
                store1(flows, 19, where(_m11, load1(flows, 19) + away, load1(flows, 19)))
                people = where(_m8, people - away, people)
        hidden = people * load1(parameters, 2) * (0.3 + 0.7 * grievance) * (lanes_(1.0) if o == 0 else load1(parameters, 3))
        stays = load1(parameters, 4) if near >= 0 else lanes_(1.0)
        store1(flows, 16, where(_m, load1(flows, 16) + move_27(state.overt, p, o, state.covert, p, o, hidden * stays, _m), load1(flows, 16)))
        if near >= 0:
            gone = vmin(hidden * (1.0 - stays), load2(state.overt, p, o))
            store2(state.overt, p, o, where(_m, load2(state.overt, p, o) - gone, load2(state.overt, p, o)))
            store2(ledger.covert_under_way, near, o, where(_m, load2(ledger.covert_under_way, near, o) + gone, load2(ledger.covert_under_way, near, o)))
            store1(flows, 19, where(_m, load1(flows, 19) + gone, load1(flows, 19)))
        people = people - hidden
        captured = people * load1(parameters, 5)
        store1(flows, 10, where(_m, load1(flows, 10) + move_27(state.overt, p, o, state.detained, p, o, captured, _m), load1(flows, 10)))
        killed = (people - captured) * load1(parameters, 6)
        store1(flows, 8, where(_m, load1(flows, 8) + move_27(state.overt, p, o, state.fallen, p, o, killed, _m), load1(flows, 8)))
        desert_75(state, setting, flows, state.overt, p, o, people - captured - killed, _m)


@inlined
def disperse_70(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    anybody = mask_(False)
    for p in range(state.places.shape[0]):
        before = load2(orders.places, p, 3)
        control = load2(state.places, p, 0)
        if first2(setting.places, p, 0) == 0.0:
            continue
        _c4 = (control >= before) | (acting_12(total_11(state.overt, p)) == 0.0)
        _m5 = without(_m, _c4)
        if not some(_m5):
            continue
        lost = (before - control) / before
        uprooted = where(control == 0.0, 1.0, lost * load1(parameters, 0))
        _uproot_70(state, setting, orders, ledger, parameters, p, uprooted, _m5)
        anybody = where(_m5, True, anybody)
    _c6 = anybody
    _m7 = _m & _c6
    if some(_m7):
        arrive_48(state.overt, ledger.overt_under_way, _m7)
        arrive_48(state.covert, ledger.covert_under_way, _m7)


@inlined
def _send_out_80(state, setting, ledger, p, cadres, drift):
    reached = False
    for q in range(state.places.shape[0]):
        near = setting.near[p, q]
        if near > 0.0:
            reached = True
            for o in range(state.overt.shape[1]):
                store2(ledger.covert_under_way, q, o, load2(ledger.covert_under_way, q, o) + (load2(state.overt, p, o) * cadres + load2(state.covert, p, o) * drift) * near)
    flows = ledger.flows[p]
    if reached:
        for o in range(state.overt.shape[1]):
            store1(flows, 19, load1(flows, 19) + load2(state.overt, p, o) * cadres)
            store1(flows, 20, load1(flows, 20) + load2(state.covert, p, o) * drift)
            store2(state.overt, p, o, load2(state.overt, p, o) * (1.0 - cadres))
            store2(state.covert, p, o, load2(state.covert, p, o) * (1.0 - drift))


@compiled
def arrive_81(stock, under_way):
    for p in range(stock.shape[0]):
        for o in range(stock.shape[1]):
            store2(stock, p, o, load2(stock, p, o) + load2(under_way, p, o))
            store2(under_way, p, o, 0.0)


@inlined
def scatter_80(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    hidden = hazard_25(load1(parameters, 7), setting.dt)
    cadres = hazard_25(load1(parameters, 8), setting.dt)
    drift = hazard_25(load1(parameters, 9), setting.dt)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) == 0.0:
            continue
        flows = ledger.flows[p]
        _c4 = (load2(state.places, p, 0) == 0.0) & (total_11(state.overt, p) > 0.0)
        _m5 = _m & _c4
        if some(_m5):
            for o in range(state.overt.shape[1]):
                store1(flows, 16, where(_m5, load1(flows, 16) + move_27(state.overt, p, o, state.covert, p, o, load2(state.overt, p, o) * hidden, _m5), load1(flows, 16)))
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) > 0.0:
            _send_out_80(state, setting, ledger, p, where(load2(state.places, p, 0) > 0.0, cadres, 0.0), drift)
    arrive_81(state.covert, ledger.covert_under_way)


@compiled
def normal_quantile_85(u, _m):
    _result = zero_()
    _c1 = u < 0.02425
    _m3 = _m & _c1
    _result = where(_m3, _lower_tail_2(u), _result)
    _m2 = without(_m, _c1)
    _c4 = u > 1.0 - 0.02425
    _m6 = _m2 & _c4
    _result = where(_m6, -_lower_tail_2(1.0 - u), _result)
    _m5 = without(_m2, _c4)
    q = u - 0.5
    r = q * q
    return where(_m5, lanes_((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r + 2.506628277459239) * q / (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1.0)), _result)


@compiled
def poisson_85(u, mean, _m):
    _gone = none_()
    _result = zero_()
    _c1 = mean <= 0.0
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    if not some(_m2):
        return _result
    _c4 = mean > 500.0
    _m5 = _m2 & _c4
    if some(_m5):
        w = normal_quantile_85(u, _m5)
        root = vsqrt(mean)
        x = mean + root * w + (2.0 + w * w) / 6.0 - (2.0 * w + w * w * w) / (72.0 * root)
        _result = where(_m5, lanes_(vmax(0.0, vfloor(x))), _result)
        _gone = _gone | _m5
    _m6 = without(_m2, _gone)
    if not some(_m6):
        return _result
    count = lanes_(0.0)
    chance = vexp(-mean)
    total = chance
    _m9 = _m6
    while True:
        _m9 = _m9 & ((total < u) & (count < mean + 60.0 + 40.0 * vsqrt(mean)))
        if not some(_m9):
            break
        count = where(_m9, count + 1.0, count)
        chance = where(_m9, chance * (mean / count), chance)
        total = where(_m9, total + chance, total)
    return where(_m6, lanes_(count), _result)


@inlined
def pareto_87(u, tail):
    least = (tail - 2.0) / (tail - 1.0)
    return lanes_(least * vmin(500.0, vexp(-vlog(1.0 - u) / (tail - 1.0))))


@compiled
def heavy_tailed_87(noise, stream_number, index, attacks, tail, _m):
    scale = lanes_(0.0)
    _n1 = vtrunc(attacks)
    for n in range(int(most_(_m, _n1))):
        _m2 = _m & (n < _n1)
        if n % 2 == 0:
            size = uniforms_0(noise, stream_number, index * 256 + n // 2)
        scale = where(_m2, scale + pareto_87(size[n % 2], tail), scale)
    return lanes_(scale)


@compiled
def _binomial_lower_90(u, trials, share, _m):
    _gone = none_()
    _result = zero_()
    mean = trials * share
    _c1 = mean > 100.0
    _m2 = _m & _c1
    if some(_m2):
        w = normal_quantile_85(u, _m2)
        spread = vsqrt(mean * (1.0 - share))
        x = mean + spread * w + (1.0 - 2.0 * share) * (w * w - 1.0) / 6.0
        _result = where(_m2, lanes_(vmin(trials, vmax(0.0, vfloor(x + 0.5)))), _result)
        _gone = _gone | _m2
    _m3 = without(_m, _gone)
    if not some(_m3):
        return _result
    count = lanes_(0.0)
    chance = vexp(trials * vlog1p(-share))
    odds = share / (1.0 - share)
    total = chance
    _m6 = _m3
    _b5 = none_()
    while True:
        _m6 = without(_m6 & ((total < u) & (count < trials)), _b5)
        if not some(_m6):
            break
        chance = where(_m6, chance * ((trials - count) / (count + 1.0) * odds), chance)
        count = where(_m6, count + 1.0, count)
        total = where(_m6, total + chance, total)
        _c7 = (chance < 1e-300) & (count > mean)
        _m8 = _m6 & _c7
        _b5 = _b5 | _m8
        _m9 = without(_m6, _b5)
    return where(_m3, lanes_(count), _result)


@compiled
def binomial_90(u, trials, share, _m):
    _result = zero_()
    _c1 = (trials <= 0.0) | (share <= 0.0)
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    _c4 = share >= 1.0
    _m6 = _m2 & _c4
    _result = where(_m6, trials, _result)
    _m5 = without(_m2, _c4)
    _c7 = share > 0.5
    _m9 = _m5 & _c7
    _result = where(_m9, trials - _binomial_lower_90(1.0 - u, trials, 1.0 - share, _m9), _result)
    _m8 = without(_m5, _c7)
    return where(_m8, lanes_(_binomial_lower_90(u, trials, share, _m8)), _result)


@compiled
def _bury_90(state, ledger, parameters, p, deaths, luck, _m):
    residents = binomial_90(luck, deaths, load1(parameters, 5), _m)
    _t1 = total_11(state.residents, p)
    _t2 = total_11(state.forces, p)
    people = _t1
    present = _t2
    flows = ledger.flows[p]
    for c in range(state.residents.shape[1]):
        part = where(people > 0.0, residents * load2(state.residents, p, c) / people, 0.0)
        store1(flows, 5, where(_m, load1(flows, 5) + move_27(state.residents, p, c, state.dead, p, 0, part, _m), load1(flows, 5)))
    for f in range(state.forces.shape[1]):
        part = where(present > 0.0, (deaths - residents) * load2(state.forces, p, f) / present, 0.0)
        store1(flows, 32, where(_m, load1(flows, 32) + move_27(state.forces, p, f, state.dead, p, 1, part, _m), load1(flows, 32)))


@inlined
def attack_83(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    nation = state.nation[0]
    drive = (0.4 + 0.6 * load1(nation, 0)) * (0.5 + 0.5 * saturating_22(load1(nation, 2) / 20.0))
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) == 0.0:
            continue
        here = state.places[p]
        members = acting_12(total_11(state.covert, p))
        _c4 = members == 0.0
        _m5 = without(_m, _c4)
        if not some(_m5):
            continue
        open_ = vlog(2.0 * (1.0 - load1(here, 4)))
        mean = load1(parameters, 0) * members * drive * setting.dt
        mean = mean * (2.0 * load1(here, 13) * vexp(load1(parameters, 1) * open_ + load1(here, 8) + load1(nation, 3) + load1(here, 14)))
        number = poisson_85(uniforms_0(noise, np.uint64(292440393), p)[0], vmin(mean, 400.0), _m5)
        _c6 = number == 0.0
        _m7 = without(_m5, _c6)
        if not some(_m7):
            continue
        store2(ledger.flows, p, 41, where(_m7, load2(ledger.flows, p, 41) + number, load2(ledger.flows, p, 41)))
        scale = heavy_tailed_87(noise, np.uint64(3524836509), p, number, load1(parameters, 4), _m7)
        mean = where(_m7, load1(parameters, 2) * vexp(load1(parameters, 3) * open_) * scale, mean)
        luck_of_deaths = uniforms_0(noise, np.uint64(1957660926), p)
        deaths = poisson_85(luck_of_deaths[0], mean, _m7)
        _c8 = deaths > 0.0
        _m9 = _m7 & _c8
        if some(_m9):
            _bury_90(state, ledger, parameters, p, deaths, luck_of_deaths[1], _m9)


@inlined
def raid_94(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    quit_ = hazard_25(load1(parameters, 4), setting.dt)
    for p in range(state.places.shape[0]):
        members = total_11(state.covert, p)
        if first2(setting.places, p, 0) == 0.0:
            continue
        here = state.places[p]
        flows = ledger.flows[p]
        effort = load2(state.countries, int(first2(setting.places, p, 5)), 2) * load1(parameters, 6)
        tried = where(members < 20.0, effort * (1.0 + load1(parameters, 7)), effort)
        store1(flows, 39, load1(flows, 39) + load1(parameters, 5) * tried * total_11(state.forces, p) / 1000000.0 / 52.17857142857143 * setting.dt)
        store1(here, 12, 0.0)
        _c4 = members >= 1.0
        _m5 = _m & _c4
        if some(_m5):
            hidden = load1(parameters, 1) * claimed_residents_75(state, setting, p)
            rate = load1(parameters, 0) * effort * load1(here, 3) * load1(here, 4) * members / (members + hidden)
            rate = rate * (0.5 + load1(here, 13))
            store1(here, 12, where(_m5, rate, load1(here, 12)))
            found = hazard_25(rate, setting.dt)
            for o in range(state.covert.shape[1]):
                people = load2(state.covert, p, o)
                _c9 = people == 0.0
                _m10 = without(_m5, _c9)
                if not some(_m10):
                    continue
                taken = people * found
                store1(flows, 11, where(_m10, load1(flows, 11) + move_27(state.covert, p, o, state.fallen, p, o, taken * load1(parameters, 2), _m10), load1(flows, 11)))
                store1(flows, 12, where(_m10, load1(flows, 12) + move_27(state.covert, p, o, state.detained, p, o, taken * (1.0 - load1(parameters, 2)), _m10), load1(flows, 12)))
                desert_75(state, setting, flows, state.covert, p, o, (people - taken) * quit_, _m10)
        store1(here, 11, effort * (1.0 - load1(here, 3)) * load1(here, 4))
        missed = hazard_25(load1(parameters, 3) * load1(here, 11), setting.dt)
        for c in range(state.residents.shape[1]):
            dead = move_31(state.residents, p, c, state.dead, p, 0, acting_12(load2(state.residents, p, c)) * missed * load2(setting.communities, c, 0))
            store1(flows, 4, load1(flows, 4) + dead)
            store1(here, 9, load1(here, 9) + dead)


@inlined
def adapt_95(state, setting, orders, noise, ledger, parameters):
    gone = approach_25(load1(parameters, 1), setting.dt)
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if first2(setting.places, p, 0) > 0.0:
            store1(here, 13, towards_32(load1(here, 13), load1(parameters, 0) / (load1(parameters, 0) + load1(here, 12)), gone))


@inlined
def abuse_pressure_96(state, setting, parameters, p, c, present, _m):
    pressure = lanes_(0.0)
    for f in range(state.forces.shape[1]):
        _c4 = load2(state.forces, p, f) > 0.0
        _m5 = _m & _c4
        pressure = where(_m5, pressure + load2(state.forces, p, f) * load2(setting.distance, f, c) * (1.0 - load2(setting.forces, f, 2)), pressure)
    return lanes_(pressure * (1.0 - load1(parameters, 8)) / present * load2(state.places, p, 4))


@inlined
def misconduct_96(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    for p in range(state.places.shape[0]):
        present = total_11(state.forces, p)
        if first2(setting.places, p, 0) == 0.0:
            continue
        _c4 = present < 1.0
        _m5 = without(_m, _c4)
        for c in range(state.residents.shape[1]):
            people = load2(state.residents, p, c)
            _c9 = people < 1.0
            _m10 = without(_m5, _c9)
            if not some(_m10):
                continue
            pressure = abuse_pressure_96(state, setting, parameters, p, c, present, _m10)
            dead = people * vmin(0.5, load1(parameters, 1) * pressure * setting.dt)
            driven = people * vmin(0.5, load1(parameters, 2) * pressure * setting.dt)
            flows = ledger.flows[p]
            killed = move_27(state.residents, p, c, state.dead, p, 2, dead, _m10)
            store1(flows, 3, where(_m10, load1(flows, 3) + killed, load1(flows, 3)))
            store2(state.places, p, 9, where(_m10, load2(state.places, p, 9) + killed, load2(state.places, p, 9)))
            store1(flows, 6, where(_m10, load1(flows, 6) + move_27(state.residents, p, c, state.displaced, p, c, driven, _m10), load1(flows, 6)))
            felt = load2(state.grievance, p, c)
            store2(state.grievance, p, c, where(_m10, felt + (1.0 - felt) * vmin(1.0, load1(parameters, 0) * pressure * setting.dt), load2(state.grievance, p, c)))


@inlined
def respond_98(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    faded = approach_25(load1(parameters, 10), setting.dt)
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if first2(setting.places, p, 0) == 0.0:
            continue
        _c4 = (load1(here, 9) == 0.0) & (load1(here, 14) == 0.0)
        _m5 = without(_m, _c4)
        if not some(_m5):
            continue
        moved = load1(parameters, 9) * 10000.0 * load1(here, 9) / vmax(1.0, total_11(state.residents, p))
        sign = where(load1(parameters, 8) == 0.0, 1.0, where(load1(parameters, 8) == 1.0, -1.0, 0.0))
        store1(here, 14, where(_m5, vmax(-1.0, vmin(1.0, towards_34(load1(here, 14), 0.0, faded) + sign * moved)), load1(here, 14)))
        _c6 = load1(parameters, 8) != 0.0
        _m7 = _m5 & _c6
        store1(here, 9, where(_m7, 0.0, load1(here, 9)))


@inlined
def remember_99(state, setting, orders, noise, ledger, parameters):
    faded = approach_25(load1(parameters, 3), setting.dt)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) == 0.0:
            continue
        here = state.places[p]
        residents = vmax(1.0, total_11(state.residents, p))
        shock = load1(parameters, 6) * load1(here, 9) / residents + load1(parameters, 7) * load1(here, 11) * setting.dt
        risen = hazard_25(shock, 1.0)
        store1(here, 9, 0.0)
        for c in range(state.residents.shape[1]):
            exposed = load2(setting.communities, c, 1)
            justified = vmin(1.0, load1(parameters, 4) * (1.0 - load1(here, 7)) * exposed + load1(parameters, 5) * load1(here, 2))
            felt = towards_32(load2(state.grievance, p, c), justified, faded)
            store2(state.grievance, p, c, vmin(load1(parameters, 9), felt + (1.0 - felt) * risen * exposed))


@inlined
def gather_intelligence_100(state, setting, orders, noise, ledger, parameters):
    heard = approach_25(load1(parameters, 0), setting.dt)
    store2(ledger.flows, 0, 39, load2(ledger.flows, 0, 39) + load1(parameters, 2) * load1(parameters, 3) / 52.17857142857143 * setting.dt)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) == 0.0:
            continue
        here = state.places[p]
        members = acting_12(total_11(state.covert, p))
        reach = load1(parameters, 1) * effective_forces_15(state, p)
        feared = where(members + reach > 0.0, members / (members + reach), 0.0)
        told = 0.9 * (1.0 - mean_grievance_71(state, setting, p)) * (1.0 - feared)
        told = told * ((1.0 - load1(here, 0)) * (0.3 + 0.7 * load1(here, 4)))
        told = told + load1(parameters, 2) * (0.9 - told)
        store1(here, 3, towards_32(load1(here, 3), told, heard))


@compiled
def pay_factor_101(state, setting):
    return lanes_(saturating_22(load2(state.nation, 0, 2) / 20.0))


@inlined
def _driven_102(here, parameters, grievance, money, _m):
    _result = zero_()
    power = load1(parameters, 3)
    ease = 0.6 + 0.4 * vmin(1.5, grievance / 0.6)
    _c1 = load1(parameters, 0) == 1.0
    _m3 = _m & _c1
    _result = where(_m3, share_58(vexp(power * vlog(vmax(1e-09, 1.0 - load1(here, 5)))) * ease), _result)
    _m2 = without(_m, _c1)
    if not some(_m2):
        return _result
    felt = vexp(power * vlog(vmax(1e-09, grievance)))
    _c4 = load1(parameters, 0) == 2.0
    _m6 = _m2 & _c4
    _result = where(_m6, share_58(vexp(power * ulog(0.6)) * 2.0 * money * ease), _result)
    _m5 = without(_m2, _c4)
    return where(_m5, lanes_(felt), _result)


@compiled
def _join_103(state, setting, ledger, p, joining, claimed, _m):
    for c in range(state.residents.shape[1]):
        part = load2(state.residents, p, c) * load2(setting.communities, c, 0) / claimed
        store2(ledger.flows, p, 13, where(_m, load2(ledger.flows, p, 13) + move_27(state.residents, p, c, state.covert, p, 0, joining * part, _m), load2(ledger.flows, p, 13)))


@inlined
def recruit_101(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    nation = state.nation[0]
    unsettled = 1.0 - 0.3 * load1(nation, 10)
    money = pay_factor_101(state, setting)
    drive = (0.5 + 0.5 * load1(nation, 0)) * (0.4 + 0.6 * money) * load1(nation, 9) * unsettled
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if first2(setting.places, p, 0) == 0.0:
            continue
        claimed = claimed_residents_75(state, setting, p)
        _c4 = claimed < 1.0
        _m5 = without(_m, _c4)
        if not some(_m5):
            continue
        grievance = mean_grievance_71(state, setting, p)
        members = acting_12(total_11(state.covert, p))
        pool = load1(parameters, 2) * claimed * _driven_102(here, parameters, grievance, money, _m5) * (0.3 + 0.7 * load1(nation, 1))
        room = where(pool >= 1.0, vmax(0.0, 1.0 - members / pool), 0.0)
        joining = load1(parameters, 1) * members * room * (1.0 - load1(parameters, 5) * load1(here, 4))
        joining = (joining + load1(parameters, 4) * claimed * grievance) * drive * setting.dt
        _join_103(state, setting, ledger, p, vmin(joining, 0.01 * claimed), claimed, _m5)


@compiled
def residents_under_control_105(state, setting):
    people = lanes_(0.0)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) > 0.0:
            for c in range(state.residents.shape[1]):
                people = people + load2(state.residents, p, c) * load2(state.places, p, 0)
    return lanes_(people)


@inlined
def mobilise_105(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    nation = state.nation[0]
    held = residents_under_control_105(state, setting)
    money = pay_factor_101(state, setting)
    _c1 = held < 1.0
    _m3 = _m & _c1
    _m2 = without(_m, _c1)
    if not some(_m2):
        return
    called = approach_25(load1(parameters, 7), setting.dt)
    settled = 1.0 - 0.5 * load1(nation, 11)
    coming = load1(parameters, 9) * load1(nation, 1) * settled * saturating_22(held / load1(parameters, 10)) * setting.dt
    for p in range(state.places.shape[0]):
        here = state.places[p]
        if first2(setting.places, p, 0) == 0.0:
            continue
        _c7 = load1(here, 0) <= 0.0
        _m8 = without(_m2, _c7)
        if not some(_m8):
            continue
        flows = ledger.flows[p]
        residents = total_11(state.residents, p)
        coming_out = hazard_25(load1(parameters, 8) * load1(here, 0) * load1(here, 0), setting.dt)
        for o in range(state.covert.shape[1]):
            store1(flows, 15, where(_m8, load1(flows, 15) + move_27(state.covert, p, o, state.overt, p, o, load2(state.covert, p, o) * coming_out, _m8), load1(flows, 15)))
        claimed = claimed_residents_75(state, setting, p)
        wanted = load1(parameters, 6) * load1(here, 0) * residents * (0.4 + 0.6 * load1(nation, 1)) * money
        gap = wanted - total_11(state.overt, p)
        _c12 = (gap > 0.0) & (claimed > 0.0)
        _m13 = _m8 & _c12
        if some(_m13):
            joining = gap * called
            for c in range(state.residents.shape[1]):
                part = load2(state.residents, p, c) * load2(setting.communities, c, 0) / claimed
                store1(flows, 13, where(_m13, load1(flows, 13) + move_27(state.residents, p, c, state.overt, p, 0, joining * part, _m13), load1(flows, 13)))
        part = where(_m8, residents * load1(here, 0) / held, part)
        for o in range(1, state.overt.shape[1]):
            people = coming * part * load2(setting.origins, o, 0) * load1(orders.borders, o)
            store1(flows, 14, where(_m8, load1(flows, 14) + call_up_29(state.outside, 0, state.overt, p, o, people, _m8), load1(flows, 14)))


@inlined
def _luck_of_rout_108(setting, noise, p):
    return uniforms_0(noise, np.uint64(1214437007), p if first2(setting.places, p, 1) == 0.0 else 1000 + int(first2(setting.places, p, 3)))


@compiled
def threat_110(state, setting, parameters, p, fighters_elsewhere, _m):
    _gone = none_()
    _result = zero_()
    strength = acting_12(total_11(state.overt, p)) + load1(parameters, 5) * acting_12(total_11(state.covert, p))
    sector = first2(setting.places, p, 1) > 0.0
    if not sector:
        _c1 = ~fighters_elsewhere
        _m2 = _m & _c1
        _result = where(_m2, lanes_(strength), _result)
        _gone = _gone | _m2
        _m3 = without(_m, _gone)
    _m4 = without(_m, _gone)
    if not some(_m4):
        return _result
    city = first2(setting.places, p, 3)
    for q in range(state.places.shape[0]):
        if sector and q != p and (first2(setting.places, q, 3) == city):
            strength = where(_m4, strength + 0.8 * (total_11(state.overt, q) + load1(parameters, 5) * total_11(state.covert, q)), strength)
        elif setting.near[q, p] > 0.0:
            strength = where(_m4, strength + load1(parameters, 6) * total_11(state.overt, q) * setting.near[q, p], strength)
    return where(_m4, lanes_(strength), _result)


@inlined
def cohesion_111(state, setting, orders, parameters, p, _m):
    present = total_11(state.forces, p)
    people = vmax(1.0, total_11(state.residents, p))
    held = lanes_(0.0)
    for f in range(state.forces.shape[1]):
        _c4 = load2(state.forces, p, f) <= 0.0
        _m5 = without(_m, _c4)
        if not some(_m5):
            continue
        spirit = lanes_(0.0)
        for c in range(state.residents.shape[1]):
            far = vmin(1.0, 2.0 * load2(setting.distance, f, c))
            hostile = load1(parameters, 7) * load2(state.grievance, p, c) * load2(setting.communities, c, 0) * far
            part = load2(state.residents, p, c) / people
            spirit = spirit + part * (load1(state.morale, f) * (1.0 - hostile) + load1(parameters, 8) * (1.0 - far))
        held = where(_m5, held + load2(state.forces, p, f) / present * spirit, held)
    return lanes_(held + load1(parameters, 9) * vmin(1.0, load2(orders.places, p, 1) / 50.0))


@compiled
def garrison_of_112(state, setting, p):
    forces = total_11(state.forces, p)
    if first2(setting.places, p, 1) > 0.0:
        for q in range(state.places.shape[0]):
            if q != p and first2(setting.places, q, 3) == first2(setting.places, p, 3):
                forces = forces + 0.8 * total_11(state.forces, q)
    return lanes_(forces)


@compiled
def _drifted_114(state, setting, parameters, p, strength, garrison, firm, _m):
    _result = zero_()
    holds = 4.0 * load1(parameters, 4) * garrison * vexp(load1(parameters, 13) * vlog(vmax(1e-09, firm / load1(parameters, 2))))
    ratio = strength / (holds + 20.0)
    claimed = claimed_residents_75(state, setting, p) / vmax(1.0, total_11(state.residents, p))
    most = claimed if first2(setting.places, p, 1) == 0.0 else lanes_(1.0)
    target = most * saturating_22(ratio * ratio)
    _c1 = target < 0.05
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    rate = 0.3 * load1(parameters, 1) * (0.4 + 0.6 * load2(state.nation, 0, 0))
    return where(_m2, lanes_((target - load2(state.places, p, 0)) * hazard_25(rate, setting.dt)), _result)


@compiled
def _jumped_115(state, setting, noise, parameters, p, strength, garrison, firm, _m):
    _result = zero_()
    ratio = strength / (load1(parameters, 4) * garrison + 100.0)
    steep = (firm - load1(parameters, 2)) / load1(parameters, 3)
    rate = load1(parameters, 1) * saturating_22(ratio * ratio) / (1.0 + vexp(vmin(steep, 500.0)))
    rate = rate * (0.4 + 0.6 * load2(state.nation, 0, 0))
    luck = _luck_of_rout_108(setting, noise, p)
    _c1 = luck[0] >= hazard_25(rate, setting.dt)
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    if not some(_m2):
        return _result
    here = state.places[p]
    if first2(setting.places, p, 1) > 0.0:
        return where(_m2, lanes_((0.8 + 0.2 * luck[1]) * (1.0 - load1(here, 0))), _result)
    claimed = claimed_residents_75(state, setting, p) / vmax(1.0, total_11(state.residents, p))
    return where(_m2, lanes_(load1(parameters, 10) * (0.6 + 0.4 * luck[1]) * 1.1 * claimed - load1(here, 0)), _result)


@compiled
def _lose_ground_116(state, setting, ledger, parameters, p, gained, luck_of_dead, _m):
    here = state.places[p]
    flows = ledger.flows[p]
    claimed = claimed_residents_75(state, setting, p)
    garrison = total_11(state.forces, p)
    for f in range(state.forces.shape[1]):
        part = load2(state.forces, p, f) / garrison
        store1(state.morale, f, where(_m, load1(state.morale, f) * (1.0 - load1(parameters, 12) * vmin(1.0, claimed / 1000000.0) * part * gained), load1(state.morale, f)))
        gone = load2(state.forces, p, f) * (1.0 - 0.15 - 0.3 * (1.0 - gained)) * share_58(2.0 * gained)
        store1(flows, 36, where(_m, load1(flows, 36) + move_27(state.forces, p, f, state.outside, 0, 2, gone, _m), load1(flows, 36)))
    store1(here, 10, where(_m, 60.0, load1(here, 10)))
    killed = load1(parameters, 11) * vexp(0.8 * normal_quantile_85(luck_of_dead, _m)) * gained
    people = total_11(state.residents, p)
    for c in range(state.residents.shape[1]):
        here_c = load2(state.residents, p, c)
        dead = vmin(0.05 * here_c, killed * here_c / vmax(1.0, people))
        store1(flows, 0, where(_m, load1(flows, 0) + move_27(state.residents, p, c, state.dead, p, 0, dead, _m), load1(flows, 0)))
        store1(flows, 6, where(_m, load1(flows, 6) + move_27(state.residents, p, c, state.displaced, p, c, 0.25 * gained * here_c, _m), load1(flows, 6)))
    for o in range(state.covert.shape[1]):
        store1(flows, 15, where(_m, load1(flows, 15) + move_27(state.covert, p, o, state.overt, p, o, 0.5 * share_58(2.0 * gained) * load2(state.covert, p, o), _m), load1(flows, 15)))
    store1(here, 0, where(_m, load1(here, 0) + gained, load1(here, 0)))


@inlined
def rout_108(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    fighters = mask_(False)
    for p in range(state.places.shape[0]):
        fighters = fighters | (first2(setting.places, p, 0) > 0.0) & (total_11(state.overt, p) >= 1.0)
    most = hazard_25(load1(parameters, 1) * (0.4 + 0.6 * load2(state.nation, 0, 0)), setting.dt)
    for p in range(state.places.shape[0]):
        here = state.places[p]
        store1(here, 0, vmin(load1(here, 0), load1(parameters, 14)))
        garrison = total_11(state.forces, p)
        if first2(setting.places, p, 0) == 0.0:
            continue
        _c7 = (load1(here, 0) > 0.9) | (load2(orders.places, p, 0) > 0.0) | (garrison < 100.0)
        _m8 = without(_m, _c7)
        if not some(_m8):
            continue
        _c9 = (load1(parameters, 0) == 0.0) & (_luck_of_rout_108(setting, noise, p)[0] >= most)
        _m10 = without(_m8, _c9)
        if not some(_m10):
            continue
        strength = threat_110(state, setting, parameters, p, fighters, _m10)
        _c11 = strength <= 50.0
        _m12 = without(_m10, _c11)
        if not some(_m12):
            continue
        firm = cohesion_111(state, setting, orders, parameters, p, _m12)
        _c13 = load1(parameters, 0) == 1.0
        _m14 = _m12 & _c13
        if some(_m14):
            gained = _drifted_114(state, setting, parameters, p, strength, garrison_of_112(state, setting, p), firm, _m14)
        _m15 = without(_m12, _c13)
        if some(_m15):
            gained = where(_m15, _jumped_115(state, setting, noise, parameters, p, strength, garrison_of_112(state, setting, p), firm, _m15), gained)
        gained = where(_m12, vmin(load1(parameters, 14) - load1(here, 0), gained), gained)
        _c16 = gained > 0.0
        _m17 = _m12 & _c16
        if some(_m17):
            _lose_ground_116(state, setting, ledger, parameters, p, gained, uniforms_0(noise, np.uint64(2604693026), p)[0], _m17)


@inlined
def travel_118(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    nation = state.nation[0]
    lost = where(load1(nation, 8) > 1.0, 1.0 - load1(nation, 7) / load1(nation, 8), 1.0)
    leaving = hazard_25(load1(parameters, 0) * (1.0 + load1(parameters, 1) * lost), setting.dt)
    moving = approach_25(load1(parameters, 2), setting.dt)
    enrolled = hazard_25(load1(parameters, 8) / 52.17857142857143, setting.dt)
    pull = lanes_(0.0)
    for p in range(setting.places.shape[0]):
        pull = pull + load2(setting.places, p, 11)
    for o in range(1, state.abroad.shape[0]):
        origin = setting.origins[o]
        for p in range(state.overt.shape[0]):
            if first2(setting.places, p, 0) > 0.0:
                flows = ledger.flows[p]
                store1(flows, 21, load1(flows, 21) + move_31(state.overt, p, o, state.abroad, o, 0, load2(state.overt, p, o) * leaving))
                store1(flows, 21, load1(flows, 21) + move_31(state.covert, p, o, state.abroad, o, 0, load2(state.covert, p, o) * leaving))
        at_home = ledger.flows[int(first1(origin, 2))]
        going = load2(state.abroad, o, 0) * moving
        stopped = load1(parameters, 3) + (1.0 - load1(parameters, 3)) * load1(parameters, 7)
        store1(at_home, 22, load1(at_home, 22) + move_31(state.abroad, o, 0, state.abroad, o, 1, going * stopped))
        going = going * (1.0 - stopped)
        weights = load1(parameters, 4) + load1(parameters, 5) * pull + load1(parameters, 6)
        returning = going * load1(parameters, 4) / weights
        store1(at_home, 23, load1(at_home, 23) + move_31(state.abroad, o, 0, state.abroad, o, 2, returning * (1.0 - load1(origin, 3))))
        detained = move_31(state.abroad, o, 0, state.abroad, o, 5, returning * load1(origin, 3))
        store1(at_home, 23, load1(at_home, 23) + detained)
        store1(at_home, 26, load1(at_home, 26) + detained)
        for p in range(setting.places.shape[0]):
            _c13 = load2(setting.places, p, 11) > 0.0
            _m14 = _m & _c13
            if some(_m14):
                part = going * load1(parameters, 5) * load2(setting.places, p, 11) / weights
                store2(ledger.flows, p, 24, where(_m14, load2(ledger.flows, p, 24) + move_27(state.abroad, o, 0, state.overt, p, o, part, _m14), load2(ledger.flows, p, 24)))
        for kind in (2, 3):
            through = load2(state.abroad, o, kind) * enrolled
            people = move_31(state.abroad, o, kind, state.abroad, o, 6, through)
            store1(at_home, 27, load1(at_home, 27) + people)
            store1(at_home, 39, load1(at_home, 39) + people * load1(parameters, 10) / 1000000.0)


@compiled
def poisson_119(u, mean):
    _m = all_()
    _gone = none_()
    _result = zero_()
    _c1 = mean <= 0.0
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    if not some(_m2):
        return _result
    _c4 = mean > 500.0
    _m5 = _m2 & _c4
    if some(_m5):
        w = normal_quantile_85(u, _m5)
        root = vsqrt(mean)
        x = mean + root * w + (2.0 + w * w) / 6.0 - (2.0 * w + w * w * w) / (72.0 * root)
        _result = where(_m5, lanes_(vmax(0.0, vfloor(x))), _result)
        _gone = _gone | _m5
    _m6 = without(_m2, _gone)
    if not some(_m6):
        return _result
    count = lanes_(0.0)
    chance = vexp(-mean)
    total = chance
    _m9 = _m6
    while True:
        _m9 = _m9 & ((total < u) & (count < mean + 60.0 + 40.0 * vsqrt(mean)))
        if not some(_m9):
            break
        count = where(_m9, count + 1.0, count)
        chance = where(_m9, chance * (mean / count), chance)
        total = where(_m9, total + chance, total)
    return where(_m6, lanes_(count), _result)


@compiled
def _killed_120(noise, parameters, o, index, attacks, skill):
    _m = all_()
    _result = zero_()
    _c1 = attacks == 0.0
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    scale = heavy_tailed_87(noise, np.uint64(4191513662), index, attacks, load1(parameters, 10), _m2)
    return where(_m2, lanes_(poisson_85(uniforms_0(noise, np.uint64(378006816), index)[0], load1(parameters, 7) * skill * scale, _m2)), _result)


@compiled
def _killed_121(noise, parameters, o, index, attacks, skill):
    _m = all_()
    _result = zero_()
    _c1 = attacks == 0.0
    _m3 = _m & _c1
    _result = where(_m3, 0.0, _result)
    _m2 = without(_m, _c1)
    scale = heavy_tailed_87(noise, np.uint64(4191513662), index, attacks, load1(parameters, 10), _m2)
    return where(_m2, lanes_(poisson_85(uniforms_0(noise, np.uint64(378006816), index)[0], load1(parameters, 7) * skill * scale, _m2)), _result)


@inlined
def strike_abroad_119(state, setting, orders, noise, ledger, parameters):
    nation = state.nation[0]
    lost = where(load1(nation, 8) > 1.0, 1.0 - load1(nation, 7) / load1(nation, 8), 1.0)
    turn = vmax(0.0, 1.0 + load1(parameters, 6) * lost)
    decided = hazard_25(ulog(2.0) / load1(parameters, 2), setting.dt)
    ripe = hazard_25(load1(parameters, 4), setting.dt)
    led = 0.4 + 0.6 * load1(nation, 0)
    for o in range(1, state.abroad.shape[0]):
        origin = setting.origins[o]
        p = int(first1(origin, 2))
        flows = ledger.flows[p]
        fresh = load2(state.abroad, o, 2) * decided
        plotting = fresh * share_58(load1(parameters, 1))
        store1(flows, 25, load1(flows, 25) + move_31(state.abroad, o, 2, state.abroad, o, 4, plotting))
        move_31(state.abroad, o, 2, state.abroad, o, 3, fresh - plotting)
        done = move_31(state.abroad, o, 4, state.abroad, o, 5, load2(state.abroad, o, 4) * ripe)
        store1(flows, 26, load1(flows, 26) + done)
        goes = (1.0 - load1(parameters, 5)) * (1.0 - where(load1(parameters, 0) == 1.0, load1(parameters, 9), 0.0))
        directed = poisson_119(uniforms_0(noise, np.uint64(4191765602), o)[0], done / load1(parameters, 3) * goes * led * load1(origin, 5) * turn)
        inspired = poisson_119(uniforms_0(noise, np.uint64(543763734), o)[0], load1(origin, 4) * load1(nation, 1) * turn * setting.dt)
        store1(flows, 41, load1(flows, 41) + (directed + inspired))
        skill = where(load1(parameters, 0) == 0.0, load1(parameters, 8), 1.0)
        store1(flows, 38, load1(flows, 38) + _killed_120(noise, parameters, o, 2 * o, directed, skill))
        store1(flows, 38, load1(flows, 38) + _killed_121(noise, parameters, o, 2 * o + 1, inspired, 1.0))


@compiled
def _wear_down_123(state, flows, parameters, p, documented, quitting, _m):
    _t1 = total_11(state.overt, p)
    _t2 = total_11(state.residents, p)
    members = _t1
    residents = _t2
    dead = vmin(0.5, load1(parameters, 3) * documented / vmax(1.0, members))
    for o in range(state.overt.shape[1]):
        store1(flows, 30, where(_m, load1(flows, 30) + move_27(state.overt, p, o, state.fallen, p, o, load2(state.overt, p, o) * dead, _m), load1(flows, 30)))
    store1(flows, 29, where(_m, load1(flows, 29) + move_27(state.overt, p, 0, state.residents, p, 0, load2(state.overt, p, 0) * quitting, _m), load1(flows, 29)))
    for c in range(state.residents.shape[1]):
        part = load1(parameters, 4) * documented * load2(state.residents, p, c) / vmax(1.0, residents)
        store1(flows, 5, where(_m, load1(flows, 5) + move_27(state.residents, p, c, state.dead, p, 0, part, _m), load1(flows, 5)))


@inlined
def franchise_123(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    nation = state.nation[0]
    backing = 0.5 * (load1(nation, 1) + pay_factor_101(state, setting))
    for p in range(state.places.shape[0]):
        place = setting.places[p]
        members = acting_12(total_11(state.overt, p))
        if first1(place, 8) == 0.0:
            continue
        _c4 = members == 0.0
        _m5 = without(_m, _c4)
        if not some(_m5):
            continue
        flows = ledger.flows[p]
        residents = total_11(state.residents, p)
        room = vmax(0.0, 1.0 - members / vmax(1.0, load1(parameters, 1) * residents))
        joining = load1(parameters, 0) * members * room * load1(place, 9) * (1.0 - load1(place, 10) + load1(place, 10) * backing) * setting.dt
        for c in range(state.residents.shape[1]):
            part = joining * load2(state.residents, p, c) / vmax(1.0, residents)
            store1(flows, 28, where(_m5, load1(flows, 28) + move_27(state.residents, p, c, state.overt, p, 0, part, _m5), load1(flows, 28)))
        mean = load1(place, 13) * members * vexp(load2(state.places, p, 8)) * setting.dt
        documented = poisson_85(uniforms_0(noise, np.uint64(901508857), p)[0], mean, _m5)
        store1(flows, 42, where(_m5, load1(flows, 42) + documented, load1(flows, 42)))
        store1(flows, 41, where(_m5, load1(flows, 41) + poisson_85(uniforms_0(noise, np.uint64(2805032232), p)[0], mean / load1(parameters, 5), _m5), load1(flows, 41)))
        _wear_down_123(state, flows, parameters, p, documented, hazard_25(load1(parameters, 2) * load1(place, 12), setting.dt), _m5)


@inlined
def lose_leaders_125(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    nation = state.nation[0]
    store1(nation, 9, towards_34(load1(nation, 9), 1.0, approach_25(load1(parameters, 5), setting.dt)))
    store1(nation, 0, towards_32(load1(nation, 0), load1(nation, 9), approach_25(load1(parameters, 3), setting.dt)))
    rate = load1(parameters, 1) * (0.3 + load2(state.countries, 0, 2))
    _c1 = uniforms_0(noise, np.uint64(921477011), 0)[0] < hazard_25(rate, setting.dt)
    _m2 = _m & _c1
    if some(_m2):
        store1(nation, 0, where(_m2, load1(nation, 0) * (1.0 - load1(parameters, 2)), load1(nation, 0)))
        _c3 = load1(parameters, 0) == 1.0
        _m4 = _m2 & _c3
        store1(nation, 9, where(_m4, load1(nation, 9) * (1.0 - load1(parameters, 4)), load1(nation, 9)))
        _m5 = without(_m2, _c3)
        if some(_m5):
            _c6 = load1(parameters, 0) == 2.0
            _m7 = _m5 & _c6
            store1(nation, 1, where(_m7, load1(nation, 1) + (1.0 - load1(nation, 1)) * load1(parameters, 6), load1(nation, 1)))
    store1(nation, 0, vmin(load1(nation, 0), load1(parameters, 7)))


@inlined
def draw_126(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    nation = state.nation[0]
    held = residents_under_control_105(state, setting)
    store1(nation, 8, vmax(load1(nation, 8), held))
    pent = where(load1(nation, 8) > 1.0, 1.0 - held / load1(nation, 8), 0.0)
    lost = where(load1(nation, 7) > 1.0, share_58((load1(nation, 7) - held) / load1(nation, 7)), 0.0)
    quarrel = hazard_25(load1(parameters, 5) * pent, setting.dt)
    _t1 = 0.0
    _t2 = 0.0
    _t3 = 0.0
    _t4 = 0.0
    felt = lanes_(_t1)
    places = _t2
    idle = lanes_(_t3)
    fighters = lanes_(_t4)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) == 0.0:
            continue
        felt = felt + mean_grievance_71(state, setting, p)
        places = places + 1.0
        here = total_11(state.overt, p)
        fighters = fighters + here
        sits = (load2(state.places, p, 0) > 0.0) & (load2(orders.places, p, 0) == 0.0)
        idle = idle + where(sits, here, 0.0)
        leaving = lost * load1(parameters, 4) + where(sits, quarrel, 0.0)
        _c8 = (leaving > 0.0) & (here > 0.0)
        _m9 = _m & _c8
        if some(_m9):
            for o in range(state.overt.shape[1]):
                desert_75(state, setting, ledger.flows[p], state.overt, p, o, load2(state.overt, p, o) * vmin(1.0, leaving), _m9)
    pull = load1(parameters, 0) + (1.0 - load1(parameters, 0)) * saturating_22(held / load1(parameters, 2))
    pull = pull + load1(parameters, 1) * (felt / places if places > 0.0 else lanes_(0.0))
    pull = pull - load1(parameters, 6) * pent * where(fighters > 1.0, idle / fighters, 0.0)
    store1(nation, 1, vmin(load1(parameters, 7), towards_32(load1(nation, 1), share_58(pull), approach_25(load1(parameters, 3), setting.dt))))
    store1(nation, 7, held)


@inlined
def raise_funds_127(state, setting, orders, noise, ledger, parameters):
    nation = state.nation[0]
    _t1 = 0.0
    _t2 = 0.0
    fighters = lanes_(_t1)
    members = lanes_(_t2)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) > 0.0:
            fighters = fighters + acting_12(total_11(state.overt, p))
            members = members + acting_12(total_11(state.covert, p))
    income = load1(parameters, 0) * load1(nation, 7) + load1(parameters, 1) * members
    income = income / 1000000.0 + load1(parameters, 2) * load1(nation, 1) * (1.0 - 0.5 * load1(nation, 11))
    cost = (load1(parameters, 3) * fighters + load1(parameters, 5) * members) / 1000000.0
    kept = load1(nation, 2) * (1.0 - hazard_25(load1(parameters, 4), setting.dt))
    store1(nation, 2, vmax(0.0, kept + (income - cost) * setting.dt))


@inlined
def wander_128(value, target, half_life, spread, luck, dt):
    keep = vexp(-ulog(2.0) / half_life * dt)
    return lanes_(share_58(target + (value - target) * keep + spread * vsqrt(1.0 - keep * keep) * normal_quantile_2(luck)))


@inlined
def settle_128(state, setting, orders, noise, ledger, parameters):
    nation = state.nation[0]
    first = uniforms_0(noise, np.uint64(2703795035), 0)
    second = uniforms_0(noise, np.uint64(2703795035), 1)
    p = parameters
    store1(nation, 10, wander_128(load1(nation, 10), load1(p, 0), load1(p, 3), load1(p, 4), first[0], setting.dt))
    store1(nation, 11, wander_128(load1(nation, 11), load1(p, 1), load1(p, 3), load1(p, 4), first[1], setting.dt))
    store1(nation, 12, wander_128(load1(nation, 12), load1(p, 2), load1(p, 3), load1(p, 4), second[0], setting.dt))


@compiled
def _alarm_130(state, setting, parameters, n):
    _t1 = 0.0
    _t2 = 0.0
    deaths = lanes_(_t1)
    residents = lanes_(_t2)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) > 0.0 and int(first2(setting.places, p, 5)) == n:
            residents = residents + total_11(state.residents, p)
            deaths = deaths + (load2(state.dead, p, 0) - load2(state.counted, p, 0))
            deaths = deaths + (load2(state.dead, p, 1) - load2(state.counted, p, 1))
    x = deaths / setting.dt / vmax(1.0, residents / 1000000.0) / load1(parameters, 11)
    return lanes_(saturating_22(x * x))


@inlined
def _stirred_131(level, hangs, alarm):
    return lanes_(share_58(level * (1.0 - hangs + 2.0 * hangs * alarm)))


@inlined
def _dated_132(setting, target, index, week, process):
    course = course_of_6(setting, target, index, week, False)
    return lanes_(where(course >= 0.0, course, process))


@compiled
def killed_share_133(state, setting, n):
    _t1 = 0.0
    _t2 = 0.0
    strength = lanes_(_t1)
    killed = lanes_(_t2)
    for f in range(setting.forces.shape[0]):
        if int(first2(setting.forces, f, 0)) == n:
            strength = strength + load2(setting.forces, f, 1)
    for p in range(state.places.shape[0]):
        if int(first2(setting.places, p, 5)) == n:
            killed = killed + (load2(state.dead, p, 1) - load2(state.counted, p, 1))
    return lanes_(where(strength > 0.0, killed / strength, 0.0))


@inlined
def change_politics_130(state, setting, orders, noise, ledger, parameters):
    week = noise.step * setting.dt
    _t1 = state.nation[0]
    _t2 = setting.origin_of_processes[0]
    nation = _t1
    start = _t2
    _t3 = parameters
    _t4 = load1(parameters, 17)
    p = _t3
    gate = _t4
    for n in range(state.countries.shape[0]):
        country = state.countries[n]
        first = uniforms_0(noise, np.uint64(2235593554), n)
        second = uniforms_0(noise, np.uint64(1996271193), n)
        store1(country, 5, towards_32(load1(country, 5), _alarm_130(state, setting, p, n), approach_25(load1(p, 12), setting.dt)))
        weight = load1(setting.quality, n) / vmax(0.01, load1(setting.quality, 0))
        kept = _stirred_131(load1(p, 0) * weight, load1(p, 15), load1(country, 5))
        quality = wander_128(load1(country, 0), kept, load1(p, 1), load1(p, 18), first[0], setting.dt)
        store1(country, 0, _dated_132(setting, 0, n, week, quality))
        including = _stirred_131(load1(p, 2), load1(p, 14), load1(country, 5))
        including = share_58(including + gate * (load1(nation, 10) - load1(start, 10)))
        inclusion = wander_128(load1(country, 1), including, load1(p, 3), load1(p, 18), first[1], setting.dt)
        store1(country, 1, _dated_132(setting, 1, n, week, inclusion))
        will = wander_128(load1(country, 3), load1(p, 6), load1(p, 8), load1(p, 18), second[1], setting.dt)
        will = will * (1.0 - hazard_25(load1(p, 9) * killed_share_133(state, setting, n) + load1(p, 10) * load1(country, 6), 1.0))
        store1(country, 3, _dated_132(setting, 3, n, week, will))
        store1(country, 6, 0.0)
        trying = _stirred_131(load1(p, 4) * (0.3 + 0.7 * load1(country, 3)), load1(p, 13), load1(country, 5))
        trying = share_58(trying + load1(p, 16) * trying * (load1(nation, 11) - load1(start, 11)))
        effort = wander_128(load1(country, 2), trying, load1(p, 5), load1(p, 18), second[0], setting.dt)
        store1(country, 2, _dated_132(setting, 2, n, week, effort))
    backing = share_58(load1(p, 7) + gate * (load1(nation, 12) - load1(start, 12)))
    luck = uniforms_0(noise, np.uint64(1577106017), 0)[0]
    will = wander_128(load1(nation, 4), backing, load1(p, 8), load1(p, 18), luck, setting.dt)
    store1(nation, 4, _dated_132(setting, 4, 0, week, will))


@inlined
def govern_135(state, setting, orders, noise, ledger, parameters):
    gone = approach_25(load1(parameters, 1), setting.dt)
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) == 0.0:
            continue
        here = state.places[p]
        n = int(first2(setting.places, p, 5))
        means = setting.countries[n]
        country = state.countries[n]
        repaired = load1(parameters, 0) * load1(country, 3) * (1.0 - load1(means, 0)) * (1.0 - load1(here, 0))
        mended = load1(here, 2) * hazard_25(repaired, setting.dt)
        store1(here, 2, load1(here, 2) - mended)
        homes = total_11(state.residents, p) + total_11(state.displaced, p)
        store2(ledger.flows, p, 39, load2(ledger.flows, p, 39) + mended * homes * load1(parameters, 3) / 1000000.0)
        left = (1.0 - load1(here, 2)) * (1.0 - load1(parameters, 2) * load1(here, 0))
        store1(here, 5, towards_32(load1(here, 5), load1(means, 1) * left, gone))
        store1(here, 6, towards_32(load1(here, 6), load1(means, 2) * left, gone))
        store1(here, 7, towards_32(load1(here, 7), load1(country, 1), gone))


@inlined
def charge_136(state, setting, orders, noise, ledger, parameters):
    store2(ledger.flows, 0, 39, load2(ledger.flows, 0, 39) + load1(parameters, 2) * setting.dt)
    dear = load1(parameters, 0) / 1000000.0 / 52.17857142857143 * setting.dt
    store2(ledger.flows, 0, 39, load2(ledger.flows, 0, 39) + total_11(state.reserve, 0) * dear)
    store2(ledger.flows, 0, 40, load2(ledger.flows, 0, 40) + total_11(state.reserve, 0) * setting.dt)
    for p in range(state.places.shape[0]):
        here = total_11(state.forces, p)
        store2(ledger.flows, p, 39, load2(ledger.flows, p, 39) + (here * dear + load2(orders.places, p, 1) * load1(parameters, 1) * setting.dt))
        store2(ledger.flows, p, 40, load2(ledger.flows, p, 40) + here * setting.dt)


@inlined
def document_137(state, setting, orders, noise, ledger, parameters):
    _m = all_()
    for p in range(state.places.shape[0]):
        if first2(setting.places, p, 0) > 0.0:
            _t4 = state.dead
            _t5 = state.counted
            dead = _t4
            seen = _t5
            fallen = total_11(state.fallen, p)
            mean = load1(parameters, 0) * (load2(dead, p, 0) - load2(seen, p, 0))
            mean = mean + load1(parameters, 1) * (load2(dead, p, 1) - load2(seen, p, 1))
            mean = mean + load1(parameters, 2) * (fallen - load2(seen, p, 2))
            _c6 = mean > 0.0
            _m7 = _m & _c6
            if some(_m7):
                store2(ledger.flows, p, 42, where(_m7, load2(ledger.flows, p, 42) + poisson_85(uniforms_0(noise, np.uint64(2276100693), p)[0], mean, _m7), load2(ledger.flows, p, 42)))
            store2(seen, p, 0, load2(dead, p, 0))
            store2(seen, p, 1, load2(dead, p, 1))
            store2(seen, p, 2, fallen)


@compiled
def step_138(state, setting, orders, noise, ledger, parameters):
    pass_luck_0(state, setting, orders, noise, ledger, parameters.luck)
    give_orders_6(state, setting, orders, noise, ledger, parameters.campaign)
    share_strikes_11(state, setting, orders, noise, ledger, parameters.campaign)
    open_borders_24(state, setting, orders, noise, ledger, parameters.ways)
    deploy_25(state, setting, orders, noise, ledger, parameters.deployment)
    assist_34(state, setting, orders, noise, ledger, parameters.aid)
    choose_stance_39(state, setting, orders, noise, ledger, parameters.stance)
    harm_residents_52(state, setting, orders, noise, ledger, parameters.civilians)
    displace_55(state, setting, orders, noise, ledger, parameters.civilians)
    assault_56(state, setting, orders, noise, ledger, parameters.battle)
    disperse_70(state, setting, orders, noise, ledger, parameters.dispersal)
    scatter_80(state, setting, orders, noise, ledger, parameters.dispersal)
    attack_83(state, setting, orders, noise, ledger, parameters.attacks)
    raid_94(state, setting, orders, noise, ledger, parameters.raid)
    adapt_95(state, setting, orders, noise, ledger, parameters.adaptation)
    misconduct_96(state, setting, orders, noise, ledger, parameters.conduct)
    respond_98(state, setting, orders, noise, ledger, parameters.raid)
    remember_99(state, setting, orders, noise, ledger, parameters.conduct)
    gather_intelligence_100(state, setting, orders, noise, ledger, parameters.intelligence)
    recruit_101(state, setting, orders, noise, ledger, parameters.recruitment)
    mobilise_105(state, setting, orders, noise, ledger, parameters.recruitment)
    rout_108(state, setting, orders, noise, ledger, parameters.rout)
    travel_118(state, setting, orders, noise, ledger, parameters.ways)
    strike_abroad_119(state, setting, orders, noise, ledger, parameters.abroad)
    franchise_123(state, setting, orders, noise, ledger, parameters.affiliates)
    lose_leaders_125(state, setting, orders, noise, ledger, parameters.leadership)
    draw_126(state, setting, orders, noise, ledger, parameters.appeal)
    raise_funds_127(state, setting, orders, noise, ledger, parameters.funds)
    settle_128(state, setting, orders, noise, ledger, parameters.settlement)
    change_politics_130(state, setting, orders, noise, ledger, parameters.processes)
    govern_135(state, setting, orders, noise, ledger, parameters.governance)
    charge_136(state, setting, orders, noise, ledger, parameters.cost)
    document_137(state, setting, orders, noise, ledger, parameters.observation)


NAMES = {'pass_luck': 'pass_luck_0', 'give_orders': 'give_orders_6', 'share_strikes': 'share_strikes_11', 'open_borders': 'open_borders_24', 'deploy': 'deploy_25', 'assist': 'assist_34', 'choose_stance': 'choose_stance_39', 'harm_residents': 'harm_residents_52', 'displace': 'displace_55', 'assault': 'assault_56', 'disperse': 'disperse_70', 'scatter': 'scatter_80', 'attack': 'attack_83', 'raid': 'raid_94', 'adapt': 'adapt_95', 'misconduct': 'misconduct_96', 'respond': 'respond_98', 'remember': 'remember_99', 'gather_intelligence': 'gather_intelligence_100', 'recruit': 'recruit_101', 'mobilise': 'mobilise_105', 'rout': 'rout_108', 'travel': 'travel_118', 'strike_abroad': 'strike_abroad_119', 'franchise': 'franchise_123', 'lose_leaders': 'lose_leaders_125', 'draw': 'draw_126', 'raise_funds': 'raise_funds_127', 'settle': 'settle_128', 'change_politics': 'change_politics_130', 'govern': 'govern_135', 'charge': 'charge_136', 'document': 'document_137'}
STEP = step_138
