"""Honest draws for the corpus, made from the text: entries, people, sources, and every file they must give.

The drawing itself is done with the parts of `mingqian_verify.py`; the tests also have the platform draw from the
same job folders and compare every byte, so that nothing here is taken on trust. Everything random is seeded.

A draw can be *bent*: ``early`` hooks change something before all that follows from it is worked out again, so that a
transcript breaks one rule and no other.
"""

import copy
import hashlib
import io
import json
import random
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import mingqian_verify as v  # noqa: E402

DEFAULT_72784 = (
    "a609e19a03c2fcc559e8dae14900aaefe517cb55c840f6e69bc8e4f66c8d18e8a609685d9917efbfb0c37f058c2de88f"
    "13d297c7e19e0ab24813079efe57a182554ff054c7638153f9b26a60e7111f71a0ff63d9571704905d3ca6df0b031747"
)
DEFAULT_72785 = (
    "82f5d3d2de4db19d40a6980e8aa37842a0e55d1df06bd68bddc8d60002e8e959eb9cfa368b3c1b77d18f02a54fe047b8"
    "0f0989315f83b12a74fd8679c4f12aae86eaf6ab5690b34f1fddd50ee3cc6f6cdf59e95526d5a5d82aaa84fa6f181e42"
)
QUICKNET_123 = (
    "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92"
)


class Bytes:
    """Stands for an archive towards the verifier's urn."""

    def __init__(self, files):
        self.files = files
        self.members = {name: v.Member(name, 0, 0, len(data), len(data), 0) for name, data in files.items()}

    def stream(self, name):
        yield self.files[name]


def sign(secret, message):
    """An Ed25519 signature (RFC 8032) and the public key, with the verifier's arithmetic."""
    digest = hashlib.sha512(secret).digest()
    a = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254

    def pack(point):
        x, y, z, _ = point
        inverse = pow(z, v._ED_P - 2, v._ED_P)
        return (y * inverse % v._ED_P | (x * inverse % v._ED_P & 1) << 255).to_bytes(32, "little")

    key = pack(v._ed_times(a, v._ED_BASE))
    r = int.from_bytes(hashlib.sha512(digest[32:] + message).digest(), "little") % v._ED_L
    point = pack(v._ed_times(r, v._ED_BASE))
    h = int.from_bytes(hashlib.sha512(point + key + message).digest(), "little")
    return key, point + ((r + h * a) % v._ED_L).to_bytes(32, "little")


class Draw:
    """One draw: what goes in, and through :meth:`files` what must come out."""

    def __init__(self, name, hash_="sha256"):
        self.rng = random.Random(name)
        self.name, self.hash_name = name, hash_
        self.urns, self.people, self.eligibility = [], None, {}
        self.seats, self.max_load = [], 1
        self.sources, self.reveals = [], []
        self.secret = self.hex(32)
        self.meta = {
            "draw": {
                "id": "语料-" + name,
                "title": "核对语料：" + name,
                "agency": "示范县应急管理局",
                "plan": self.hex(32),
                "attempt": 1,
                "previous": None,
                "reason": None,
                "parent": None,
            },
            "frozen_at": "2023-08-20T09:00:00+08:00",
            "law": {"pack": "gaoqing", "version": "1", "digest": self.hex(32)},
            "register": {"count": 3127, "digest": self.hex(32)},
        }
        self.facts = {}
        self.signers = 0
        self.auditor = False
        self.open_people = 0
        self.logged = False
        self.stamps = (
            None  # what stands on the extra line of a log proof, from the record: a time stamp or anything
        )
        self.early = {}

    def hex(self, count):
        return "%0*x" % (count * 2, self.rng.getrandbits(count * 8))

    @property
    def hash(self):
        return v.HASHES[self.hash_name]

    # -- what goes in

    def witness(self, label="派驻纪检监察组"):
        value = self.hex(32)
        self.sources.append({"kind": "witness", "label": label, "commitment": v.commitment(self.hash, value)})
        self.reveals.append({"kind": "witness", "value": value})
        return self

    def dice(self, digits=50):
        self.sources.append({"kind": "dice", "label": "现场掷骰", "digits": digits})
        self.reveals.append(
            {"kind": "dice", "value": "".join(self.rng.choice("123456") for _ in range(digits))}
        )
        return self

    def public(self, value="04170"):
        self.sources.append({"kind": "public", "label": "中国体育彩票排列五", "digits": len(value)})
        self.reveals.append({"kind": "public", "value": value})
        return self

    def drand(self):
        self.sources.append({"kind": "drand", "label": "quicknet", "chain": v.QUICKNET, "round": 123})
        self.reveals.append({"kind": "drand", "value": QUICKNET_123})
        return self

    def chained(self):
        for number, value in ((72784, DEFAULT_72784), (72785, DEFAULT_72785)):
            label = "default 第 %d 轮" % number
            self.sources.append({"kind": "drand", "label": label, "chain": v.DEFAULT, "round": number})
            self.reveals.append({"kind": "drand", "value": value})
        return self

    def urn(self, name, size, quota, weights=None, facts=False):
        rows = []
        for i in range(size):
            entry = {
                "id": "%s-%04d" % (name, i),
                "salt": self.hex(16),
                "name": "示例企业%d（%s）" % (i, name),
            }
            if facts:
                opened = [self.hex(16), {"grade": self.rng.choice("ABCD"), "grounds": "第%d条" % i}]
                entry["facts"] = self.hash(v.tag("facts") + v.jcs(opened)).hex()
                self.facts[entry["id"]] = opened
            rows.append([entry, weights[i % len(weights)] if weights else 1])
        self.urns.append({"name": name, "quota": quota, "weighted": weights is not None, "rows": rows})
        return self

    def team(self, people, seats, max_load, limits=None):
        """People by id, seats [(name, count)]."""
        self.people = [[{"id": one, "salt": self.hex(16)}, (limits or {}).get(one)] for one in people]
        self.seats, self.max_load = [{"name": n, "count": c} for n, c in seats], max_load
        return self

    def only(self, choose):
        """``choose(rng, enterprise, seat, ids)`` gives those eligible."""
        ids = [entry["id"] for entry, _ in self.people]
        for urn in self.urns:
            for entry, _ in urn["rows"]:
                for seat in self.seats:
                    self.eligibility[entry["id"], seat["name"]] = choose(
                        self.rng, entry["id"], seat["name"], ids
                    )
        return self

    def job(self):
        """The job folder of the same draw: {file name: bytes}."""
        lines = lambda rows: "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()  # noqa: E731
        files = {}
        job = dict(copy.deepcopy(self.meta), hash=self.hash_name, sources=self.sources, reveals=self.reveals)
        job["secret"], job["urns"] = self.secret, []
        for n, urn in enumerate(self.urns):
            files["urn%d.jsonl" % n] = lines(
                {"entry": entry, "weight": weight} for entry, weight in urn["rows"]
            )
            job["urns"].append(
                {
                    "name": urn["name"],
                    "quota": urn["quota"],
                    "weighted": urn["weighted"],
                    "file": "urn%d.jsonl" % n,
                }
            )
        if self.people is not None:
            job.update(
                people="people.jsonl",
                seats=self.seats,
                max_load=self.max_load,
                eligibility="eligibility.jsonl",
            )
            files["people.jsonl"] = lines(
                {"entry": entry} if limit is None else {"entry": entry, "limit": limit}
                for entry, limit in self.people
            )
            files["eligibility.jsonl"] = lines(
                {"id": one, "seat": seat, "people": ids} for (one, seat), ids in self.eligibility.items()
            )
        files["job.json"] = json.dumps(job, ensure_ascii=False, indent=1).encode()
        return files

    # -- what comes out

    def bent(self, **early):
        """A copy with hooks; each takes what is there and may change it in place or return something else."""
        other = copy.deepcopy(self)
        other.early = early
        return other

    def _hook(self, name, value):
        if name not in self.early:
            return value
        changed = self.early[name](value)
        return value if changed is None else changed

    def files(self):
        """Every file of the transcript, by name."""
        h, files = self.hash, {}
        self._hook("draw", self)
        rows = self._leaves(files)
        manifest = dict(copy.deepcopy(self.meta), protocol=v.PROTOCOL, hash=self.hash_name)
        manifest["operator_commitment"] = v.commitment(h, self.secret)
        manifest["sources"] = copy.deepcopy(self.sources)
        manifest["urns"] = [
            {
                "name": urn["name"],
                "size": len(files["urns/%d.leaves" % n]) // v.LEAF,
                "root": self._root(files["urns/%d.leaves" % n]),
                "quota": urn["quota"],
                "weighted": urn["weighted"],
            }
            for n, urn in enumerate(self.urns)
        ]
        manifest["teams"] = None
        if self.people is not None:
            data = files["people.leaves"]
            people = {"size": len(data) // v.LEAF, "root": self._root(data)}
            manifest["teams"] = {
                "people": people,
                "seats": copy.deepcopy(self.seats),
                "max_load": self.max_load,
            }
        manifest = self._hook("manifest", manifest)
        files["manifest.json"] = self._hook("manifest_bytes", v.jcs(manifest))
        m = h(files["manifest.json"])
        reveals = self._hook("reveals", copy.deepcopy(self.reveals))
        files["reveals.json"] = self._hook("reveals_bytes", v.jcs(reveals))
        secret = self._hook("secret", self.secret)
        files["secret.txt"] = secret.encode()
        seed = v.seed_of(h, m, secret, files["reveals.json"])
        drawn = []
        for n, urn in enumerate(self.urns):
            one = v.Urn(
                Bytes(files), n, dict(urn, size=len(files["urns/%d.leaves" % n]) // v.LEAF, root=""), h, seed
            )
            one.run(None)
            drawn.append(one.drawn)
        drawn = self._hook("drawn", drawn)
        selection = [
            {"urn": urn["name"], "drawn": [{"e": e.hex(), "ticket": t.hex()} for t, e in one]}
            for urn, one in zip(self.urns, drawn)
        ]
        files["selection.json"] = self._hook("selection_bytes", v.jcs(self._hook("selection", selection)))
        tasks = [e for one in drawn for _, e in one]
        if self.people is not None:
            self._teams(files, seed, tasks, rows)
        self._opened(files, tasks, rows)
        self._signed(files, m)
        return files

    def _root(self, data):
        root = v.Root(self.hash)
        for at in range(0, len(data), v.LEAF * v.BLOCK):
            block = data[at : at + v.LEAF * v.BLOCK]
            root.add([block[i : i + v.LEAF] for i in range(0, len(block), v.LEAF)])
        return root.digest().hex()

    def _line(self, entry):
        return self._hook("entry_bytes", v.jcs(entry))

    def _leaves(self, files):
        """Write all leaves; returns {e: (kind, line, entry)} in leaf order."""
        h, rows = self.hash, {}
        self.index = {}
        if self.people is not None:
            found = []
            for entry, limit in self.people:
                line = v.jcs(entry)
                e = h(v.tag("entry") + line)
                self.index[entry["id"]] = e
                found.append((e, limit or self.max_load))
                rows[e] = ("person", line, entry)
            found = self._hook("people_leaves", sorted(found))
            files["people.leaves"] = b"".join(e + v.u32(limit) for e, limit in found)
            self.people_e = [e for e, _ in found]
            self.limits = [limit for _, limit in found]
        for n, urn in enumerate(self.urns):
            found = []
            for entry, weight in urn["rows"]:
                entry = copy.deepcopy(entry)
                if self.people is not None:
                    entry["eligible"] = {
                        seat["name"]: h(
                            v.tag("eligible") + b"".join(self._set(entry["id"], seat["name"]))
                        ).hex()
                        for seat in self.seats
                    }
                entry = self._hook("entry", entry)
                line = self._line(entry)
                e = h(v.tag("entry") + line)
                rows.setdefault(e, (n, line, entry))
                found.append((e, weight))
            found = self._hook("leaves", sorted(found)) if n == 0 else sorted(found)
            files["urns/%d.leaves" % n] = b"".join(e + v.u32(weight) for e, weight in found)
        files.update(self._hook("leaf_files", {}))
        return rows

    def _set(self, enterprise, seat):
        ids = self.eligibility.get((enterprise, seat))
        return sorted(self.index.values() if ids is None else [self.index[one] for one in ids])

    def _teams(self, files, seed, tasks, rows):
        sets, numbers, set_of = [], {}, []
        for e in tasks:
            line = []
            for seat in self.seats:
                members = tuple(self.people_e.index(p) for p in self._set(rows[e][2]["id"], seat["name"]))
                if members not in numbers:
                    numbers[members] = len(sets)
                    sets.append(list(members))
                line.append(numbers[members])
            set_of.append(line)
        eligibility = self._hook("eligibility", copy.deepcopy({"sets": sets, "tasks": set_of}))
        files["eligibility.json"] = self._hook("eligibility_bytes", v.jcs(eligibility))
        counts = [seat["count"] for seat in self.seats]
        masks = [sum(1 << i for i in one) for one in sets]
        work = v.Teams(
            self.hash, seed, tasks, self.people_e, self.limits, counts, self.max_load, masks, set_of
        )
        load, result, self.vacant = work.run()
        teams = {
            "load": load,
            "teams": [
                {
                    "e": e.hex(),
                    "seats": [[None if p is None else self.people_e[p].hex() for p in s] for s in team],
                }
                for e, team in zip(tasks, result)
            ],
        }
        files["teams.json"] = self._hook("teams_bytes", v.jcs(self._hook("teams", teams)))

    def _opened(self, files, tasks, rows):
        order = list(tasks)
        if self.people is not None and self.open_people:
            order += self.people_e[: self.open_people]
        if self.auditor:
            drawn = set(tasks)
            for n in range(len(self.urns)):
                data = files["urns/%d.leaves" % n]
                order += [
                    e
                    for e in (data[i : i + 32] for i in range(0, len(data), 36))
                    if e not in drawn and e in rows
                ]
        lines = self._hook("opened", [rows[e][1] for e in order if e in rows])
        files["opened.jsonl"] = b"".join(line + b"\n" for line in lines)
        if self.auditor and self.facts:
            found = []
            for e in order:
                opened = self.facts.get(rows[e][2]["id"])
                if opened:
                    found.append({"e": e.hex(), "facts": opened[1], "facts_salt": opened[0]})
            found = self._hook("facts", found)
            files["facts.jsonl"] = b"".join(v.jcs(one) + b"\n" for one in found)

    def over(self, files):
        h = self.hash
        results = h(files["selection.json"]) + (h(files["teams.json"]) if "teams.json" in files else b"")
        return {"m": h(files["manifest.json"]), "reveals": h(files["reveals.json"]), "results": h(results)}

    def _signed(self, files, m):
        over = self.over(files)
        if self.signers:
            found = []
            for n in range(self.signers):
                what = ("m", "reveals", "results")[n % 3]
                key, signature = sign(hashlib.sha256(b"%s%d" % (self.name.encode(), n)).digest(), over[what])
                one = {
                    "alg": "ed25519",
                    "key": key.hex(),
                    "name": "见证人%d" % n,
                    "over": what,
                    "sig": signature.hex(),
                }
                found.append(one)
            files["signatures.json"] = v.jcs(self._hook("signatures", found))
        if self.logged:
            found = [
                {"what": what, "proof": with_extra(log_proof(record, what), self.stamps, record)}
                for what, record in sorted(over.items())
            ]
            files["log.json"] = v.jcs(self._hook("log", found))


LOG_SECRET = hashlib.sha256(b"log").digest()
LOG_NAME = "log.example/mingqian"


def log_key():
    """The verifier key of the corpus's log."""
    import base64

    data = b"\1" + sign(LOG_SECRET, b"")[0]
    number = hashlib.sha256(LOG_NAME.encode() + b"\n" + data).digest()[:4]
    return "%s+%s+%s" % (LOG_NAME, number.hex(), base64.b64encode(data).decode())


def log_proof(record, what, index=5, size=11):
    """A C2SP tlog-proof of a record in a small made-up log."""
    import base64

    index += ("m", "reveals", "results").index(what)
    leaves = [hashlib.sha256(b"\0" + b"%s%d" % (what.encode(), i)).digest() for i in range(size)]
    leaves[index] = hashlib.sha256(b"\0" + record).digest()

    def root(nodes):
        if len(nodes) == 1:
            return nodes[0]
        k = 1 << (len(nodes) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + root(nodes[:k]) + root(nodes[k:])).digest()

    def path(nodes, at):
        if len(nodes) == 1:
            return []
        k = 1 << (len(nodes) - 1).bit_length() - 1
        if at < k:
            return path(nodes[:k], at) + [root(nodes[k:])]
        return path(nodes[k:], at - k) + [root(nodes[:k])]

    b64 = lambda data: base64.b64encode(data).decode()  # noqa: E731
    note = "%s\n%d\n%s\n" % (LOG_NAME, size, b64(root(leaves)))
    key, signature = sign(LOG_SECRET, note.encode())
    number = hashlib.sha256(LOG_NAME.encode() + b"\n\1" + key).digest()[:4]
    lines = ["c2sp.org/tlog-proof@v1", "index %d" % index] + [b64(one) for one in path(leaves, index)]
    return "\n".join(lines) + "\n\n" + note + "\n— %s %s\n" % (LOG_NAME, b64(number + signature))


def with_extra(proof, make, record):
    """The proof with what `make` gives for the record on its extra line."""
    import base64

    if make is None:
        return proof
    first, rest = proof.split("\n", 1)
    return "%s\nextra %s\n%s" % (first, base64.b64encode(make(record)).decode(), rest)


def der(tag, *contents):
    """One element of DER."""
    data = b"".join(contents)
    size = len(data)
    octets = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (bytes([size]) if size < 128 else bytes([128 + len(octets)]) + octets) + data


OIDS = {
    "signed": "2a864886f70d010702",
    "info": "2a864886f70d0109100104",
    "type": "2a864886f70d010903",
    "digest": "2a864886f70d010904",
    "sha1": "2b0e03021a",
    "sha256": "608648016503040201",
    "sha384": "608648016503040202",
    "sha512": "608648016503040203",
    "sm3": "2a811ccf55018311",
    "rsa": "2a864886f70d010101",
}


def oid(name):
    return der(6, bytes.fromhex(OIDS[name]))


def token(record, hash_="sha256", signer=None, **change):
    """An RFC 3161 token about a record whose signature is no signature: nobody here checks it (§12.4)."""
    part = {
        "version": der(2, b"\1"),
        "imprint_hash": der(0x30, oid("sha256"), der(5)),
        "imprint": der(4, hashlib.sha256(record).digest()),
        "serial": der(2, b"\x13\x57"),
        "time": der(0x18, b"20261121010203Z"),
        "optional": der(0x30, der(2, b"\1")) + der(2, b"\x31\x41\x59\x26"),
        "info_type": oid("info"),
        "kind": oid("signed"),
        "certificates": der(0xA0, b"not looked at"),
        "more_signers": b"",
        "after": b"",
    }
    part.update(change)
    info = change.get("info") or der(
        0x30,
        part["version"],
        der(6, bytes.fromhex("2a0304")),
        der(0x30, part["imprint_hash"], part["imprint"]),
        part["serial"],
        part["time"],
        part["optional"],
    )
    algorithm = der(0x30, oid(hash_))
    digest = (
        hashlib.new(hash_, info).digest() if hash_ in ("sha1", "sha256", "sha384", "sha512") else bytes(32)
    )
    kind = der(0x30, oid("type"), der(0x31, part["info_type"]))
    signed_digest = der(0x30, oid("digest"), der(0x31, der(4, change.get("digest", digest))))
    attributes = change.get("attributes", kind + signed_digest)
    one = der(
        0x30,
        der(2, b"\1"),
        der(0x80, b"key") if signer == "key" else der(0x30, b"name"),
        algorithm,
        der(0xA0, attributes),
        der(0x30, oid("rsa"), der(5)),
        der(4, bytes(256)),
    )
    content = der(0x30, part["info_type"], der(0xA0, der(4, info)))
    signed = (
        der(2, b"\3")
        + der(0x31, algorithm)
        + content
        + part["certificates"]
        + der(0x31, one, part["more_signers"])
    )
    return der(0x30, part["kind"], der(0xA0, der(0x30, signed)), part["after"])


def other_signature(proof):
    """A proof whose last signature has one letter changed."""
    head, _, last = proof.rstrip("\n").rpartition(" ")
    return head + " " + last[:20] + ("A" if last[20] != "A" else "B") + last[21:] + "\n"


def pack(files, stored=False, order=None):
    """The ZIP of a transcript, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in order or files:
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return out.getvalue()


# ---------------------------------------------------------------- the honest ones


def recused(rng, enterprise, seat, ids):
    """Leaders are scarce; anyone may be recused; experts are the last ones."""
    if seat == "leader":
        pool = ids[:3]
    elif seat == "expert":
        pool = ids[-2:]
    else:
        pool = ids[:-1]
    out = rng.choice(ids)
    return [one for one in pool if one != out]


def honest():
    """All honest draws, by name."""
    found = []

    def new(name, hash_="sha256"):
        draw = Draw(name, hash_)
        found.append(draw)
        return draw

    for hash_ in ("sha256", "sm3"):
        new("one-urn-" + hash_, hash_).witness().urn("全部", 60, 7)
        new("three-urns-" + hash_, hash_).witness().witness("特邀监督员").urn("A", 30, 3).urn("B", 17, 2).urn(
            "D", 9, 4
        )
        draw = new("twenty-urns-" + hash_, hash_).dice(60).public()
        for n in range(20):
            draw.urn("层%02d" % n, n, min(n, n % 4), [1, 2, 5, 10] if n % 3 == 2 else None)
        new("weighted-" + hash_, hash_).witness().urn("风险加权", 80, 9, [1, 2, 5, 10]).urn("普通", 12, 3)
        new("certain-" + hash_, hash_).dice().urn(
            "逐轮", 12, 6, [10000, 1000, 100, 10, 1, 1, 1, 1, 1, 1, 1, 1]
        )
        draw = new("teams-" + hash_, hash_).witness().urn("危化", 22, 6).urn("加权", 14, 4, [1, 2, 5, 10])
        draw.team(
            ["执法%d" % i for i in range(9)], [("leader", 1), ("member", 1)], 4, {"执法1": 2, "执法4": 1}
        )
        draw.only(recused)
        draw = new("experts-" + hash_, hash_).witness().dice().urn("重点", 15, 8)
        draw.team(
            ["人%d" % i for i in range(10)], [("leader", 1), ("member", 2), ("expert", 1)], 5, {"人9": 2}
        )
        draw.only(recused)
        draw = new("vacant-" + hash_, hash_).witness().urn("全部", 12, 7)
        draw.team(["甲", "乙", "丙"], [("leader", 1), ("member", 2)], 3, {"乙": 1}).only(recused)
    new("pool-0").dice().urn("空", 0, 0)
    new("pool-1").dice().urn("一户", 1, 1)
    new("pool-1-none").dice().urn("一户", 1, 0)
    new("pool-quota").dice().urn("全抽", 8, 8)
    new("pool-quota-1").dice().urn("几乎全抽", 9, 8)
    new("pool-quota-weighted").dice().urn("全抽", 8, 8, [3, 1]).urn("几乎全抽", 9, 8, [3, 1, 1])
    new("no-urns").witness()
    new("drand").drand().public().urn("全部", 40, 5)
    draw = new("drand-default").chained().urn("全部", 30, 4)
    draw.meta["frozen_at"] = "2020-08-01T09:00:00+08:00"
    new("drand-default-sm3", "sm3").witness().chained().urn("全部", 10, 2)
    new("drand-sm3", "sm3").drand().witness().urn("全部", 20, 5)
    draw = new("nobody").dice().urn("全部", 5, 3)
    draw.team([], [("leader", 1)], 1)
    draw = new("nothing-drawn").dice().urn("全部", 5, 0)
    draw.team(["甲"], [("leader", 1)], 1)
    draw = new("repair").witness().urn("补抽", 1, 1).team(["P1", "P2", "P3"], [("member", 2)], 2, {"P1": 1})
    draw.meta["draw"].update(attempt=2, previous=draw.hex(32), reason="见证人设备故障", parent=draw.hex(32))
    draw = new("signed").witness().witness("特邀监督员").urn("全部", 20, 3)
    draw.signers = 6
    draw = new("signed-sm3", "sm3").witness().urn("全部", 10, 3).team(["甲", "乙"], [("member", 1)], 2)
    draw.signers = 3
    draw = new("logged").witness().urn("全部", 10, 2)
    draw.logged = True
    for name, hash_, make in (
        ("stamped", "sha256", token),
        ("stamped-sm3", "sm3", lambda record: token(record, "sha384", "key", certificates=b"", optional=b"")),
        (
            "stamped-long",
            "sha256",
            lambda record: token(record, "sha512", time=der(0x18, b"20240229235959.25Z")),
        ),
        ("stamped-unread", "sha256", lambda record: token(record, "sm3", optional=der(1, b"\xff"))),
        ("logged-extra", "sha256", lambda record: b"\1 anything " + record),
    ):
        draw = new(name, hash_).witness().urn("全部", 10, 2)
        draw.logged, draw.stamps = True, make
    draw = (
        new("odd-texts")
        .witness()
        .urn('有"引号"\\和/斜线\t制表', 6, 2)
        .urn("\U00020bb7\uff0d\U0001f38b键", 5, 2)
    )
    for n, urn in enumerate(draw.urns):
        for entry, _ in urn["rows"]:
            entry.update(
                {
                    "\U0001f38b": 1,
                    "\uff0d": -5,
                    "": None,
                    "a\u007f\u2028": [True, {}, [], "\u0001\b"],
                    "n": 2**53 - 1,
                    "m": 0,
                }
            )
    draw = new("limits").dice().urn("全部", 16, 16)
    draw.team(["P%d" % i for i in range(5)], [("a", 1), ("b", 2)], 2**32 - 1, {"P0": 1, "P1": 2**32 - 1})
    auditor = []
    for name in ("three-urns-sha256", "teams-sm3", "experts-sha256", "weighted-sm3"):
        draw = copy.deepcopy(next(one for one in found if one.name == name))
        draw.name, draw.auditor = name + "-auditor", True
        auditor.append(draw)
    draw = Draw("facts").witness().urn("全部", 18, 4, None, True).urn("加权", 6, 2, [1, 3])
    draw.auditor = True
    auditor.append(draw)
    draw = Draw("facts-teams", "sm3").witness().urn("全部", 12, 4, None, True)
    draw.team(["甲", "乙", "丙", "丁"], [("leader", 1), ("member", 1)], 3).only(recused)
    draw.auditor, draw.open_people = True, 3
    auditor.append(draw)
    draw = copy.deepcopy(next(one for one in found if one.name == "teams-sha256"))
    draw.name, draw.open_people, draw.signers = "people-opened", 4, 3
    auditor.append(draw)
    return {draw.name: draw for draw in found + auditor}


def random_draw(number):
    """An honest draw at random, the same for the same number."""
    name = "random-%d" % number
    rng = random.Random(name)
    draw = Draw(name, rng.choice(["sha256", "sm3"]))
    for _ in range(rng.randint(1, 2)):
        draw.witness() if rng.random() < 0.7 else draw.dice(rng.randint(50, 99))
    if rng.random() < 0.3:
        draw.public(str(rng.randint(10000, 99999)))
    for n in range(rng.randint(1, 4)):
        size, weights = rng.choice([0, 1, 2, 3, 5, 8, 20, 60]), None
        quota = rng.randint(0, size if rng.random() < 0.3 else min(size, 6))
        if rng.random() < 0.5:
            weights = [rng.choice([1, 1, 2, 5, 10, 100, 10000]) for _ in range(rng.randint(1, 9))]
        draw.urn("签筒%d" % n, size, quota, weights)
    if rng.random() < 0.65:
        ids = ["人%d" % i for i in range(rng.choice([0, 1, 2, 3, 4, 6, 9, 14]))]
        seats = [("席位%d" % i, rng.randint(1, 3)) for i in range(rng.randint(1, 3))]
        draw.team(
            ids, seats, rng.randint(1, 6), {one: rng.randint(1, 4) for one in ids if rng.random() < 0.3}
        )
        dense = rng.choice([0.15, 0.3, 0.5, 0.8, 1])
        if dense < 1:
            draw.only(lambda rng, enterprise, seat, ids: [one for one in ids if rng.random() < dense])
    draw.auditor = rng.random() < 0.3
    return draw
