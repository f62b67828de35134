"""Ways to change a proof so that it is no longer true: each takes the file as it was read, and changes it."""

from math import inf, nan


def leave_out_a_share(proof):
    first(proof)["share"].popitem()


def bound_of_the_prices_that_is_no_number(proof):
    proof["duals"]["total"]["bound"] = nan


def hours_below_nothing(proof):
    proof["round"]["rules"]["min_common_hours"] = -1


def hours_without_end(proof):
    proof["round"]["rules"]["min_common_hours"] = inf


def a_folder_as_time_zone(proof):
    proof["round"]["cities"][0]["time_zone"] = "Europe"


def a_weight_below_nothing(proof):
    proof["round"]["rules"]["weights"] = {"shared": 0.4, "wishes": 0.4, "answered": -0.2}


def a_capacity_that_is_no_number(proof):
    proof["round"]["cities"][0]["capacity"] = True


def first(proof):
    return proof["answer"]["tandems"][0]


def change_total(proof):
    proof["answer"]["total"] += 0.01


def change_floor(proof):
    proof["answer"]["floor"] += 0.01


def change_an_hour(proof):
    first(proof)["common_hours"][0]["hours"] += 1


def change_a_local_hour(proof):
    local = first(proof)["common_hours"][0]["local"]
    one = local[next(iter(local))]
    one["from"] = one["to"]


def change_a_clock_change_mark(proof):
    local = first(proof)["common_hours"][0]["local"]
    one = local[next(iter(local))]
    one["clock_change"] = not one["clock_change"]


def change_a_zone(proof):
    proof["round"]["cities"][0]["time_zone"] = "Pacific/Auckland"


def change_the_working_hours(proof):
    proof["round"]["rules"]["working_hours"] = ["08:30", "12:30"]


def change_a_wish(proof):
    """One that is met."""
    met = next(e["wish"] for tandem in proof["answer"]["tandems"] for e in tandem["wishes_met"])
    changed = proof["round"]["wishes"][met]
    cities = [each["id"] for each in proof["round"]["cities"]]
    others = (city for city in cities if city not in (changed["teacher"], changed["city"]))
    changed.update(practice=None, teacher=next(others))


def drop_a_wish(proof):
    del proof["round"]["wishes"][0]


def change_a_priority(proof):
    """Of a city that is granted some of its wishes, so that it matters."""
    met = {e["city"] for tandem in proof["answer"]["tandems"] for e in tandem["wishes_met"]}
    unmet = {e["city"] for tandem in proof["answer"]["tandems"] for e in tandem["wishes_unmet"]}
    wish_ = next(w for w in proof["round"]["wishes"] if w["city"] in met & unmet)
    wish_["priority"] = 4 - wish_["priority"] if wish_["priority"] != 2 else 1


def call_a_wish_met(proof):
    tandem = next(t for t in proof["answer"]["tandems"] if t["wishes_unmet"])
    tandem["wishes_met"].append(tandem["wishes_unmet"].pop())


def raise_the_bound(proof):
    proof["answer"]["bound"] += 0.01


def lower_the_bound(proof):
    proof["answer"]["bound"] -= 0.01


def change_the_gap(proof):
    proof["answer"]["gap"] = 0.5


def swap_members(proof):
    one, other = proof["answer"]["tandems"][:2]
    one["cities"][0], other["cities"][0] = other["cities"][0], one["cities"][0]


def swap_members_and_their_figures(proof):
    one, other = proof["answer"]["tandems"][:2]
    a, b = one["cities"][0], other["cities"][0]
    one["cities"][0], other["cities"][0] = b, a
    for name in ("utility", "share"):
        one[name][b], other[name][a] = other[name].pop(b), one[name].pop(a)


def drop_a_member(proof):
    tandem = first(proof)
    gone = tandem["cities"].pop()
    del tandem["utility"][gone]
    tandem["share"].pop(gone, None)


def drop_a_group(proof):
    proof["answer"]["tandems"].pop()


def raise_a_utility(proof):
    tandem = first(proof)
    tandem["utility"][tandem["cities"][0]] += 0.01
    proof["answer"]["total"] += 0.01
    proof["answer"]["bound"] += 0.01


def raise_a_share(proof):
    tandem = first(proof)
    name = next(city for city, share in tandem["share"].items() if share is not None)
    tandem["share"][name] += 0.01


def change_a_personal_best(proof):
    best = proof["answer"]["personal_best"]
    best[next(iter(best))] += 0.01


def change_an_alternative(proof):
    proof["answer"]["alternatives"][0]["total"] += 0.01


def change_a_price(proof):
    seats = proof["duals"]["total"]["seats"]
    seats[next(iter(seats))][0] += 0.05


def lower_all_prices(proof):
    for both in proof["duals"]["total"]["seats"].values():
        both[0] *= 0.9


def price_below_nothing(proof):
    seats = proof["duals"]["total"]["seats"]
    seats[next(iter(seats))][1] = -5.0


def price_that_is_no_number(proof):
    seats = proof["duals"]["total"]["seats"]
    seats[next(iter(seats))][0] = float("nan")


def change_the_bound_of_the_prices(proof):
    proof["duals"]["total"]["bound"] -= 0.01


def claim_a_blocking_group(proof):
    proof["answer"]["blocking_groups"].append(first(proof)["cities"])


def change_a_shared_challenge(proof):
    tandem = next(t for t in proof["answer"]["tandems"] if t["shared_challenges"])
    tandem["shared_challenges"][0]["named_by"] += 1


def change_a_challenge(proof):
    proof["round"]["cities"][0]["challenges"].append("made up")


def forbid_a_tandem(proof):
    proof["round"]["rules"]["never"] = [first(proof)["cities"]]


def change_the_sizes(proof):
    proof["round"]["rules"]["sizes"] = [4]


def change_a_weight(proof):
    proof["round"]["rules"]["weights"]["shared"] += 0.1


def exclude_a_city(proof):
    proof["round"]["rules"]["exclude"] = [first(proof)["cities"][0]]


def change_a_language(proof):
    proof["round"]["cities"][0]["languages"] = ["zz"]


def drop_a_field(proof):
    del proof["answer"]["floor"]


TAMPERINGS = [
    change_total,
    change_floor,
    change_an_hour,
    change_a_local_hour,
    change_a_clock_change_mark,
    change_a_zone,
    change_the_working_hours,
    change_a_wish,
    drop_a_wish,
    change_a_priority,
    call_a_wish_met,
    raise_the_bound,
    lower_the_bound,
    change_the_gap,
    swap_members,
    swap_members_and_their_figures,
    drop_a_member,
    drop_a_group,
    raise_a_utility,
    raise_a_share,
    change_a_personal_best,
    change_an_alternative,
    change_a_price,
    lower_all_prices,
    price_below_nothing,
    price_that_is_no_number,
    change_the_bound_of_the_prices,
    claim_a_blocking_group,
    change_a_shared_challenge,
    change_a_challenge,
    forbid_a_tandem,
    change_the_sizes,
    change_a_weight,
    exclude_a_city,
    change_a_language,
    drop_a_field,
    leave_out_a_share,
    bound_of_the_prices_that_is_no_number,
    hours_below_nothing,
    hours_without_end,
    a_folder_as_time_zone,
    a_weight_below_nothing,
    a_capacity_that_is_no_number,
]
