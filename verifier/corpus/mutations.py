"""What a verifier must refuse: every way to break a rule, each with the section of the text it breaks.

A mutation takes an honest draw and gives the bytes of a transcript, or None where it does not apply to that draw.
*Bent* draws follow every rule but one, all that depends on it worked out again; *patched* ones have bytes changed
afterwards; *packed* ones are wrong as ZIP files.
"""

import copy
import json
import struct
import zlib

import draws
import mingqian_verify as v

FOUND = []  # (name, rule, function)


def mutation(rule, name=None):
    def add(function):
        FOUND.append((name or function.__name__.replace("_", "-"), rule, function))
        return function

    return add


def flip(data, at=0):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def bend(rule, name, **early):
    """A mutation made by hooks; a hook that raises LookupError says it does not apply."""

    def function(draw):
        try:
            files = draw.bent(**early).files()
        except LookupError:
            return None
        return draws.pack(files) if files != draw.files() else None

    FOUND.append((name, rule, function))


def patch(rule, name, *files):
    """A decorator: the function changes one file's bytes; the transcript is packed again."""

    def add(function):
        def mutated(draw):
            found = draw.files()
            for file in files:
                if file not in found:
                    return None
                changed = function(found[file])
                if changed is None or changed == found[file]:
                    return None
                found[file] = changed
            return draws.pack(found)

        FOUND.append((name, rule, mutated))
        return function

    return add


def does_not_apply():
    raise LookupError


# ---------------------------------------------------------------- leaves and people


def late_leaves(rule, name, change, file="urns/0.leaves"):
    def mutated(data):
        leaves = [data[i : i + 36] for i in range(0, len(data), 36)]
        try:
            return b"".join(change(leaves))
        except IndexError:
            return None

    patch(rule, name, file)(mutated)


FRESH = bytes(range(32)) + v.u32(1)
for where, file in (
    ("leaf", "urns/0.leaves"),
    ("last-urn-leaf", "urns/2.leaves"),
    ("person", "people.leaves"),
):
    late_leaves("2.5", where + "-added", lambda ls: sorted(ls + [FRESH]), file)
    late_leaves("2.5", where + "-dropped", lambda ls: ls[:1] + ls[2:] if len(ls) > 1 else ls[:-1], file)
    late_leaves("2.5", where + "-last-dropped", lambda ls: ls[:-1], file)
    late_leaves("2.4", where + "-swapped", lambda ls: [ls[1], ls[0]] + ls[2:], file)
    late_leaves("2.4", where + "-repeated", lambda ls: ls[:1] + ls, file)
    late_leaves("2.4", where + "-replaced-by-neighbour", lambda ls: [ls[1]] + ls[1:], file)
    late_leaves("2.5", where + "-bit-flipped", lambda ls: [flip(ls[0], 31)] + ls[1:], file)
    late_leaves(
        "2.5", where + "-number-changed", lambda ls: [ls[0][:35] + bytes([ls[0][35] + 1])] + ls[1:], file
    )
    late_leaves("2.4", where + "-short-by-a-byte", lambda ls: ls[:-1] + [ls[-1][:-1]], file)
    late_leaves("2.4", where + "-long-by-a-byte", lambda ls: ls + [b"\0"], file)
    late_leaves("2.5", where + "s-reversed", lambda ls: ls[::-1], file)
    late_leaves("2.5", where + "s-gone", lambda ls: [] if ls else ls[0], file)


def first_weight(weight, need=None):
    def change(leaves):
        if not leaves or need is not None and need != (len({w for _, w in leaves}) > 1):
            does_not_apply()
        return [(leaves[0][0], weight)] + leaves[1:]

    return change


def some(leaves, count=2):
    return leaves if len(leaves) >= count else does_not_apply()


bend("2.4", "weight-nought-consistent", leaves=first_weight(0))
bend("2.4", "weight-10001-consistent", leaves=first_weight(10001))
bend("2.4", "weight-2^32-1-consistent", leaves=first_weight(2**32 - 1))
bend("2.4", "weight-2-in-unweighted-consistent", leaves=first_weight(2, False))
bend("2.4", "leaves-swapped-consistent", leaves=lambda ls: [some(ls)[1], ls[0]] + ls[2:])
bend("2.4", "leaf-repeated-consistent", leaves=lambda ls: some(ls, 1)[:1] + ls)
bend("2.6", "person-limit-nought-consistent", people_leaves=lambda ls: [(some(ls, 1)[0][0], 0)] + ls[1:])
bend("2.4", "people-swapped-consistent", people_leaves=lambda ls: [some(ls)[1], ls[0]] + ls[2:])
bend("2.4", "person-repeated-consistent", people_leaves=lambda ls: some(ls, 1)[:1] + ls)


@mutation("2.4")
def same_entry_in_two_urns(draw):
    if len(draw.urns) < 2 or not draw.urns[0]["rows"]:
        return None
    other = copy.deepcopy(draw)
    one, two = other.urns[0], other.urns[1]
    if one["weighted"] or two["weighted"] or not two["rows"]:
        return None
    two["rows"][0] = one["rows"][0]
    return draws.pack(other.files())


# ---------------------------------------------------------------- the manifest, all else following it


def manifest(rule, name, change):
    def hook(m):
        return change(m)

    bend(rule, "manifest-" + name, manifest=hook)


def put(path, value):
    def change(m):
        *parents, last = path
        for key in parents:
            m = m[key]
            if m is None:
                does_not_apply()
        if callable(value):
            m[last] = value(m[last])
        else:
            m[last] = value

    return change


def drop(*path):
    def change(m):
        *parents, last = path
        for key in parents:
            m = m[key]
            if m is None:
                does_not_apply()
        del m[last]

    return change


for value in ("mingqian-lot/2", "", None, 1, "MINGQIAN-LOT/1"):
    manifest("4.1", "protocol-%r" % (value,), put(["protocol"], value))
for value in ("sha512", "SHA256", "sm4", None, ["sha256"]):
    manifest("1.1", "hash-%r" % (value,), put(["hash"], value))
for key in "protocol hash draw frozen_at law register operator_commitment sources urns teams".split():
    manifest("4.1", "without-" + key, drop(key))
for key in "id title agency plan attempt previous reason parent".split():
    manifest("4.1", "draw-without-" + key, drop("draw", key))
manifest("4.1", "unknown-key", put(["note"], ""))
manifest("4.1", "draw-unknown-key", put(["draw", "note"], None))
manifest("4.1", "law-unknown-key", put(["law", "note"], ""))
manifest("4.1", "urn-unknown-key", put(["urns", 0, "note"], 1))
manifest("4.1", "teams-unknown-key", put(["teams", "note"], 1))
manifest("4.1", "people-unknown-key", put(["teams", "people", "note"], 1))
manifest("4.2", "seat-unknown-key", put(["teams", "seats", 0, "note"], 1))
manifest("5.1", "source-unknown-key", put(["sources", 0, "note"], 1))
manifest("4.1", "title-number", put(["draw", "title"], 5))
manifest("4.1", "plan-null", put(["draw", "plan"], None))
manifest("4.3", "attempt-0", put(["draw", "attempt"], 0))
manifest("4.3", "attempt-true", put(["draw", "attempt"], True))
manifest("4.3", "attempt-text", put(["draw", "attempt"], "1"))
manifest(
    "4.3", "attempt-2-without-previous", lambda m: m["draw"].update(attempt=2, reason="r", previous=None)
)
manifest(
    "4.3", "attempt-2-without-reason", lambda m: m["draw"].update(attempt=2, reason=None, previous="0" * 64)
)
manifest("4.3", "attempt-1-with-previous", lambda m: m["draw"].update(attempt=1, previous="0" * 64))
manifest("4.3", "previous-not-hex", lambda m: m["draw"].update(attempt=2, reason="r", previous="g" * 64))
manifest("4.3", "previous-upper-case", lambda m: m["draw"].update(attempt=2, reason="r", previous="A" * 64))
manifest("4.3", "parent-short", put(["draw", "parent"], "0" * 63))
manifest("4.3", "reason-number", put(["draw", "reason"], 1))
for text in (
    "2023-08-20T09:00:00",
    "2023-08-20 09:00:00+08:00",
    "2023-13-20T09:00:00+08:00",
    "2023-02-30T09:00:00+08:00",
    "2023-08-20T25:00:00+08:00",
    "2023-08-20T09:00:00+0800",
    "2023-08-20T09:00+08:00",
    "20230820T090000Z",
    "２０２３-08-20T09:00:00+08:00",
    "2023-08-20T09:00:00+08:00\n",
    "",
):
    manifest("4.1", "frozen-at-%r" % text, put(["frozen_at"], text))
manifest("4.1", "frozen-at-number", put(["frozen_at"], 1692493200))
manifest("4.1", "law-digest-upper-case", put(["law", "digest"], "AB" * 32))
manifest("4.1", "law-digest-odd", put(["law", "digest"], "abc"))
manifest("4.1", "register-digest-number", put(["register", "digest"], 1))
manifest("4.1", "register-count-negative", put(["register", "count"], -1))
manifest("4.1", "register-count-text", put(["register", "count"], "3127"))
manifest("4.1", "register-count-true", put(["register", "count"], True))
manifest("4.1", "register-count-null", put(["register", "count"], None))
manifest("1.4", "register-count-2^53", put(["register", "count"], 2**53))
manifest("1.4", "register-count-huge", put(["register", "count"], 10**30))
manifest("4.1", "commitment-upper-case", put(["operator_commitment"], lambda c: c.upper()))
manifest("4.1", "commitment-short", put(["operator_commitment"], lambda c: c[:-2]))
manifest("3", "commitment-of-another", put(["operator_commitment"], "0" * 64))
manifest("4.1", "urns-object", put(["urns"], {}))
manifest("4.1", "urn-null", put(["urns", 0], None))
manifest("4.1", "urn-name-number", put(["urns", 0, "name"], 0))
manifest("2.5", "urn-size-more", put(["urns", 0, "size"], lambda n: n + 1))
manifest("4.1", "urn-size-negative", put(["urns", 0, "size"], -1))
manifest("4.1", "urn-size-text", put(["urns", 0, "size"], str))
manifest("10.3", "urn-size-2^53-1", put(["urns", 0, "size"], 2**53 - 1))
manifest("2.5", "urn-root-of-another", put(["urns", 0, "root"], "0" * 64))
manifest("4.1", "urn-root-upper-case", put(["urns", 0, "root"], lambda r: r.upper()))
manifest("4.1", "quota-above-size", lambda m: m["urns"][0].update(quota=m["urns"][0]["size"] + 1))
manifest("4.1", "quota-negative", put(["urns", 0, "quota"], -1))
manifest("4.1", "quota-true", put(["urns", 0, "quota"], True))
manifest("7", "quota-one-fewer", put(["urns", 0, "quota"], lambda q: q - 1 if q else does_not_apply()))
manifest("4.1", "weighted-number", put(["urns", 0, "weighted"], 1))
manifest("4.1", "weighted-null", put(["urns", 0, "weighted"], None))
manifest("4.1", "teams-list", put(["teams"], []))
manifest("4.1", "teams-true", put(["teams"], True))
manifest("4.1", "people-null", put(["teams", "people"], None))
manifest("2.5", "people-root-of-another", put(["teams", "people", "root"], "0" * 64))
manifest("2.5", "people-size-more", put(["teams", "people", "size"], lambda n: n + 1))
manifest("4.2", "max-load-0", put(["teams", "max_load"], 0))
manifest("4.2", "max-load-2^32", put(["teams", "max_load"], 2**32))
manifest("4.2", "max-load-null", put(["teams", "max_load"], None))
manifest("4.2", "seats-empty", put(["teams", "seats"], []))
manifest("4.2", "seat-count-0", put(["teams", "seats", 0, "count"], 0))
manifest("4.2", "seat-count-65", put(["teams", "seats", 0, "count"], 65))
manifest("4.2", "seat-name-number", put(["teams", "seats", 0, "name"], 1))


@mutation("4.1")
def manifest_urn_names_equal(draw):
    if len(draw.urns) < 2:
        return None
    return draws.pack(draw.bent(manifest=lambda m: m["urns"][1].update(name=m["urns"][0]["name"])).files())


@mutation("4.1")
def manifest_urns_swapped(draw):
    if len(draw.urns) < 2:
        return None
    return draws.pack(draw.bent(manifest=lambda m: m["urns"].reverse()).files())


@mutation("4.2")
def seat_names_equal_consistent(draw):
    if len(draw.seats) < 2:
        return None
    return draws.pack(
        draw.bent(manifest=lambda m: m["teams"]["seats"][1].update(name=draw.seats[0]["name"])).files()
    )


# ---------------------------------------------------------------- sources

DEFAULT_CHAIN = "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce"


def sources(rule, name, change):
    """Sources and reveals of a draw changed together, before anything is made of them."""

    def hook(draw):
        change(draw)

    bend(rule, "source-" + name, draw=hook)


def only(*pairs):
    def change(draw):
        draw.sources = [source for source, _ in pairs]
        draw.reveals = [reveal for _, reveal in pairs]

    return change


def of(kind, value, **keys):
    return dict(keys, kind=kind, label="随机源"), {"kind": kind, "value": value}


def drand_source(draw):
    return next((s for s in draw.sources if s["kind"] == "drand"), None) or does_not_apply()


sources("5.2", "none", only())
sources("5.2", "public-alone", only(of("public", "12345", digits=5)))
sources("5.2", "public-of-100-digits-alone", only(of("public", "1" * 100, digits=100)))
sources("5.2", "dice-49", only(of("dice", "1" * 49, digits=49)))
sources("5.2", "dice-25-twice", only(of("dice", "1" * 25, digits=25), of("dice", "2" * 25, digits=25)))
sources("5.1", "dice-0-digits", only(of("dice", "1" * 50, digits=50), of("dice", "", digits=0)))
sources("5.1", "dice-10001-digits", only(of("dice", "1" * 10001, digits=10001)))
sources("5.1", "digits-text", only(of("dice", "1" * 50, digits="50")))
sources("5.1", "unknown-kind", only(of("dice", "1" * 50, digits=50), of("coin", "01", digits=2)))
sources("5.1", "witness-without-commitment", only(of("dice", "1" * 50, digits=50), of("witness", "0" * 64)))
sources("5.1", "public-letters", only(of("dice", "1" * 50, digits=50), of("public", "1234a", digits=5)))
sources(
    "5.1", "public-full-width", only(of("dice", "1" * 50, digits=50), of("public", "１２３４５", digits=5))
)
sources("5.1", "public-arabic-digits", only(of("dice", "1" * 50, digits=50), of("public", "١٢٣٤٥", digits=5)))
sources("5.1", "public-newline", only(of("dice", "1" * 50, digits=50), of("public", "1234\n", digits=5)))
sources("5.1", "public-short", only(of("dice", "1" * 50, digits=50), of("public", "1234", digits=5)))
sources("5.1", "dice-0-rolled", only(of("dice", "0" + "1" * 49, digits=50)))
sources("5.1", "dice-7-rolled", only(of("dice", "1" * 49 + "7", digits=50)))
sources("5.1", "dice-long", only(of("dice", "1" * 51, digits=50)))
sources(
    "5.2",
    "drand-already-out",
    lambda d: (
        drand_source(d)
        and d.meta.update(frozen_at="2023-08-23T23:15:40+08:00")
        or only(*[p for p in zip(d.sources, d.reveals) if p[0]["kind"] != "witness"])(d)
    ),
)
sources(
    "5.2",
    "drand-out-at-the-freeze",
    lambda d: (
        drand_source(d)
        and d.meta.update(frozen_at="2023-08-23T15:15:33Z")
        or only(*[p for p in zip(d.sources, d.reveals) if p[0]["kind"] != "witness"])(d)
    ),
)
sources("5.4", "drand-other-chain", lambda d: drand_source(d).update(chain="0" * 64))
sources(
    "5.4",
    "drand-chained-alone",
    lambda d: (
        does_not_apply()
        if drand_source(d)["chain"] == DEFAULT_CHAIN
        else drand_source(d).update(chain=DEFAULT_CHAIN)
    ),
)


def chained(draw):
    """The places of the two rounds of a chained network."""
    places = [n for n, s in enumerate(draw.sources) if s.get("chain") == DEFAULT_CHAIN]
    return places or does_not_apply()


def swap_pair(draw):
    first, second = chained(draw)
    for rows in (draw.sources, draw.reveals):
        rows[first], rows[second] = rows[second], rows[first]


def change_value(place, value):
    def change(draw):
        draw.reveals[chained(draw)[place]]["value"] = value

    return change


sources("5.4", "chained-pair-swapped", swap_pair)
sources("5.4", "chained-pair-apart", lambda d: d.sources[chained(d)[0]].update(round=72783))
sources("5.4", "chained-later-alone", lambda d: (d.reveals.pop(chained(d)[0]), d.sources.pop(chained(d)[0])))
sources(
    "5.4", "chained-earlier-alone", lambda d: (d.reveals.pop(chained(d)[1]), d.sources.pop(chained(d)[1]))
)
sources(
    "5.4",
    "chained-rounds-moved",
    lambda d: [d.sources[n].update(round=d.sources[n]["round"] + 1) for n in chained(d)],
)
sources("5.4", "chained-other-value-before", change_value(0, "8" + "0" * 191))
sources("5.4", "chained-other-value", change_value(1, "8" + "0" * 191))
sources("5.1", "chained-value-of-96-digits", change_value(1, "0" * 96))
sources("5.1", "drand-round-0", lambda d: drand_source(d).update(round=0))
sources("5.4", "drand-another-round", lambda d: drand_source(d).update(round=124))
sources("5.1", "label-null", lambda d: d.sources[0].update(label=None))
sources(
    "5.1",
    "witness-commitment-short",
    lambda d: d.sources[0].update(commitment="00") if d.sources[0]["kind"] == "witness" else does_not_apply(),
)


def reveal(rule, name, change, kind=None):
    """Reveals changed and the seed drawn from what they then are."""

    def hook(reveals):
        at = next((i for i, r in enumerate(reveals) if kind in (None, r["kind"])), None)
        if at is None:
            does_not_apply()
        return change(reveals, at)

    bend(rule, "reveal-" + name, reveals=hook)


def value(change):
    def to(reveals, at):
        reveals[at]["value"] = change(reveals[at]["value"])

    return to


NOT_OF_R = "80" + "00" * 46 + "04"  # on the curve or not, never a signature
reveal("3", "witness-another-value", value(lambda s: "0" * 64), "witness")
reveal("3", "witness-one-digit", value(lambda s: s[:-1] + ("0" if s[-1] != "0" else "1")), "witness")
reveal("5.1", "witness-upper-case", value(lambda s: s.upper()), "witness")
reveal("5.1", "witness-short", value(lambda s: s[:-1]), "witness")
reveal("5.1", "witness-empty", value(lambda s: ""), "witness")
reveal("5.1", "witness-newline", value(lambda s: s + "\n"), "witness")
reveal("5.3", "value-number", value(lambda s: 1))
reveal("5.3", "value-null", value(lambda s: None))
reveal("5.3", "one-missing", lambda rs, at: rs[:-1])
reveal("5.3", "one-more", lambda rs, at: rs + rs[-1:])
reveal("5.3", "not-a-list", lambda rs, at: {"reveals": rs})
reveal("5.3", "unknown-key", lambda rs, at: rs[at].update(label=""))
reveal("5.3", "without-value", lambda rs, at: rs[at].pop("value") and None)
reveal(
    "5.3",
    "another-kind",
    lambda rs, at: rs[at].update(kind="public" if rs[at]["kind"] != "public" else "dice"),
)
reveal("5.3", "swapped", lambda rs, at: rs[::-1] if rs[0] != rs[-1] else does_not_apply())
reveal("5.4", "drand-bit-flipped", value(lambda s: s[:-1] + ("0" if s[-1] != "0" else "1")), "drand")
reveal("5.4", "drand-sign-flipped", value(lambda s: "%x" % (int(s[:2], 16) ^ 0x20) + s[2:]), "drand")
reveal("5.4", "drand-infinity", value(lambda s: "c0" + "0" * 94), "drand")
reveal("5.4", "drand-not-a-signature", value(lambda s: NOT_OF_R), "drand")
reveal("5.1", "drand-upper-case", value(lambda s: s.upper()), "drand")
reveal("5.1", "drand-long", value(lambda s: s + "00"), "drand")
bend("3", "secret-another-consistent", secret=lambda s: "0" * 64)
bend("9.1", "secret-upper-case-consistent", secret=lambda s: s.upper())


# ---------------------------------------------------------------- canonical bytes, all else following


def object_text(data, change):
    text = change(data.decode())
    return text.encode() if text != data.decode() else None


def twice(text):
    """The first key of the first object a second time."""
    at = text.find('{"')
    if at < 0:
        does_not_apply()
    key = text[at + 1 : text.index('"', at + 2) + 1]
    return text[: at + 1] + key + ":0," + text[at + 1 :]


def spell(text):
    """A letter written as an escape."""
    at = text.find('"')
    return text[: at + 1] + "\\u%04x" % ord(text[at + 1]) + text[at + 2 :]


def digits(text, to):
    import re

    found = re.search(r"(?<=[:\[,])[0-9]+(?=[,\]}])", text)
    if not found:
        does_not_apply()
    return text[: found.start()] + to(found.group()) + text[found.end() :]


def minus_nought(text):
    import re

    found = re.search(r"(?<=[:\[,])0(?=[,\]}])", text)
    return text[: found.start()] + "-" + text[found.start() :] if found else does_not_apply()


WRITINGS = (
    ("newline-at-end", lambda t: t + "\n"),
    ("space", lambda t: t.replace(",", ", ", 1) if "," in t else does_not_apply()),
    ("space-before", lambda t: " " + t),
    ("byte-order-mark", lambda t: "\ufeff" + t),
    ("key-twice", twice),
    ("escape-not-needed", spell),
    ("fraction", lambda t: digits(t, lambda n: n + ".0")),
    ("exponent", lambda t: digits(t, lambda n: n + "e0")),
    ("leading-nought", lambda t: digits(t, lambda n: "0" + n)),
    ("minus-nought", minus_nought),
    ("cut", lambda t: t[:-1]),
    ("something-after", lambda t: t + "{}"),
    (
        "lone-surrogate",
        lambda t: t[:-1] + ("," if len(t) > 2 else "") + '"\\ud800"' + (":0" if t[-1] == "}" else "") + t[-1],
    ),
    ("nan", lambda t: digits(t, lambda n: "NaN")),
)
NUMBERS = ("fraction", "exponent", "leading-nought", "minus-nought", "nan")
for file, hook in (
    ("manifest", "manifest_bytes"),
    ("reveals", "reveals_bytes"),
    ("selection", "selection_bytes"),
    ("eligibility", "eligibility_bytes"),
    ("teams", "teams_bytes"),
    ("entry", "entry_bytes"),
):
    for writing, change in WRITINGS:
        if writing in NUMBERS and file in ("reveals", "selection"):
            continue  # there is no number in them
        bend(
            "1.5",
            "%s-%s" % (file, writing),
            **{hook: lambda data, c=change: object_text(data, c) or does_not_apply()},
        )
    bend("1.4", file + "-not-utf-8", **{hook: lambda data: data[:-2] + b"\xff" + data[-2:]})
    bend("1.5", file + "-empty", **{hook: lambda data: b""})
    bend("1.5", file + "-keys-out-of-order", **{hook: lambda data: out_of_order(data)})
for file in ("signatures.json", "log.json"):
    for writing, change in WRITINGS[:6]:
        patch("1.5", "%s-%s" % (file[:-5], writing), file)(lambda data, c=change: object_text(data, c))


def out_of_order(data):
    def pairs(found):
        return dict(sorted(found, reverse=True))

    changed = json.dumps(
        json.loads(data.decode(), object_pairs_hook=pairs), ensure_ascii=False, separators=(",", ":")
    )
    return changed.encode() if changed.encode() != data else does_not_apply()


# ---------------------------------------------------------------- secret.txt and missing files

patch("3", "secret-another", "secret.txt")(lambda d: b"0" * 64)
patch("9.1", "secret-newline", "secret.txt")(lambda d: d + b"\n")
patch("9.1", "secret-short", "secret.txt")(lambda d: d[:-1])
patch("9.1", "secret-upper-case", "secret.txt")(lambda d: d.upper())
patch("9.1", "secret-in-words", "secret.txt")(lambda d: b"g" * 64)
patch("9.1", "secret-empty", "secret.txt")(lambda d: b"")
patch("4.4", "manifest-replaced-later", "manifest.json")(
    lambda d: d.replace("示范县".encode(), "样板县".encode(), 1)
)


def without(name):
    @mutation("9.1", "without-" + name.replace("/", "-"))
    def missing(draw):
        files = draw.files()
        if files.pop(name, None) is None:
            return None
        return draws.pack(files)


for one in "manifest.json reveals.json secret.txt urns/0.leaves selection.json people.leaves eligibility.json teams.json opened.jsonl".split():
    without(one)


# ---------------------------------------------------------------- selection


def selection(rule, name, change):
    def hook(found):
        at = next((i for i, one in enumerate(found) if len(one["drawn"]) > 1), None)
        if at is None:
            does_not_apply()
        return change(found, found[at]["drawn"])

    bend(rule, "selection-" + name, selection=hook)


selection("7", "ticket-changed", lambda s, d: d[0].update(ticket="0" * 64))
selection(
    "7",
    "ticket-digit-changed",
    lambda s, d: d[-1].update(ticket=d[-1]["ticket"][:-1] + ("0" if d[-1]["ticket"][-1] != "0" else "1")),
)
selection("7", "order-swapped", lambda s, d: d.reverse())
selection("7", "tickets-swapped", lambda s, d: d[0].update(ticket=d[1]["ticket"]))
selection("7", "another-entry", lambda s, d: d[0].update(e="0" * 64))
selection("7", "one-fewer", lambda s, d: d.pop() and None)
selection("7", "one-twice", lambda s, d: d.append(d[0]))
selection("7", "none-drawn", lambda s, d: d.clear())
selection("9.3", "urn-renamed", lambda s, d: s[0].update(urn="别的"))
selection("9.3", "urn-missing", lambda s, d: s[:-1])
selection("9.3", "urn-more", lambda s, d: s + s[-1:])
selection("9.3", "unknown-key", lambda s, d: d[0].update(weight=1))
selection("9.3", "without-ticket", lambda s, d: d[0].pop("ticket") and None)
selection("9.3", "upper-case", lambda s, d: d[0].update(e=d[0]["e"].upper()))
selection("9.3", "object", lambda s, d: {"urns": s})


@mutation("7")
def undrawn_for_drawn_consistent(draw):
    """The bureau's wish in place of a drawn one, with its own ticket, opened and given a team."""
    if (
        draw.people is not None
        or draw.auditor
        or not draw.urns
        or len(draw.urns[0]["rows"]) <= draw.urns[0]["quota"]
    ):
        return None
    if not draw.urns[0]["quota"]:
        return None
    other = copy.deepcopy(draw)
    seed = {}

    def hook(drawn):
        es = {e for _, e in drawn[0]}
        rows = [draw.hash(v.tag("entry") + v.jcs(entry)) for entry, _ in draw.urns[0]["rows"]]
        wish = next(e for e in rows if e not in es)
        drawn[0][-1] = (drawn[0][-1][0], wish)
        seed["wish"] = wish

    other.early = {"drawn": hook}
    return draws.pack(other.files())


# ---------------------------------------------------------------- opened entries


def opened(rule, name, change):
    def hook(lines):
        if len(lines) < 2:
            does_not_apply()
        return change(list(lines))

    bend(rule, "opened-" + name, opened=hook)


def edited(line, **keys):
    return v.jcs(dict(json.loads(line.decode()), **keys))


opened("9.6", "first-missing", lambda ls: ls[1:])
opened("9.6", "last-missing", lambda ls: ls[:-1])
opened("9.6", "all-missing", lambda ls: [])
opened("9.6", "swapped", lambda ls: [ls[1], ls[0]] + ls[2:])
opened("9.6", "first-twice", lambda ls: ls[:1] + ls)
opened("9.6", "last-twice", lambda ls: ls + ls[-1:])
opened("9.6", "renamed", lambda ls: [edited(ls[0], name="别的企业")] + ls[1:])
opened("9.6", "another-salt", lambda ls: [edited(ls[0], salt="0" * 32)] + ls[1:])
opened("9.6", "key-added", lambda ls: [edited(ls[0], note="")] + ls[1:])
opened("9.6", "stranger-after", lambda ls: ls + [v.jcs({"id": "外来", "salt": "0" * 32})])
opened("9.6", "empty-line", lambda ls: ls + [b""])
opened("1.5", "carriage-return", lambda ls: [ls[0] + b"\r"] + ls[1:])
opened("1.5", "line-not-json", lambda ls: ["示例企业".encode()] + ls[1:])
opened("9.6", "line-a-list", lambda ls: [b"[]"] + ls[1:])
patch("9.6", "opened-without-last-newline", "opened.jsonl")(lambda d: d[:-1] if d else None)
patch("9.6", "opened-newline-more", "opened.jsonl")(lambda d: d + b"\n")
patch("1.5", "opened-byte-order-mark", "opened.jsonl")(lambda d: b"\xef\xbb\xbf" + d)


@mutation("9.6")
def opened_undrawn_in_part(draw):
    """Some of the entries that were not drawn, not all."""
    if not draw.auditor:
        return None
    return draws.pack(draw.bent(opened=lambda ls: ls[:-1]).files())


@mutation("9.6")
def opened_undrawn_swapped(draw):
    if not draw.auditor:
        return None
    return draws.pack(draw.bent(opened=lambda ls: ls[:-2] + [ls[-1], ls[-2]]).files())


@mutation("9.6")
def opened_people_swapped(draw):
    if draw.open_people < 2 or draw.auditor:
        return None
    return draws.pack(draw.bent(opened=lambda ls: ls[:-2] + [ls[-1], ls[-2]]).files())


@mutation("9.6")
def opened_person_before_enterprise(draw):
    if not draw.open_people or draw.auditor:
        return None
    return draws.pack(draw.bent(opened=lambda ls: ls[-1:] + ls[:-1]).files())


def entries(rule, name, change):
    """Every entry made wrong at the freeze; everything after follows it."""
    bend(rule, "entry-" + name, entry=change)


def need(entry, key):
    return entry if key in entry else does_not_apply()


entries("2.1", "without-id", lambda e: {k: x for k, x in e.items() if k != "id"})
entries("2.1", "without-salt", lambda e: {k: x for k, x in e.items() if k != "salt"})
entries("2.1", "id-number", lambda e: e.update(id=int("1" + e["salt"][:8], 16)))
entries("2.1", "id-null", lambda e: e.update(id=None))
entries("2.1", "salt-short", lambda e: e.update(salt=e["salt"][:30]))
entries("2.1", "salt-long", lambda e: e.update(salt=e["salt"] + "00"))
entries("2.1", "salt-upper-case", lambda e: e.update(salt="ABCDEF" + e["salt"][6:]))
entries("2.2", "facts-short", lambda e: e.update(facts="00"))
entries("2.2", "facts-bare", lambda e: e.update(facts={"grade": "D"}))
entries("1.4", "number-2^53", lambda e: e.update(capital=2**53))
entries("1.4", "number-below", lambda e: e.update(capital=-(2**53)))
entries("2.3", "ids-all-one", lambda e: e.update(id="同一个"))
entries("2.7", "without-eligible", lambda e: need(e, "eligible").pop("eligible") and None)
entries("2.7", "eligible-null", lambda e: need(e, "eligible").update(eligible=None))
entries("2.7", "eligible-seat-more", lambda e: need(e, "eligible")["eligible"].update(other="0" * 64))
entries("2.7", "eligible-seat-missing", lambda e: need(e, "eligible")["eligible"].popitem() and None)
entries(
    "2.7",
    "eligible-others",
    lambda e: need(e, "eligible")["eligible"].update({k: "0" * 64 for k in e["eligible"]}),
)
entries(
    "2.7",
    "eligible-upper-case",
    lambda e: need(e, "eligible")["eligible"].update({k: x.upper() for k, x in e["eligible"].items()}),
)


@mutation("2.3")
def person_ids_equal(draw):
    if draw.open_people < 2:
        return None
    other = copy.deepcopy(draw)
    es = sorted(range(len(other.people)), key=lambda i: draw.hash(v.tag("entry") + v.jcs(draw.people[i][0])))
    for _ in range(1):
        other.eligibility = {}
        for i in es:
            other.people[i][0]["id"] = "同一人"
    return (
        draws.pack(other.files()) if len({v.jcs(e) for e, _ in other.people}) == len(other.people) else None
    )


# ---------------------------------------------------------------- eligibility and teams


def eligibility(rule, name, change):
    def hook(found):
        if not found["tasks"] or not found["sets"]:
            does_not_apply()
        return change(found)

    bend(rule, "eligibility-" + name, eligibility=hook)


def in_set(change, least=2):
    def to(found):
        at = next((i for i, one in enumerate(found["sets"]) if len(one) >= least), None)
        if at is None:
            does_not_apply()
        found["sets"][at] = change(found["sets"][at])

    return to


def renumber(found):
    if len(found["sets"]) < 2:
        does_not_apply()
    found["sets"][0], found["sets"][1] = found["sets"][1], found["sets"][0]
    swap = {0: 1, 1: 0}
    found["tasks"] = [[swap.get(n, n) for n in task] for task in found["tasks"]]


eligibility("2.7", "person-left-out", in_set(lambda s: s[:-1]))
eligibility("9.4", "set-not-ascending", in_set(lambda s: s[::-1]))
eligibility("9.4", "person-twice-in-set", in_set(lambda s: s[:1] + s))
eligibility("9.4", "index-too-large", in_set(lambda s: s + [10**6], 1))
eligibility("9.4", "index-negative", in_set(lambda s: [-1] + s, 1))
eligibility("9.4", "index-text", in_set(lambda s: ["0"] + s[1:], 1))
eligibility("9.4", "index-true", in_set(lambda s: [True] + s[1:], 1))
eligibility("9.4", "set-not-used", lambda f: f["sets"].append([0]))
eligibility("9.4", "set-twice", lambda f: f["sets"].append(f["sets"][0]))
eligibility("9.4", "sets-renumbered", renumber)
eligibility("9.4", "set-missing", lambda f: f["sets"].pop() and None)
eligibility("9.4", "task-missing", lambda f: f["tasks"].pop() and None)
eligibility("9.4", "task-more", lambda f: f["tasks"].append(f["tasks"][0]))
eligibility("9.4", "seat-missing", lambda f: f["tasks"][0].pop() + 1 and None)
eligibility("9.4", "seat-more", lambda f: f["tasks"][0].append(0))
eligibility("9.4", "unknown-key", lambda f: f.update(people=[]))
eligibility("9.4", "without-sets", lambda f: {"tasks": f["tasks"]})
eligibility(
    "2.7",
    "all-eligible",
    lambda f: (
        f["sets"].__setitem__(0, sorted({i for s in f["sets"] for i in s}))
        if len(f["sets"]) > 1
        and len(f["sets"][0]) < len({i for s in f["sets"] for i in s})
        and sorted({i for s in f["sets"] for i in s}) not in f["sets"]
        else does_not_apply()
    ),
)


@mutation("9.4")
def eligibility_set_split_in_two(draw):
    """The same set under two numbers."""
    if draw.people is None or draw.eligibility or len(draw.seats) < 2:
        return None
    return draws.pack(
        draw.bent(
            eligibility=lambda f: {
                "sets": f["sets"] * 2,
                "tasks": [[0] + [1] * (len(t) - 1) for t in f["tasks"]],
            }
        ).files()
    )


def team(rule, name, change):
    def hook(found):
        if not found["teams"]:
            does_not_apply()
        return change(found)

    bend(rule, "teams-" + name, teams=hook)


def filled(found):
    """(team, seat, place) of every filled seat."""
    return [
        (t, s, p)
        for t, one in enumerate(found["teams"])
        for s, seat in enumerate(one["seats"])
        for p, e in enumerate(seat)
        if e
    ] or does_not_apply()


def seat_set(found, at, value):
    t, s, p = at
    found["teams"][t]["seats"][s][p] = value


def empty_seat(found):
    at = [
        (t, s, p)
        for t, one in enumerate(found["teams"])
        for s, seat in enumerate(one["seats"])
        for p, e in enumerate(seat)
        if e is None
    ]
    return at[0] if at else does_not_apply()


def swap_between_tasks(found):
    places = filled(found)
    for a in places:
        for b in places:
            one = found["teams"][a[0]]["seats"][a[1]][a[2]]
            two = found["teams"][b[0]]["seats"][b[1]][b[2]]
            if a[0] != b[0] and one != two:
                seat_set(found, a, two)
                seat_set(found, b, one)
                return
    does_not_apply()


team("8.4", "load-more", lambda f: f.update(load=f["load"] + 1))
team("8.4", "load-fewer", lambda f: f.update(load=f["load"] - 1))
team("8.4", "load-text", lambda f: f.update(load=str(f["load"])))
team("8.3", "first-seat-vacant", lambda f: seat_set(f, filled(f)[0], None))
team("8.3", "last-seat-vacant", lambda f: seat_set(f, filled(f)[-1], None))
team("8.3", "vacant-seat-filled-by-a-stranger", lambda f: seat_set(f, empty_seat(f), "0" * 64))
team("8.3", "vacant-seat-filled-by-another", lambda f: seat_set(f, empty_seat(f), "ab" * 32))
team("8.5", "stranger-seated", lambda f: seat_set(f, filled(f)[0], "0" * 64))
team("8.5", "seats-swapped-between-tasks", swap_between_tasks)
team("9.5", "task-missing", lambda f: f["teams"].pop() and None)
team("9.5", "task-more", lambda f: f["teams"].append(f["teams"][-1]))
team("9.5", "tasks-swapped", lambda f: f["teams"].reverse() if len(f["teams"]) > 1 else does_not_apply())
team("9.5", "another-task", lambda f: f["teams"][0].update(e="0" * 64))
team("9.5", "seat-missing", lambda f: f["teams"][0]["seats"].pop() and None)
team("9.5", "seat-more", lambda f: f["teams"][0]["seats"].append([None]))
team("9.5", "place-more", lambda f: f["teams"][0]["seats"][0].append(None))
team("9.5", "unknown-key", lambda f: f.update(vacant=0))
team("9.5", "upper-case", lambda f: seat_set(f, filled(f)[0], "AB" * 32))


@mutation("8.2")
def one_person_twice_at_a_task(draw):
    if draw.people is None:
        return None

    def hook(found):
        for t, s, p in filled(found):
            others = [
                e
                for seat in found["teams"][t]["seats"]
                for e in seat
                if e and e != found["teams"][t]["seats"][s][p]
            ]
            if others:
                return seat_set(found, (t, s, p), others[0])
        return does_not_apply()

    try:
        return draws.pack(draw.bent(teams=hook).files())
    except LookupError:
        return None


@mutation("8.5")
def members_of_one_seat_swapped(draw):
    """Two people of one seat name in the other order."""

    def hook(found):
        for one in found["teams"]:
            for seat in one["seats"]:
                if len(seat) > 1 and None not in seat:
                    return seat.reverse()
        return does_not_apply()

    try:
        return draws.pack(draw.bent(teams=hook).files()) if draw.people is not None else None
    except LookupError:
        return None


@mutation("8.5")
def runner_up_seated(draw):
    """Every seat still filled and nobody above the load, but not by the first in rank."""
    if draw.people is None:
        return None
    other = copy.deepcopy(draw)
    honest = json.loads(draw.files()["teams.json"].decode())

    def hook(found):
        counts = {}
        for one in found["teams"]:
            for seat in one["seats"]:
                for e in seat:
                    counts[e] = counts.get(e, 0) + 1
        for t, one in enumerate(found["teams"]):
            at_task = {e for seat in one["seats"] for e in seat}
            sets = json.loads(other_files["eligibility.json"].decode())
            for s, seat in enumerate(one["seats"]):
                for i in sets["sets"][sets["tasks"][t][s]]:
                    e = leaves[i]
                    if seat[0] and e not in at_task and counts.get(e, 0) < min(found["load"], limits[i]):
                        seat[0] = e
                        return None
        return does_not_apply()

    other_files = draw.files()
    data = other_files["people.leaves"]
    leaves = [data[i : i + 32].hex() for i in range(0, len(data), 36)]
    limits = [struct.unpack_from(">I", data, i + 32)[0] for i in range(0, len(data), 36)]
    other.early = {"teams": hook}
    if not honest["teams"]:
        return None
    try:
        return draws.pack(other.files())
    except LookupError:
        return None


# ---------------------------------------------------------------- facts, signatures, log


def facts(rule, name, change):
    bend(rule, "facts-" + name, facts=lambda found: change(found))


def facts_only(function):
    def applies(draw):
        return function(draw) if draw.auditor and draw.facts else None

    return applies


before = len(FOUND)
facts("2.2", "changed", lambda f: f[0].update(facts={"grade": "别的"}))
facts("2.2", "another-salt", lambda f: f[0].update(facts_salt="0" * 32))
facts("9.7", "first-missing", lambda f: f[1:])
facts("9.7", "last-missing", lambda f: f[:-1])
facts("9.7", "swapped", lambda f: f[::-1])
facts("9.7", "last-twice", lambda f: f + f[-1:])
facts("9.7", "unknown-key", lambda f: f[0].update(note=""))
facts("9.7", "without-salt", lambda f: f[0].pop("facts_salt") and None)
facts("9.7", "e-upper-case", lambda f: f[0].update(e=f[0]["e"].upper()))
facts("2.2", "salt-not-hex", lambda f: f[0].update(facts_salt="盐"))
FOUND[before:] = [(n, r, facts_only(f)) for n, r, f in FOUND[before:]]
patch("9.7", "facts-without-last-newline", "facts.jsonl")(lambda d: d[:-1])
patch("1.5", "facts-with-a-space", "facts.jsonl")(lambda d: d.replace(b",", b", ", 1))


def signed(rule, name, change):
    def function(draw):
        if not draw.signers:
            return None
        return draws.pack(draw.bent(signatures=change).files())

    FOUND.append(("signature-" + name, rule, function))


def more_than_l(found):
    data = bytes.fromhex(found[0]["sig"])
    s = int.from_bytes(data[32:], "little") + v._ED_L
    found[0]["sig"] = (data[:32] + s.to_bytes(32, "little")).hex()


signed("12.2", "bit-flipped", lambda s: s[0].update(sig=flip(bytes.fromhex(s[0]["sig"])).hex()))
signed("12.2", "s-flipped", lambda s: s[0].update(sig=flip(bytes.fromhex(s[0]["sig"]), 32).hex()))
signed("12.2", "s-above-the-order", more_than_l)
signed("12.2", "another-key", lambda s: s[0].update(key=s[1]["key"]))
signed("12.2", "key-not-a-point", lambda s: s[0].update(key="02" + "00" * 31))
signed("12.2", "over-another", lambda s: s[0].update(over="reveals"))
signed("12.2", "over-unknown", lambda s: s[0].update(over="seed"))
signed("12.2", "algorithm-unknown", lambda s: s[0].update(alg="none"))
signed("12.2", "short", lambda s: s[0].update(sig=s[0]["sig"][:-2]))
signed("12.2", "upper-case", lambda s: s[0].update(sig=s[0]["sig"].upper()))
signed("12.2", "unknown-key", lambda s: s[0].update(time="2023"))
signed("12.2", "without-name", lambda s: s[0].pop("name") and None)
signed("12.2", "name-number", lambda s: s[0].update(name=1))
signed("12.2", "object", lambda s: {"signatures": s})
signed("12.2", "nought", lambda s: s[0].update(sig="00" * 64))


def logged(name, change):
    def function(draw):
        if not draw.logged:
            return None
        return draws.pack(
            draw.bent(log=lambda found: found[0].update(proof=change(found[0]["proof"]))).files()
        )

    FOUND.append(("log-" + name, "12.3", function))


def log_line(number, change):
    def to(proof):
        lines = proof.split("\n")
        lines[number] = change(lines[number])
        return "\n".join(line for line in lines if line is not None)

    return to


logged("first-line", log_line(0, lambda s: "c2sp.org/tlog-proof@v2"))
logged("index-missing", log_line(1, lambda s: None))
logged("index-leading-nought", log_line(1, lambda s: "index 05"))
logged("index-another", log_line(1, lambda s: "index 4"))
logged("index-beyond", log_line(1, lambda s: "index 11"))
logged("index-negative", log_line(1, lambda s: "index -1"))
logged("path-short", log_line(2, lambda s: None))
logged("path-long", log_line(2, lambda s: s + "\n" + s))
logged("path-bit", log_line(2, lambda s: ("A" if s[0] != "A" else "B") + s[1:]))
logged("path-not-base64", log_line(2, lambda s: "*" + s[1:]))
logged("path-hash-short", log_line(2, lambda s: "AAAA"))
logged("no-checkpoint", lambda p: p.split("\n\n")[0] + "\n")
logged("no-signature-line", lambda p: p.rsplit("\n\n", 1)[0] + "\n\n")
logged("signature-line-wrong", lambda p: p.replace("— ", "- "))
logged("root-another", lambda p: p.replace(p.split("\n\n")[1].split("\n")[2], "A" * 43 + "="))
logged("empty", lambda p: "")
logged("number", lambda p: 1)


def stamped(name, make):
    def function(draw):
        if draw.stamps is None:
            return None
        changed = copy.deepcopy(draw)
        changed.stamps = make
        return draws.pack(changed.files())

    FOUND.append(("stamp-" + name, "12.4", function))


def stamp_part(name, **change):
    stamped(name, lambda record: draws.token(record, **change))


def at_byte(place, to):
    """The token with the first of some bytes changed."""

    def make(record):
        data = draws.token(record)
        at = place(data)
        return data[:at] + to + data[at + len(to) :]

    return make


der, oid = draws.der, draws.oid
stamped("of-another-record", lambda record: draws.token(bytes(32)))
stamped("only-its-head", lambda record: draws.token(record)[:2])
stamped("short", lambda record: draws.token(record)[:-1])
stamped("long", lambda record: draws.token(record) + b"\0")
stamped("twice", lambda record: draws.token(record) * 2)
stamped("empty-sequence", lambda record: b"\x30\0")
stamped("length-endless", lambda record: b"\x30\x80" + draws.token(record)[4:] + b"\0\0")
stamped("length-not-shortest", lambda record: b"\x30\x83\0" + draws.token(record)[2:])
stamped("length-of-five", lambda record: b"\x30\x85\0\0\0" + draws.token(record)[2:])
stamped("a-whole-answer", lambda record: der(0x30, der(0x30, der(2, b"\0")), draws.token(record)))
stamped("time-altered", at_byte(lambda data: data.index(b"20261121"), b"20251121"))
stamped("nonce-altered", at_byte(lambda data: data.index(b"\x31\x41\x59"), b"\x31\x42"))
stamped("tag-of-two-bytes", at_byte(lambda data: data.index(b"\x18\x0f2026"), b"\x1f"))
stamp_part("kind-data", kind=der(6, bytes.fromhex("2a864886f70d010701")))
stamp_part("kind-not-named", kind=der(2, b"\1"))
stamp_part("something-after", after=der(5))
stamp_part("content-other", info_type=oid("rsa"))
stamp_part("version-2", version=der(2, b"\2"))
stamp_part("version-padded", version=der(2, b"\0\1"))
stamp_part("imprint-sha1", imprint_hash=der(0x30, oid("sha1")))
stamp_part("imprint-sha512-by-name", imprint_hash=der(0x30, oid("sha512")))
stamp_part("imprint-hash-three-parts", imprint_hash=der(0x30, oid("sha256"), der(5), der(5)))
stamp_part("imprint-short", imprint=der(4, bytes(31)))
stamp_part("imprint-nought", imprint=der(4, bytes(32)))
stamp_part("imprint-number", imprint=der(2, bytes(32)))
stamp_part("imprint-twice", imprint=der(4, bytes(32)) * 2)
stamp_part("without-serial", serial=b"")
stamp_part("time-local", time=der(0x18, b"20261121010203"))
stamp_part("time-with-zone", time=der(0x18, b"20261121010203+0800"))
stamp_part("time-fraction-nought", time=der(0x18, b"20261121010203.50Z"))
stamp_part("time-fraction-empty", time=der(0x18, b"20261121010203.Z"))
stamp_part("time-no-such-day", time=der(0x18, b"20260229010203Z"))
stamp_part("time-leap-second", time=der(0x18, b"20261231235960Z"))
stamp_part("time-month-nought", time=der(0x18, b"20260001010203Z"))
stamp_part("time-hour-24", time=der(0x18, b"20261121240000Z"))
stamp_part("time-line-end", time=der(0x18, b"20261121010203Z\n"))
stamp_part("time-utc-type", time=der(0x17, b"261121010203Z"))
stamp_part("time-empty", time=der(0x18))
stamp_part("optional-order", optional=der(2, b"\1") + der(0x30))
stamp_part("optional-twice", optional=der(2, b"\1") * 2)
stamp_part("optional-unknown", optional=der(0xA2, b""))
stamp_part("certificates-unknown", certificates=der(0xA2, b""))
stamp_part("two-signers", more_signers=der(0x30))
stamp_part("digest-other", digest=bytes(32))
stamp_part("digest-empty", digest=b"")
stamp_part("attributes-none", attributes=b"")
stamp_part("attributes-without-type", attributes=der(0x30, oid("digest"), der(0x31, der(4, bytes(32)))))
stamp_part("attributes-without-digest", attributes=der(0x30, oid("type"), der(0x31, oid("info"))))
stamp_part("attributes-broken", attributes=b"\x30\x05\0")
stamp_part("attributes-twice", attributes=der(0x30, oid("type"), der(0x31, oid("info"))) * 2)
stamp_part("sha512-of-another", hash_="sha512", digest=bytes(64))
stamp_part("sha384-of-another", hash_="sha384", digest=bytes(48))


@mutation("12.3")
def log_of_another_record(draw):
    if not draw.logged:
        return None
    return draws.pack(
        draw.bent(
            log=lambda f: [f[0].update(what="reveals" if f[0]["what"] != "reveals" else "m"), f][1]
        ).files()
    )


@mutation("12.3")
def log_what_unknown(draw):
    return draws.pack(draw.bent(log=lambda f: f[0].update(what="seed")).files()) if draw.logged else None


@mutation("12.3")
def log_unknown_key(draw):
    return draws.pack(draw.bent(log=lambda f: f[0].update(when="")).files()) if draw.logged else None


# ---------------------------------------------------------------- the ZIP itself


def member(name, data, method=0, flags=0, local_name=None, size=None, crc=None, packed=None):
    """(local header and data, directory entry without its offset)."""
    raw = name.encode()
    body = packed if packed is not None else data
    if method == 8 and packed is None:
        work = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = work.compress(data) + work.flush()
    crc = zlib.crc32(data) if crc is None else crc
    size = len(data) if size is None else size
    shown = raw if local_name is None else local_name.encode()
    fixed = struct.pack("<HHHHHIII", 20, flags, method, 0, 0x5C21, crc, len(body), size)
    local = b"PK\3\4" + fixed + struct.pack("<HH", len(shown), 0) + shown + body
    entry = b"PK\1\2\x14\0" + fixed + struct.pack("<HHHHHI", len(raw), 0, 0, 0, 0, 0)
    return local, entry, raw


def assemble(members, tail=b"", head=b""):
    out, directory = head, b""
    for local, entry, raw in members:
        directory += entry + struct.pack("<I", len(out)) + raw
        out += local
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(members), len(members), len(directory), len(out), 0)
    return out + directory + end + tail


def packed(rule, name):
    def add(function):
        def mutated(draw):
            return function(draw.files())

        FOUND.append(("zip-" + name, rule, mutated))
        return function

    return add


def plain(files, **special):
    """All files as members, with some given otherwise."""
    return [member(name, data, **special.get(name, {})) for name, data in files.items()]


def zip_with(rule, name, extra_name, extra=b"x"):
    @packed(rule, name)
    def function(files):
        return assemble(
            plain(files) + [member(extra_name(files) if callable(extra_name) else extra_name, extra)]
        )


zip_with("9.1", "unknown-name", "readme.txt")
zip_with("9.1", "name-twice", "manifest.json")
zip_with("9.1", "leaves-twice", lambda files: "urns/0.leaves" if "urns/0.leaves" in files else "secret.txt")
zip_with("9.1", "name-with-dot", "./facts.jsonl", b"")
zip_with("9.1", "name-with-parent", "urns/../log.json", b"[]")
zip_with("9.1", "name-absolute", "/log.json", b"[]")
zip_with("9.1", "name-with-backslash", "urns\\0.leaves", b"")
zip_with("9.1", "name-upper-case", "Log.json", b"[]")
zip_with("9.1", "folder-entry", "urns/", b"")
zip_with("9.1", "urn-leading-nought", "urns/00.leaves", b"")
zip_with("9.1", "urn-negative", "urns/-1.leaves", b"")
zip_with("9.1", "urn-full-width", "urns/０.leaves", b"")
zip_with(
    "9.1",
    "urn-too-many",
    lambda files: "urns/%d.leaves" % len([n for n in files if n.startswith("urns/")]),
    b"",
)
zip_with("9.1", "name-empty", "", b"")
zip_with("9.1", "name-with-nought", "log.json\0", b"[]")


@packed("9.1", "team-files-without-teams")
def team_files(files):
    if "teams.json" in files:
        return None
    return assemble(plain(files) + [member("teams.json", b'{"load":0,"teams":[]}')])


@packed("9.1", "people-without-teams")
def people_file(files):
    return None if "teams.json" in files else assemble(plain(files) + [member("people.leaves", b"")])


@packed("9.1", "encrypted")
def encrypted(files):
    return assemble(plain(files, **{"secret.txt": {"flags": 1}}))


for number, called in ((12, "bzip2"), (14, "lzma"), (9, "deflate64"), (1, "shrunk")):

    @packed("9.1", "method-" + called)
    def method(files, number=number):
        return assemble(plain(files, **{"secret.txt": {"method": number}}))


@packed("9.1", "real-bzip2")
def real_bzip2(files):
    import bz2

    return assemble(
        plain(files, **{"secret.txt": {"method": 12, "packed": bz2.compress(files["secret.txt"])}})
    )


@packed("9.1", "checksum-wrong")
def checksum(files):
    return assemble(plain(files, **{"opened.jsonl": {"crc": 1}}))


@packed("9.1", "local-name-another")
def local_name(files):
    return assemble(plain(files, **{"secret.txt": {"local_name": "secreT.txt"}}))


@packed("9.1", "size-larger-than-content")
def size_more(files):
    return assemble(plain(files, **{"reveals.json": {"method": 8, "size": len(files["reveals.json"]) + 1}}))


@packed("9.1", "size-smaller-than-content")
def size_less(files):
    return assemble(plain(files, **{"reveals.json": {"method": 8, "size": len(files["reveals.json"]) - 1}}))


@packed("9.1", "deflate-broken")
def broken(files):
    return assemble(plain(files, **{"manifest.json": {"method": 8, "packed": b"\xff" * 50}}))


@packed("9.1", "deflate-cut")
def cut(files):
    work = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = work.compress(files["manifest.json"]) + work.flush()
    return assemble(plain(files, **{"manifest.json": {"method": 8, "packed": body[:-3]}}))


@packed("9.1", "truncated")
def truncated(files):
    return draws.pack(files)[:-30]


@packed("9.1", "half")
def half(files):
    data = draws.pack(files)
    return data[: len(data) // 2]


@packed("9.1", "empty-file")
def empty(files):
    return b""


@packed("9.1", "no-members")
def no_members(files):
    return assemble([])


@packed("9.1", "not-a-zip")
def not_a_zip(files):
    return files["manifest.json"]


@packed("9.1", "member-bytes-flipped")
def member_flipped(files):
    data = bytearray(draws.pack(files, stored=True))
    at = data.find(files["secret.txt"])
    data[at] = ord("0") if data[at] != ord("0") else ord("1")
    return bytes(data)


@packed("10.3", "bomb-opened")
def bomb(files):
    return assemble(
        plain(dict(files, **{"opened.jsonl": bytes(30 << 20)}), **{"opened.jsonl": {"method": 8}})
    )


@packed("10.3", "bomb-manifest")
def bomb_manifest(files):
    return assemble(
        plain(dict(files, **{"manifest.json": b"[" * (30 << 20)}), **{"manifest.json": {"method": 8}})
    )


@packed("10.3", "bomb-leaves")
def bomb_leaves(files):
    if "urns/0.leaves" not in files:
        return None
    return assemble(
        plain(dict(files, **{"urns/0.leaves": bytes(36 << 20)}), **{"urns/0.leaves": {"method": 8}})
    )


@packed("1.7", "deep-json")
def deep(files):
    return draws.pack(dict(files, **{"manifest.json": b"[" * 200000 + b"]" * 200000}))


@packed("1.7", "deep-reveals")
def deep_reveals(files):
    return draws.pack(dict(files, **{"reveals.json": b'{"a":' * 100000 + b"1" + b"}" * 100000}))


@packed("1.4", "huge-number")
def huge(files):
    return draws.pack(dict(files, **{"reveals.json": b"[" + b"9" * 2000000 + b"]"}))
