#!/usr/bin/env python3
"""独立核对程序：核对一次明签摇号的记录（`mingqian-lot/1`），或一户企业自己的凭证。

    python3 mingqian_verify.py 记录.zip              逐步核对，说清每一步证明了什么、什么没有证明
    python3 mingqian_verify.py 记录.zip --list       再列出抽中的企业
    python3 mingqian_verify.py 证明.json                  一户企业核对：“为什么抽到我”的证明，一个文件就够
    python3 mingqian_verify.py 凭证.json manifest.json    一户企业核对：本企业在签筒里（摇号前后都可以）
    python3 mingqian_verify.py 凭证.json 记录.zip         一户企业核对：签号、机会、抽中与否
    python3 mingqian_verify.py 记录.zip --stamps 文件夹   把记录里的时间戳写出来，供 openssl ts -verify 核对签发者
    python3 mingqian_verify.py 记录.zip --json       标准输出只有一行 JSON

退出码：0 核对通过，1 不符（逐条说出原因和位置），2 读不了。

Written from the text `spec/mingqian-lot-1.md` alone: it shares no code with the program that draws. One file, only
Python's own library (3.8 or newer), no network. `§` in comments and messages is a section of that text.
"""

import array
import base64
import datetime
import hashlib
import heapq
import json
import os
import re
import struct
import sys
import zlib

VERSION = "1.0"
PROTOCOL = "mingqian-lot/1"

# Sizes beyond these are refused (§10.3): the same limits as the text states for the program that draws.
MAX_URNS = 10000
MAX_LEAVES = 20000000
MAX_WEIGHTED = 5000000
MAX_DRAWN = 500000
MAX_PEOPLE = 100000
MAX_SEATS = 2000000
MAX_PAIRS = 2000000000
MAX_SMALL_FILE = 4 << 20
MAX_LINE = 1 << 20
MAX_DEPTH = 64
MAX_INT = 2**53 - 1
MAX_REASONS = 200  # reasons kept in full; beyond that they are only counted

CHUNK = 1 << 18


class Refused(Exception):
    """The transcript breaks a rule: which (§), where, and why in words."""

    def __init__(self, rule, place, words):
        super().__init__(words)
        self.rule, self.place, self.words = rule, place, words


class Unreadable(Exception):
    """There is nothing to check: no such file, or not a ZIP at all."""


# ---------------------------------------------------------------- 1. hashes (§1.1–1.3)

_SM3_T = [
    (
        (0x79CC4519 if j < 16 else 0x7A879D8A) << (j % 32)
        | (0x79CC4519 if j < 16 else 0x7A879D8A) >> (32 - j % 32)
    )
    & 0xFFFFFFFF
    for j in range(64)
]


def _sm3_block(state, block):
    mask = 0xFFFFFFFF
    w = list(struct.unpack(">16I", block))
    for j in range(16, 68):
        t = w[j - 3]
        x = w[j - 16] ^ w[j - 9] ^ ((t << 15 | t >> 17) & mask)
        x ^= (x << 15 | x >> 17) & mask ^ ((x << 23 | x >> 9) & mask)
        t = w[j - 13]
        w.append(x ^ ((t << 7 | t >> 25) & mask) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        a12 = (a << 12 | a >> 20) & mask
        s = (a12 + e + _SM3_T[j]) & mask
        ss1 = (s << 7 | s >> 25) & mask
        if j < 16:
            tt1 = ((a ^ b ^ c) + d + (ss1 ^ a12) + (w[j] ^ w[j + 4])) & mask
            tt2 = ((e ^ f ^ g) + h + ss1 + w[j]) & mask
        else:
            tt1 = ((a & b | a & c | b & c) + d + (ss1 ^ a12) + (w[j] ^ w[j + 4])) & mask
            tt2 = ((e & f | ~e & mask & g) + h + ss1 + w[j]) & mask
        d, c, b, a = c, (b << 9 | b >> 23) & mask, a, tt1
        h, g, f = g, (f << 19 | f >> 13) & mask, e
        e = tt2 ^ ((tt2 << 9 | tt2 >> 23) & mask) ^ ((tt2 << 17 | tt2 >> 15) & mask)
    return tuple(x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h)))


class SM3:
    """SM3 (GB/T 32905—2016) in plain Python, for a Python whose OpenSSL has none."""

    IV = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)

    def __init__(self, data=b""):
        self.state, self.rest, self.length = self.IV, b"", 0
        self.update(data)

    def update(self, data):
        self.length += len(data)
        data = self.rest + bytes(data)
        whole = len(data) // 64 * 64
        for at in range(0, whole, 64):
            self.state = _sm3_block(self.state, data[at : at + 64])
        self.rest = data[whole:]

    def digest(self):
        tail = self.rest + b"\x80" + bytes((55 - self.length) % 64) + struct.pack(">Q", self.length * 8)
        state = self.state
        for at in range(0, len(tail), 64):
            state = _sm3_block(state, tail[at : at + 64])
        return struct.pack(">8I", *state)


def _openssl_sm3():
    """hashlib's SM3 where OpenSSL has one, else None."""
    try:
        hashlib.new("sm3", b"abc")
    except ValueError:
        return None
    return lambda data=b"": hashlib.new("sm3", data)


def _quick_sha256():
    """Python's built-in SHA-256: on short inputs it is about twice as fast as OpenSSL's."""
    for name in ("_sha2", "_sha256"):
        try:
            return __import__(name).sha256
        except (ImportError, AttributeError):
            continue
    return hashlib.sha256


class Hash:
    """`H` of one draw. ``new`` starts one (like hashlib); calling gives the digest."""

    def __init__(self, new):
        self.new = new

    def __call__(self, data):
        return self.new(data).digest()


HASHES = {"sha256": Hash(_quick_sha256()), "sm3": Hash(_openssl_sm3() or SM3)}

# Known answers: a broken hash must not verify anything.
_ABC = {
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sm3": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
}
for _name, _digest in _ABC.items():
    if HASHES[_name](b"abc").hex() != _digest:
        raise SystemExit("这个 Python 的 %s 算得不对，不能用来核对。" % _name)


def tag(name):
    """TAG(name) (§1.3)."""
    return (PROTOCOL + " " + name).encode("ascii").ljust(32, b"\0")


def u32(number):
    return struct.pack(">I", number)


# ---------------------------------------------------------------- 2. canonical JSON (§1.4–1.7)


def _small_int(text):
    if len(text) > 17:
        raise ValueError("整数超出 ±(2^53 − 1)")
    return int(text)


def _no_float(text):
    raise ValueError("不许有小数、指数或 NaN：%s" % text[:40])


def _no_twice(pairs):
    found = {}
    for key, value in pairs:
        if key in found:
            raise ValueError("同一对象里键“%s”出现两次" % key[:60])
        found[key] = value
    return found


_DECODER = json.JSONDecoder(parse_int=_small_int, parse_float=_no_float, parse_constant=_no_float)
_STRICT = json.JSONDecoder(
    parse_int=_small_int, parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_no_twice
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _depth(value):
    """How deep containers are nested, without recursion."""
    deepest, stack = 0, [(value, 1)]
    while stack:
        one, level = stack.pop()
        if isinstance(one, (dict, list)):
            deepest = max(deepest, level)
            if level > MAX_DEPTH:
                break
            stack.extend((inner, level + 1) for inner in (one.values() if isinstance(one, dict) else one))
    return deepest


def _range(value):
    """All integers within ±(2^53 − 1)?"""
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            stack.extend(one.values())
        elif isinstance(one, list):
            stack.extend(one)
        elif isinstance(one, int) and not -MAX_INT <= one <= MAX_INT:
            return False
    return True


def _jcs_slow(value):
    """JCS with keys in order of UTF-16 code units: needed only where text goes beyond U+DFFF."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(_ENCODER.encode(key) + ":" + _jcs_slow(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_jcs_slow, value)) + "]"
    return _ENCODER.encode(value)


def jcs(value):
    """RFC 8785 in UTF-8 of a value of text, whole numbers, true, false, null, lists and objects."""
    text = _ENCODER.encode(value)
    if text and max(text) >= "\ue000":
        text = _jcs_slow(value)
    return text.encode("utf-8")


def parse(data, place):
    """The value of canonical JSON bytes; anything not exactly JCS is refused."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("1.4", place, "不是正确的 UTF-8 文字") from None
    try:
        value = _DECODER.decode(text)
        if text.count("[") + text.count("{") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
            raise Refused("1.7", place, "JSON 套得太深（超过 %d 层）" % MAX_DEPTH)
        canonical = jcs(value)
    except RecursionError:
        raise Refused("1.7", place, "JSON 套得太深（超过 %d 层）" % MAX_DEPTH) from None
    except UnicodeEncodeError:
        raise Refused("1.4", place, "文字里有不成对的代理码位") from None
    except ValueError as error:
        raise Refused("1.5", place, "不是合规的 JSON：%s" % error) from None
    if canonical != data:
        try:
            _STRICT.decode(text)
        except ValueError as error:
            raise Refused("1.5", place, str(error)) from None
        raise Refused("1.5", place, "JSON 不是规范写法（空白、键的次序、转义或数字写法不对），字节与规范不同")
    if re.search(r"\d{16}", text) and not _range(value):
        raise Refused("1.4", place, "整数超出 ±(2^53 − 1)")
    return value


# ---------------------------------------------------------------- 3. the ZIP (§9.1)

PLAIN_NAMES = (
    "manifest.json",
    "reveals.json",
    "secret.txt",
    "selection.json",
    "people.leaves",
    "eligibility.json",
    "teams.json",
    "opened.jsonl",
    "facts.jsonl",
    "log.json",
    "signatures.json",
)
URN_NAME = re.compile(r"urns/(0|[1-9][0-9]{0,5})\.leaves", re.ASCII)


class Member:
    """One file in the archive, as its directory describes it."""

    def __init__(self, name, method, crc, packed, size, offset):
        self.name, self.method, self.crc = name, method, crc
        self.packed, self.size, self.offset = packed, size, offset


class Archive:
    """A ZIP read member by member, in pieces: nothing is believed before it is seen, nothing is kept."""

    def __init__(self, file):
        self.file = file
        self.members = {}
        size = file.seek(0, os.SEEK_END)
        start, length, count = self._end(size)
        if length > 64 << 20 or count > MAX_URNS + 64:
            raise Refused("10.3", "ZIP 目录", "文件太多：最多 %d 个" % (MAX_URNS + 64))
        directory = self._at(start, length)
        at, problems = 0, []
        for _ in range(count):
            if directory[at : at + 4] != b"PK\1\2" or at + 46 > length:
                raise Unreadable("ZIP 目录坏了")
            version, flags, method = struct.unpack_from("<HHH", directory, at + 6)
            crc, packed, full = struct.unpack_from("<III", directory, at + 16)
            n, extra, comment = struct.unpack_from("<HHH", directory, at + 28)
            offset = struct.unpack_from("<I", directory, at + 42)[0]
            raw = directory[at + 46 : at + 46 + n]
            fields = directory[at + 46 + n : at + 46 + n + extra]
            full, packed, offset = self._zip64(fields, full, packed, offset)
            at += 46 + n + extra + comment
            name = raw.decode("utf-8", "replace")
            if name not in PLAIN_NAMES and not URN_NAME.fullmatch(name):
                problems.append((name[:80] or "（空文件名）", "文件名不在规定之内（或带有路径）"))
            elif name in self.members:
                problems.append((name, "同一文件名在 ZIP 里出现两次"))
            elif flags & 0x2041:
                problems.append((name, "文件加了密"))
            elif method not in (0, 8) or flags & 0x20 or version > 63:
                problems.append((name, "压缩方法不是“存储”或“deflate”"))
            else:
                self.members[name] = Member(name, method, crc, packed, full, offset)
        if at != length:
            raise Unreadable("ZIP 目录坏了")
        self.problems = problems
        self._locate(start)

    def _at(self, offset, length):
        self.file.seek(offset)
        data = self.file.read(length)
        if len(data) != length:
            raise Unreadable("ZIP 不完整")
        return data

    def _end(self, size):
        """Where the directory starts, its length, and how many entries it has."""
        tail = self._at(max(0, size - 65557), min(size, 65557))
        at = tail.rfind(b"PK\5\6")
        while at >= 0:
            if at + 22 <= len(tail) and at + 22 + struct.unpack_from("<H", tail, at + 20)[0] == len(tail):
                break
            at = tail.rfind(b"PK\5\6", 0, at)
        if at < 0:
            raise Unreadable("不是 ZIP 文件，或文件不完整")
        disk, start_disk, here, count, length, start = struct.unpack_from("<HHHHII", tail, at + 4)
        end = size - len(tail) + at
        if 0xFFFF in (here, count) or 0xFFFFFFFF in (length, start):
            locator = self._at(end - 20, 20) if end >= 20 else b""
            if locator[:4] == b"PK\6\7":
                end = struct.unpack_from("<Q", locator, 8)[0]
                if end + 56 > size:
                    raise Unreadable("ZIP 目录坏了")
                record = self._at(end, 56)
                if record[:4] != b"PK\6\6":
                    raise Unreadable("ZIP 目录坏了")
                disk, start_disk, here, count, length, start = struct.unpack_from("<IIQQQQ", record, 16)
        if disk or start_disk or here != count:
            raise Unreadable("分卷的 ZIP")
        if start + length != end:
            raise Unreadable("ZIP 目录的位置不对（文件前面或中间夹有别的内容）")
        return start, length, count

    @staticmethod
    def _zip64(fields, full, packed, offset):
        at = 0
        while at + 4 <= len(fields):
            kind, length = struct.unpack_from("<HH", fields, at)
            if kind == 1:
                data, values = fields[at + 4 : at + 4 + length], []
                for value in (full, packed, offset):
                    if value == 0xFFFFFFFF and len(data) >= 8:
                        value, data = struct.unpack_from("<Q", data)[0], data[8:]
                    values.append(value)
                return tuple(values)
            at += 4 + length
        return full, packed, offset

    def _locate(self, directory):
        """Local headers must agree with the directory, and members must not overlap."""
        spans = []
        for member in self.members.values():
            if member.offset + 30 > directory:
                raise Unreadable("ZIP 目录指到了文件之外")
            head = self._at(member.offset, 30)
            flags, method = struct.unpack_from("<HH", head, 6)
            n, extra = struct.unpack_from("<HH", head, 26)
            name = self._at(member.offset + 30, n)
            if (
                head[:4] != b"PK\3\4"
                or name != member.name.encode()
                or method != member.method
                or flags & 0x2061
            ):
                raise Refused("9.1", member.name, "ZIP 里这个文件自己的文件头与目录不一致")
            start = member.offset
            member.offset += 30 + n + extra
            spans.append((start, member.offset + member.packed, member.name))
        spans.sort()
        for (_, end, _), (start, _, name) in zip(
            spans, spans[1:] + [(directory, 0, spans[-1][2] if spans else "")]
        ):
            if end > start:
                raise Refused("9.1", name, "ZIP 里的文件互相重叠")

    def __contains__(self, name):
        return name in self.members

    def stream(self, name):
        """The bytes of a member in pieces; its length and checksum are checked at the end."""
        member = self.members[name]
        left, seen, crc, at = member.packed, 0, 0, member.offset
        unpack = zlib.decompressobj(-15) if member.method == 8 else None
        pending = b""
        while True:
            if not pending and left:
                pending = self._at(at, min(left, CHUNK))
                at += len(pending)
                left -= len(pending)
            if unpack is None:
                data, pending = pending, b""
            else:
                try:
                    data = unpack.decompress(pending, CHUNK)
                except zlib.error:
                    raise Refused("9.1", name, "压缩数据坏了") from None
                pending = unpack.unconsumed_tail
                if unpack.eof and (left or unpack.unused_data):
                    raise Refused("9.1", name, "压缩数据后面还有别的内容")
            seen += len(data)
            if seen > member.size:
                raise Refused("9.1", name, "内容比 ZIP 目录写的长")
            crc = zlib.crc32(data, crc)
            if data:
                yield data
            if not left and not pending and (unpack is None or unpack.eof or not data):
                break
        if unpack is not None and not unpack.eof:
            raise Refused("9.1", name, "压缩数据不完整")
        if seen != member.size or crc != member.crc:
            raise Refused("9.1", name, "内容与 ZIP 里的长度或校验码不符")

    def read(self, name, limit):
        """A small member whole."""
        if self.members[name].size > limit:
            raise Refused("10.3", name, "文件超过 %d 字节" % limit)
        return b"".join(self.stream(name))

    def lines(self, name):
        """(number, line without its newline) of a JSON lines member, each at most 1 MiB."""
        rest, number = b"", 0
        for data in self.stream(name):
            parts = (rest + data).split(b"\n")
            rest = parts.pop()
            for line in parts:
                number += 1
                if len(line) > MAX_LINE:
                    raise Refused("10.3", "%s 第 %d 行" % (name, number), "一行超过 1 MiB")
                yield number, line
            if len(rest) > MAX_LINE:
                raise Refused("10.3", "%s 第 %d 行" % (name, number + 1), "一行超过 1 MiB")
        if rest:
            raise Refused("9.6", "%s 第 %d 行" % (name, number + 1), "最后一行没有以换行结束")


# ---------------------------------------------------------------- 4. Ed25519 (RFC 8032)

_ED_P = 2**255 - 19
_ED_L = 2**252 + 27742317777372353535851937790883648493
_ED_D = -121665 * pow(121666, _ED_P - 2, _ED_P) % _ED_P
_ED_I = pow(2, (_ED_P - 1) // 4, _ED_P)


def _ed_add(one, two):
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = two
    a, b = (y1 - x1) * (y2 - x2) % _ED_P, (y1 + x1) * (y2 + x2) % _ED_P
    c, d = 2 * t1 * t2 * _ED_D % _ED_P, 2 * z1 * z2 % _ED_P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _ED_P, g * h % _ED_P, f * g % _ED_P, e * h % _ED_P


def _ed_times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _ed_add(result, point)
        point = _ed_add(point, point)
        number >>= 1
    return result


def _ed_point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= _ED_P:
        return None
    x2 = (y * y - 1) * pow(_ED_D * y * y + 1, _ED_P - 2, _ED_P) % _ED_P
    x = pow(x2, (_ED_P + 3) // 8, _ED_P)
    if (x * x - x2) % _ED_P:
        x = x * _ED_I % _ED_P
    if (x * x - x2) % _ED_P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _ED_P - x
    return x, y, 1, x * y % _ED_P


_ED_BASE = _ed_point((4 * pow(5, _ED_P - 2, _ED_P) % _ED_P).to_bytes(32, "little"))


def ed25519(key, message, signature):
    """Is this an Ed25519 signature by the key over the message?"""
    point, r = _ed_point(key), signature[:32]
    s = int.from_bytes(signature[32:], "little")
    if point is None or _ed_point(r) is None or s >= _ED_L:
        return False
    h = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % _ED_L
    x, y, z, _ = point
    negative = (-x % _ED_P, y, z, -x * y % _ED_P)
    rx, ry, rz, _ = _ed_add(_ed_times(s, _ED_BASE), _ed_times(h, negative))
    inverse = pow(rz, _ED_P - 2, _ED_P)
    rx, ry = rx * inverse % _ED_P, ry * inverse % _ED_P
    return (ry | (rx & 1) << 255).to_bytes(32, "little") == r


# ---------------------------------------------------------------- 5. drand: BLS12-381 (§5.4)

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
QUICKNET_GENESIS, QUICKNET_PERIOD = 1692803367, 3
QUICKNET_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
QUICKNET_DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
DEFAULT = "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce"
DEFAULT_GENESIS, DEFAULT_PERIOD = 1595431050, 30
DEFAULT_KEY = (
    "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31"
)
DEFAULT_DOMAIN = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"

_P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
_R = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
_X = 0xD201000000010000  # |x|, the parameter of the curve
_FINAL = (_P**12 - 1) // _R
_G1 = (
    0x17F1D3A73197D7942695638C4FA9AC0FC3688C4F9774B905A14E3A3F171BAC586C55E83FF97A1AEFFB3AF00ADB22C6BB,
    0x08B3F481E3AAA0F1A09E30ED741D8AE4FCF5E095D5D00AF600DB18CB2C04B3EDD03CC744A2888AE40CAA232946C5E7E1,
)
_G2 = (
    (
        0x24AA2B2F08F0A91260805272DC51051C6E47AD4FA403B02B4510B647AE3D1770BAC0326A805BBEFD48056C8C121BDB8,
        0x13E02B6052719F607DACD3A088274F65596BD0D09920B61AB5DA61BBDC7F5049334CF11213945D57E5AC7D055D042B7E,
    ),
    (
        0xCE5D527727D6E118CC9CDC6DA2E351AADFD9BAA8CBDD3A76D429A695160D12C923AC9CC3BACA289E193548608B82801,
        0x606C4A02EA734CC32ACD2B02BC28B99CB3E287E85A763AF267492AB572E99AB3F370D275CEC1DA1AAA9075FF05F79BE,
    ),
)
# RFC 9380 §8.8.1 and appendix E.2: the curve E' that SSWU maps to, and the 11-isogeny from it (lowest power first).
_ISO_A = 0x144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D
_ISO_B = 0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0
_ISO = (
    (
        0x11A05F2B1E833340B809101DD99815856B303E88A2D7005FF2627B56CDB4E2C85610C2D5F2E62D6EAEAC1662734649B7,
        0x17294ED3E943AB2F0588BAB22147A81C7C17E75B2F6A8417F565E33C70D1E86B4838F2A6F318C356E834EEF1B3CB83BB,
        0xD54005DB97678EC1D1048C5D10A9A1BCE032473295983E56878E501EC68E25C958C3E3D2A09729FE0179F9DAC9EDCB0,
        0x1778E7166FCC6DB74E0609D307E55412D7F5E4656A8DBF25F1B33289F1B330835336E25CE3107193C5B388641D9B6861,
        0xE99726A3199F4436642B4B3E4118E5499DB995A1257FB3F086EEB65982FAC18985A286F301E77C451154CE9AC8895D9,
        0x1630C3250D7313FF01D1201BF7A74AB5DB3CB17DD952799B9ED3AB9097E68F90A0870D2DCAE73D19CD13C1C66F652983,
        0xD6ED6553FE44D296A3726C38AE652BFB11586264F0F8CE19008E218F9C86B2A8DA25128C1052ECADDD7F225A139ED84,
        0x17B81E7701ABDBE2E8743884D1117E53356DE5AB275B4DB1A682C62EF0F2753339B7C8F8C8F475AF9CCB5618E3F0C88E,
        0x80D3CF1F9A78FC47B90B33563BE990DC43B756CE79F5574A2C596C928C5D1DE4FA295F296B74E956D71986A8497E317,
        0x169B1F8E1BCFA7C42E0C37515D138F22DD2ECB803A0C5C99676314BAF4BB1B7FA3190B2EDC0327797F241067BE390C9E,
        0x10321DA079CE07E272D8EC09D2565B0DFA7DCCDDE6787F96D50AF36003B14866F69B771F8C285DECCA67DF3F1605FB7B,
        0x6E08C248E260E70BD1E962381EDEE3D31D79D7E22C837BC23C0BF1BC24C6B68C24B1B80B64D391FA9C8BA2E8BA2D229,
    ),
    (
        0x8CA8D548CFF19AE18B2E62F4BD3FA6F01D5EF4BA35B48BA9C9588617FC8AC62B558D681BE343DF8993CF9FA40D21B1C,
        0x12561A5DEB559C4348B4711298E536367041E8CA0CF0800C0126C2588C48BF5713DAA8846CB026E9E5C8276EC82B3BFF,
        0xB2962FE57A3225E8137E629BFF2991F6F89416F5A718CD1FCA64E00B11ACEACD6A3D0967C94FEDCFCC239BA5CB83E19,
        0x3425581A58AE2FEC83AAFEF7C40EB545B08243F16B1655154CCA8ABC28D6FD04976D5243EECF5C4130DE8938DC62CD8,
        0x13A8E162022914A80A6F1D5F43E7A07DFFDFC759A12062BB8D6B44E833B306DA9BD29BA81F35781D539D395B3532A21E,
        0xE7355F8E4E667B955390F7F0506C6E9395735E9CE9CAD4D0A43BCEF24B8982F7400D24BC4228F11C02DF9A29F6304A5,
        0x772CAACF16936190F3E0C63E0596721570F5799AF53A1894E2E073062AEDE9CEA73B3538F0DE06CEC2574496EE84A3A,
        0x14A7AC2A9D64A8B230B3F5B074CF01996E7F63C21BCA68A81996E1CDF9822C580FA5B9489D11E2D311F7D99BBDCC5A5E,
        0xA10ECF6ADA54F825E920B3DAFC7A3CCE07F8D1D7161366B74100DA67F39883503826692ABBA43704776EC3A79A1D641,
        0x95FC13AB9E92AD4476D6E3EB3A56680F682B4EE96F7D03776DF533978F31C1593174E4B4B7865002D6384D168ECDD0A,
        0x1,
    ),
    (
        0x90D97C81BA24EE0259D1F094980DCFA11AD138E48A869522B52AF6C956543D3CD0C7AEE9B3BA3C2BE9845719707BB33,
        0x134996A104EE5811D51036D776FB46831223E96C254F383D0F906343EB67AD34D6C56711962FA8BFE097E75A2E41C696,
        0xCC786BAA966E66F4A384C86A3B49942552E2D658A31CE2C344BE4B91400DA7D26D521628B00523B8DFE240C72DE1F6,
        0x1F86376E8981C217898751AD8746757D42AA7B90EEB791C09E4A3EC03251CF9DE405ABA9EC61DECA6355C77B0E5F4CB,
        0x8CC03FDEFE0FF135CAF4FE2A21529C4195536FBE3CE50B879833FD221351ADC2EE7F8DC099040A841B6DAECF2E8FEDB,
        0x16603FCA40634B6A2211E11DB8F0A6A074A7D0D4AFADB7BD76505C3D3AD5544E203F6326C95A807299B23AB13633A5F0,
        0x4AB0B9BCFAC1BBCB2C977D027796B3CE75BB8CA2BE184CB5231413C4D634F3747A87AC2460F415EC961F8855FE9D6F2,
        0x987C8D5333AB86FDE9926BD2CA6C674170A05BFE3BDD81FFD038DA6C26C842642F64550FEDFE935A15E4CA31870FB29,
        0x9FC4018BD96684BE88C9E221E4DA1BB8F3ABD16679DC26C1E8B6E6A1F20CABE69D65201C78607A360370E577BDBA587,
        0xE1BBA7A1186BDB5223ABDE7ADA14A23C42A0CA7915AF6FE06985E7ED1E4D43B9B3F7055DD4EBA6F2BAFAAEBCA731C30,
        0x19713E47937CD1BE0DFD0B8F1D43FB93CD2FCBCB6CAF493FD1183E416389E61031BF3A5CCE3FBAFCE813711AD011C132,
        0x18B46A908F36F6DEB918C143FED2EDCC523559B8AAF0C2462E6BFE7F911F643249D9CDF41B44D606CE07C8A4D0074D8E,
        0xB182CAC101B9399D155096004F53F447AA7B12A3426B08EC02710E807B4633F06C851C1919211F20D4C04F00B971EF8,
        0x245A394AD1ECA9B72FC00AE7BE315DC757B3B080D4C158013E6632D3C40659CC6CF90AD1C232A6442D9D3F5DB980133,
        0x5C129645E44CF1102A159F748C4A3FC5E673D81D7E86568D9AB0F5D396A7CE46BA1049B6579AFB7866B1E715475224B,
        0x15E6BE4E990F03CE4EA50B3B42DF2EB5CB181D8F84965A3957ADD4FA95AF01B2B665027EFEC01C7704B456BE69C8B604,
    ),
    (
        0x16112C4C3A9C98B252181140FAD0EAE9601A6DE578980BE6EEC3232B5BE72E7A07F3688EF60C206D01479253B03663C1,
        0x1962D75C2381201E1A0CBD6C43C348B885C84FF731C4D59CA4A10356F453E01F78A4260763529E3532F6102C2E49A03D,
        0x58DF3306640DA276FAAAE7D6E8EB15778C4855551AE7F310C35A5DD279CD2ECA6757CD636F96F891E2538B53DBF67F2,
        0x16B7D288798E5395F20D23BF89EDB4D1D115C5DBDDBCD30E123DA489E726AF41727364F2C28297ADA8D26D98445F5416,
        0xBE0E079545F43E4B00CC912F8228DDCC6D19C9F0F69BBB0542EDA0FC9DEC916A20B15DC0FD2EDEDDA39142311A5001D,
        0x8D9E5297186DB2D9FB266EAAC783182B70152C65550D881C5ECD87B6F0F5A6449F38DB9DFA9CCE202C6477FAAF9B7AC,
        0x166007C08A99DB2FC3BA8734ACE9824B5EECFDFA8D0CF8EF5DD365BC400A0051D5FA9C01A58B1FB93D1A1399126A775C,
        0x16A3EF08BE3EA7EA03BCDDFABBA6FF6EE5A4375EFA1F4FD7FEB34FD206357132B920F5B00801DEE460EE415A15812ED9,
        0x1866C8ED336C61231A1BE54FD1D74CC4F9FB0CE4C6AF5920ABC5750C4BF39B4852CFE2F7BB9248836B233D9D55535D4A,
        0x167A55CDA70A6E1CEA820597D94A84903216F763E13D87BB5308592E7EA7D4FBC7385EA3D529B35E346EF48BB8913F55,
        0x4D2F259EEA405BD48F010A01AD2911D9C6DD039BB61A6290E591B36E636A5C871A5C29F4F83060400F8B49CBA8F6AA8,
        0xACCBB67481D033FF5852C1E48C50C477F94FF8AEFCE42D28C0F9A88CEA7913516F968986F7EBBEA9684B529E2561092,
        0xAD6B9514C767FE3C3613144B45F1496543346D98ADF02267D5CEEF9A00D9B8693000763E3B90AC11E99B138573345CC,
        0x2660400EB2E4F3B628BDD0D53CD76F2BF565B94E72927C1CB748DF27942480E420517BD8714CC80D1FADC1326ED06F7,
        0xE0FA1D816DDC03E6B24255E0D7819C171C40F65E273B853324EFCD6356CAA205CA2F570F13497804415473A1D634B8F,
        0x1,
    ),
)


def _fp_sqrt(a):
    root = pow(a, (_P + 1) // 4, _P)
    return root if root * root % _P == a % _P else None


def _f2_mul(a, b):
    return (a[0] * b[0] - a[1] * b[1]) % _P, (a[0] * b[1] + a[1] * b[0]) % _P


def _f2_sub(a, b):
    return (a[0] - b[0]) % _P, (a[1] - b[1]) % _P


def _f2_inv(a):
    norm = pow(a[0] * a[0] + a[1] * a[1], _P - 2, _P)
    return a[0] * norm % _P, -a[1] * norm % _P


def _f2_sqrt(a):
    """A square root in Fp2 (u² = −1), by way of the norm."""
    norm = _fp_sqrt((a[0] * a[0] + a[1] * a[1]) % _P)
    half = pow(2, _P - 2, _P)
    for sign in (1, -1):
        x = _fp_sqrt((a[0] + sign * norm) * half % _P) if norm is not None else None
        if x:
            root = (x, a[1] * half * pow(x, _P - 2, _P) % _P)
            if _f2_mul(root, root) == (a[0] % _P, a[1] % _P):
                return root
    return None


def _g1_add(a, b):
    """Affine addition on y² = x³ + 4; None is the point at infinity."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % _P == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], _P - 2, _P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], _P - 2, _P)
    x = (slope * slope - a[0] - b[0]) % _P
    return x, (slope * (a[0] - x) - a[1]) % _P


def _g1_times(number, point):
    result = None
    while number:
        if number & 1:
            result = _g1_add(result, point)
        point = _g1_add(point, point)
        number >>= 1
    return result


def _g1_read(data):
    """A compressed point of G1 other than infinity, in the right subgroup; else None."""
    if len(data) != 48 or data[0] & 0xC0 != 0x80:
        return None
    x = int.from_bytes(data, "big") & (1 << 381) - 1
    y = _fp_sqrt((x * x * x + 4) % _P) if x < _P else None
    if y is None:
        return None
    if (y > (_P - 1) // 2) != bool(data[0] & 0x20):
        y = _P - y
    return (x, y) if _g1_times(_R, (x, y)) is None else None


def _g2_read(data):
    """A compressed point of G2 (only ever the pinned key)."""
    x = (int.from_bytes(data[48:], "big"), int.from_bytes(data[:48], "big") & (1 << 381) - 1)
    cube = _f2_mul(_f2_mul(x, x), x)
    y = _f2_sqrt(((cube[0] + 4) % _P, (cube[1] + 4) % _P))
    if ((y[1] or y[0]) > (_P - 1) // 2) != bool(data[0] & 0x20):
        y = (-y[0] % _P, -y[1] % _P)
    return x, y


def _expand(message, domain, length):
    """expand_message_xmd with SHA-256 (RFC 9380 §5.3.1)."""
    domain += bytes([len(domain)])
    first = hashlib.sha256(bytes(64) + message + struct.pack(">H", length) + b"\0" + domain).digest()
    last = hashlib.sha256(first + b"\1" + domain).digest()
    out = last
    for i in range(2, (length + 31) // 32 + 1):
        last = hashlib.sha256(bytes(x ^ y for x, y in zip(first, last)) + bytes([i]) + domain).digest()
        out += last
    return out[:length]


def _map(u):
    """Simplified SWU and the isogeny (RFC 9380 §6.6.3): from a field element to a point of y² = x³ + 4."""
    zu = 11 * u * u % _P
    t = (zu * zu + zu) % _P
    if t:
        x = -_ISO_B * pow(_ISO_A, _P - 2, _P) * (1 + pow(t, _P - 2, _P)) % _P
    else:
        x = _ISO_B * pow(11 * _ISO_A, _P - 2, _P) % _P
    y = _fp_sqrt((x * x * x + _ISO_A * x + _ISO_B) % _P)
    if y is None:
        x = zu * x % _P
        y = _fp_sqrt((x * x * x + _ISO_A * x + _ISO_B) % _P)
    if u & 1 != y & 1:
        y = _P - y
    values = []
    for coefficients in _ISO:
        value = 0
        for one in reversed(coefficients):
            value = (value * x + one) % _P
        values.append(value)
    xn, xd, yn, yd = values
    return xn * pow(xd, _P - 2, _P) % _P, y * yn * pow(yd, _P - 2, _P) % _P


def _hash_to_g1(message, domain):
    data = _expand(message, domain, 128)
    one, two = (_map(int.from_bytes(data[i : i + 64], "big") % _P) for i in (0, 64))
    return _g1_times(_X + 1, _g1_add(one, two))


def _f12_mul(a, b):
    """Fp12 as polynomials in w of degree below 12, w¹² = 2w⁶ − 2 (so that u = w⁶ − 1)."""
    product = [0] * 23
    for i, x in enumerate(a):
        if x:
            for j, y in enumerate(b):
                product[i + j] += x * y
    for k in range(22, 11, -1):
        high = 2 * product[k]
        product[k - 6] += high
        product[k - 12] -= high
    return [x % _P for x in product[:12]]


def _line(p, point, slope):
    """The line through a point of the twist with this slope, at p of G1, times w³ (which the last power kills)."""
    a, b = -slope[0] * p[0], -slope[1] * p[0]
    c, d = _f2_sub(_f2_mul(slope, point[0]), point[1])
    return [(c - d) % _P, 0, (a - b) % _P, p[1], 0, 0, d, 0, b % _P, 0, 0, 0]


def _miller(p, q):
    """Miller's loop of the ate pairing."""
    f, t = [1] + [0] * 11, q

    def step(other):
        if other is t:
            square = _f2_mul(t[0], t[0])
            slope = _f2_mul((3 * square[0], 3 * square[1]), _f2_inv((2 * t[1][0], 2 * t[1][1])))
        else:
            slope = _f2_mul(_f2_sub(other[1], t[1]), _f2_inv(_f2_sub(other[0], t[0])))
        x = _f2_sub(_f2_sub(_f2_mul(slope, slope), t[0]), other[0])
        return _line(p, t, slope), (x, _f2_sub(_f2_mul(slope, _f2_sub(t[0], x)), t[1]))

    for bit in bin(_X)[3:]:
        line, t = step(t)
        f = _f12_mul(_f12_mul(f, f), line)
        if bit == "1":
            line, t = step(q)
            f = _f12_mul(f, line)
    return f


# RFC 9380 §8.8.2 and appendix E.3: the same for G2, over Fp2; the cofactor is cleared by one large number.
_A2, _B2, _Z2 = (0, 240), (1012, 1012), (_P - 2, _P - 1)
_ISO2_A = 0x5C759507E8E333EBB5B7A9A47D7ED8532C52D39FD3A042A88B58423C50AE15D5C2638E343D9C71C6238AAAAAAAA97BE
_ISO2_B = 0x11560BF17BAA99BC32126FCED787C88F984F87ADF7AE0C7F9A208C6B4F20A4181472AAA9CB8D555526A9FFFFFFFFC71A
_ISO2_C = 0x8AB05F8BDD54CDE190937E76BC3E447CC27C3D6FBD7063FCD104635A790520C0A395554E5C6AAAA9354FFFFFFFFE38D
_ISO2_D = 0x171D6541FA38CCFAED6DEA691F5FB614CB14B4E7F4E810AA22D6108F142B85757098E38D0F671C7188E2AAAAAAAA5ED1
_ISO2_E = 0x1530477C7AB4113B59A4C18B076D11930F7DA5D4A07F649BF54439D87D27E500FC8C25EBF8C92F6812CFC71C71C6D706
_ISO2_F = 0x124C9AD43B6CF79BFBF7043DE3811AD0761B0F37A1E26286B0E977C69AA274524E79097A56DC4BD9E1B371C71C718B10
_ISO2 = (
    ((_ISO2_A + 24, _ISO2_A + 24), (0, _ISO2_B), (_ISO2_B + 4, _ISO2_C), (_ISO2_D, 0)),
    ((0, _P - 72), (12, _P - 12), (1, 0)),
    ((_ISO2_E, _ISO2_E), (0, _ISO2_A), (_ISO2_B + 2, _ISO2_C + 2), (_ISO2_F, 0)),
    ((_P - 432, _P - 432), (0, _P - 216), (18, _P - 18), (1, 0)),
)
_H2 = int(
    "bc69f08f2ee75b3584c6a0ea91b352888e2a8e9145ad7689986ff031508ffe1329c2f178731db956d82bf015d1212b02"
    "ec0ec69d7477c1ae954cbc06689f6a359894c0adebbf6b4e8020005aaa95551",
    16,
)


def _f2_add(a, b):
    return (a[0] + b[0]) % _P, (a[1] + b[1]) % _P


def _g2_add(a, b):
    """Affine addition on the twist; None is the point at infinity."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if _f2_add(a[1], b[1]) == (0, 0):
            return None
        square = _f2_mul(a[0], a[0])
        slope = _f2_mul((3 * square[0], 3 * square[1]), _f2_inv((2 * a[1][0], 2 * a[1][1])))
    else:
        slope = _f2_mul(_f2_sub(b[1], a[1]), _f2_inv(_f2_sub(b[0], a[0])))
    x = _f2_sub(_f2_sub(_f2_mul(slope, slope), a[0]), b[0])
    return x, _f2_sub(_f2_mul(slope, _f2_sub(a[0], x)), a[1])


def _g2_times(number, point):
    result = None
    while number:
        if number & 1:
            result = _g2_add(result, point)
        point = _g2_add(point, point)
        number >>= 1
    return result


def _g2_signature(data):
    """A stranger's compressed point of G2 other than infinity, in the right subgroup; else None."""
    high, low = int.from_bytes(data[:48], "big") & (1 << 381) - 1, int.from_bytes(data[48:], "big")
    if len(data) != 96 or data[0] & 0xC0 != 0x80 or high >= _P or low >= _P:
        return None
    x = (low, high)
    cube = _f2_mul(_f2_mul(x, x), x)
    if _f2_sqrt(((cube[0] + 4) % _P, (cube[1] + 4) % _P)) is None:
        return None
    point = _g2_read(data)
    return point if _g2_times(_R, point) is None else None


def _map2(u):
    """Simplified SWU and the isogeny, over Fp2."""
    zu = _f2_mul(_Z2, _f2_mul(u, u))
    t = _f2_add(_f2_mul(zu, zu), zu)
    over = _f2_mul(_B2, _f2_inv(_A2 if t != (0, 0) else _f2_mul(_Z2, _A2)))
    x = _f2_mul((-over[0], -over[1]), _f2_add((1, 0), _f2_inv(t))) if t != (0, 0) else over

    def right(x):
        return _f2_add(_f2_mul(_f2_add(_f2_mul(x, x), _A2), x), _B2)

    y = _f2_sqrt(right(x))
    if y is None:
        x = _f2_mul(zu, x)
        y = _f2_sqrt(right(x))
    if (u[0] or u[1]) & 1 != (y[0] or y[1]) & 1:
        y = (-y[0] % _P, -y[1] % _P)
    values = []
    for coefficients in _ISO2:
        value = (0, 0)
        for one in reversed(coefficients):
            value = _f2_add(_f2_mul(value, x), one)
        values.append(value)
    xn, xd, yn, yd = values
    return _f2_mul(xn, _f2_inv(xd)), _f2_mul(y, _f2_mul(yn, _f2_inv(yd)))


def _hash_to_g2(message, domain):
    data = _expand(message, domain, 256)
    parts = [int.from_bytes(data[i : i + 64], "big") % _P for i in range(0, 256, 64)]
    return _g2_times(_H2, _g2_add(_map2((parts[0], parts[1])), _map2((parts[2], parts[3]))))


def _pairing_is_one(f):
    result = [1] + [0] * 11
    for bit in bin(_FINAL)[2:]:
        result = _f12_mul(result, result)
        if bit == "1":
            result = _f12_mul(result, f)
    return result == [1] + [0] * 11


def drand_signature(round_number, signature):
    """Does the signature of a quicknet round verify: e(signature, g2) = e(hash of the round, key)?"""
    point = _g1_read(signature)
    if point is None:
        return False
    message = _hash_to_g1(hashlib.sha256(struct.pack(">Q", round_number)).digest(), QUICKNET_DOMAIN)
    key = _g2_read(bytes.fromhex(QUICKNET_KEY))
    return _pairing_is_one(_f12_mul(_miller((point[0], -point[1] % _P), _G2), _miller(message, key)))


def drand_chained_signature(round_number, signature, previous):
    """The same for a round of the default chain: e(g1, signature) = e(key, hash of the signature before and the round)."""
    point = _g2_signature(signature)
    if point is None:
        return False
    digest = hashlib.sha256(previous + struct.pack(">Q", round_number)).digest()
    key = _g1_read(bytes.fromhex(DEFAULT_KEY))
    hashed = _hash_to_g2(digest, DEFAULT_DOMAIN)
    return _pairing_is_one(_f12_mul(_miller((_G1[0], -_G1[1] % _P), point), _miller(key, hashed)))


_HEX_192 = re.compile("[0-9a-f]{192}\\Z")


def chained_pairs(sources):
    """§5.4: the later source of each pair of default rounds → the earlier; a source of that chain in no pair → None."""
    found, n = {}, 0

    def chained(one):
        return isinstance(one, dict) and one.get("kind") == "drand" and one.get("chain") == DEFAULT

    while n < len(sources):
        if not chained(sources[n]):
            n += 1
            continue
        first = sources[n].get("round")
        second = sources[n + 1].get("round") if n + 1 < len(sources) and chained(sources[n + 1]) else None
        if type(first) is int and type(second) is int and second == first + 1:
            found[n + 1] = n
            n += 2
        else:
            found[n] = None
            n += 1
    return found


# ---------------------------------------------------------------- 6. leaves and their root (§2.4–2.6)

LEAF = 36
BLOCK = 8192  # leaves taken at a time; a power of two, so a full block is a whole subtree


class Root:
    """The Merkle tree hash of RFC 6962 §2.1 over leaves that come in blocks."""

    def __init__(self, hash_):
        self.new, self.stack = hash_.new, []

    def _push(self, size, node):
        while self.stack and self.stack[-1][0] == size:
            node = self.new(b"\1" + self.stack.pop()[1] + node).digest()
            size *= 2
        self.stack.append((size, node))

    def add(self, leaves):
        new = self.new
        nodes = [new(b"\0" + leaf).digest() for leaf in leaves]
        if len(nodes) == BLOCK:
            while len(nodes) > 1:
                pairs = iter(nodes)
                nodes = [new(b"\1" + left + right).digest() for left, right in zip(pairs, pairs)]
            self._push(BLOCK, nodes[0])
        else:  # only the last block may be short
            for node in nodes:
                self._push(1, node)

    def digest(self):
        if not self.stack:
            return self.new(b"").digest()
        node = self.stack[-1][1]
        for _, left in reversed(self.stack[:-1]):
            node = self.new(b"\1" + left + node).digest()
        return node


def leaf_blocks(archive, name):
    """(index of the first, leaves) block by block."""
    rest, first = b"", 0
    for data in archive.stream(name):
        rest += data
        while len(rest) >= LEAF * BLOCK:
            block, rest = rest[: LEAF * BLOCK], rest[LEAF * BLOCK :]
            yield first, block
            first += BLOCK
    if len(rest) % LEAF:
        raise Refused("2.4", name, "长度不是 36 字节的整数倍")
    if rest:
        yield first, rest


class Distinct:
    """Finds repetitions among very many values in little memory: 8 bytes each, of a hash keyed anew in every run."""

    def __init__(self):
        self.parts = [array.array("q") for _ in range(64)]

    def add(self, values):
        parts = self.parts
        for one in map(hash, values):
            parts[one & 63].append(one)

    def suspects(self):
        """Hashes that occur twice; the caller looks at the values themselves."""
        found = set()
        for part in self.parts:
            last = None
            for one in sorted(part):
                if one == last:
                    found.add(one)
                    if len(found) >= 1000:
                        return found
                last = one
        return found


# ---------------------------------------------------------------- 7. the manifest and the sources (§3–5)

HEX = re.compile(r"[0-9a-f]*", re.ASCII)
TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)", re.ASCII)


class Form:
    """Checks the form of a JSON value and notes every fault with its place."""

    def __init__(self, file):
        self.file, self.faults = file, []

    def fault(self, rule, where, words):
        self.faults.append(Refused(rule, self.file + (" 的 " + where if where else ""), words))
        return False

    def object(self, value, keys, where, rule):
        if not isinstance(value, dict):
            return self.fault(rule, where, "应当是一个对象")
        missing = [key for key in keys if key not in value]
        unknown = sorted(key for key in value if key not in keys)
        for key in missing:
            self.fault(rule, where, "缺少键“%s”" % key)
        for key in unknown[:5]:
            self.fault(rule, where, "有不认识的键“%s”" % key[:60])
        return not missing and not unknown

    def list(self, value, where, rule, least=0, most=None):
        if not isinstance(value, list):
            return self.fault(rule, where, "应当是一个列表")
        if len(value) < least:
            return self.fault(rule, where, "不能是空的" if least == 1 else "太短")
        if most is not None and len(value) > most:
            return self.fault("10.3", where, "有 %d 项，超过 %d 项" % (len(value), most))
        return True

    def text(self, value, where, rule):
        return isinstance(value, str) or self.fault(rule, where, "应当是文字")

    def hex(self, value, length, where, rule):
        """Lower-case hex of exactly ``length`` digits (or of 1 to 64 bytes where 0)."""
        good = isinstance(value, str) and HEX.fullmatch(value)
        good = good and (len(value) == length if length else len(value) % 2 == 0 and 2 <= len(value) <= 128)
        return bool(good) or self.fault(
            rule, where, "应当是%s小写十六进制" % (" %d 位" % length if length else "")
        )

    def integer(self, value, low, high, where, rule):
        good = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return good or self.fault(rule, where, "应当是 %d 到 %d 的整数" % (low, high))


def instant(text):
    """Seconds since 1970 of a time as in §4.1, or None."""
    found = TIME.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(found.group(i)) for i in range(1, 7))
    zone = found.group(8)
    shift = 0
    if zone != "Z":
        if int(zone[1:3]) > 23 or int(zone[4:6]) > 59:
            return None
        shift = (int(zone[1:3]) * 60 + int(zone[4:6])) * (-60 if zone[0] == "-" else 60)
    try:
        moment = datetime.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    seconds = (moment - datetime.datetime(1970, 1, 1)) // datetime.timedelta(seconds=1) - shift
    return seconds + int((found.group(7) or "0").ljust(6, "0")) / 1000000


def check_manifest(form, m):
    """Section 4, and the sources of section 5."""
    keys = "protocol hash draw frozen_at law register operator_commitment sources urns teams".split()
    if isinstance(m, dict):
        if m.get("protocol", PROTOCOL) != PROTOCOL:
            form.fault("4.1", "protocol", "不认识的协议")
        if "hash" in m and not (isinstance(m["hash"], str) and m["hash"] in HASHES):
            form.fault("1.1", "hash", "不认识的杂凑算法")
    if not form.object(m, keys, "", "4.1"):
        return
    draw = m["draw"]
    if form.object(draw, "id title agency plan attempt previous reason parent".split(), "draw", "4.1"):
        for key in ("id", "title", "agency", "plan"):
            form.text(draw[key], "draw." + key, "4.1")
        for key in ("previous", "parent"):
            if draw[key] is not None:
                form.hex(draw[key], 64, "draw." + key, "4.3")
        if draw["reason"] is not None:
            form.text(draw["reason"], "draw.reason", "4.3")
        if form.integer(draw["attempt"], 1, MAX_INT, "draw.attempt", "4.3"):
            if draw["attempt"] == 1 and draw["previous"] is not None:
                form.fault("4.3", "draw.previous", "第一次摇号不应有前一次")
            if draw["attempt"] > 1 and draw["previous"] is None:
                form.fault("4.3", "draw.previous", "第 %d 次摇号应当写明前一次的清单杂凑" % draw["attempt"])
            if draw["attempt"] > 1 and not draw["reason"]:
                form.fault("4.3", "draw.reason", "第 %d 次摇号应当写明原因" % draw["attempt"])
    frozen = instant(m["frozen_at"]) if isinstance(m["frozen_at"], str) else None
    if frozen is None:
        form.fault("4.1", "frozen_at", "不是带时差的时间（RFC 3339）")
    if form.object(m["law"], ("pack", "version", "digest"), "law", "4.1"):
        form.text(m["law"]["pack"], "law.pack", "4.1")
        form.text(m["law"]["version"], "law.version", "4.1")
        form.hex(m["law"]["digest"], 0, "law.digest", "4.1")
    if form.object(m["register"], ("count", "digest"), "register", "4.1"):
        form.integer(m["register"]["count"], 0, MAX_INT, "register.count", "4.1")
        form.hex(m["register"]["digest"], 0, "register.digest", "4.1")
    form.hex(m["operator_commitment"], 64, "operator_commitment", "4.1")
    check_sources(form, m["sources"], frozen)
    names, sizes, quotas = set(), 0, 0
    if form.list(m["urns"], "urns", "4.1", 0, MAX_URNS):
        for n, urn in enumerate(m["urns"]):
            where = "urns[%d]" % n
            if not form.object(urn, ("name", "size", "root", "quota", "weighted"), where, "4.1"):
                continue
            if form.text(urn["name"], where + ".name", "4.1"):
                if urn["name"] in names:
                    form.fault("4.1", where + ".name", "签筒名“%s”重复" % urn["name"][:60])
                names.add(urn["name"])
            form.hex(urn["root"], 64, where + ".root", "4.1")
            if not isinstance(urn["weighted"], bool):
                form.fault("4.1", where + ".weighted", "应当是 true 或 false")
            if form.integer(urn["size"], 0, MAX_INT, where + ".size", "4.1") and form.integer(
                urn["quota"], 0, MAX_INT, where + ".quota", "4.1"
            ):
                if urn["quota"] > urn["size"]:
                    form.fault(
                        "4.1",
                        where + ".quota",
                        "要抽 %d 户，多于签筒里的 %d 户" % (urn["quota"], urn["size"]),
                    )
                if urn["weighted"] is True and urn["size"] > MAX_WEIGHTED:
                    form.fault("10.3", where + ".size", "加权签筒超过 %d 户" % MAX_WEIGHTED)
                sizes += urn["size"]
                quotas += urn["quota"]
        if sizes > MAX_LEAVES:
            form.fault("10.3", "urns", "合计超过 %d 户" % MAX_LEAVES)
        if quotas > MAX_DRAWN:
            form.fault("10.3", "urns", "要抽的合计超过 %d 户" % MAX_DRAWN)
    teams = m["teams"]
    if teams is not None and form.object(teams, ("people", "seats", "max_load"), "teams", "4.1"):
        if form.object(teams["people"], ("size", "root"), "teams.people", "4.1"):
            form.hex(teams["people"]["root"], 64, "teams.people.root", "4.1")
            form.integer(teams["people"]["size"], 0, MAX_PEOPLE, "teams.people.size", "4.1")
        form.integer(teams["max_load"], 1, 2**32 - 1, "teams.max_load", "4.2")
        if form.list(teams["seats"], "teams.seats", "4.2", 1):
            names, count = set(), 0
            for n, seat in enumerate(teams["seats"]):
                where = "teams.seats[%d]" % n
                if not form.object(seat, ("name", "count"), where, "4.2"):
                    continue
                if form.text(seat["name"], where + ".name", "4.2"):
                    if seat["name"] in names:
                        form.fault("4.2", where + ".name", "席位名“%s”重复" % seat["name"][:60])
                    names.add(seat["name"])
                if form.integer(seat["count"], 1, 64, where + ".count", "4.2"):
                    count += seat["count"]
            if count * quotas > MAX_SEATS:
                form.fault("10.3", "teams.seats", "席位合计超过 %d 个" % MAX_SEATS)
            people = teams["people"].get("size") if isinstance(teams["people"], dict) else None
            if isinstance(people, int) and len(teams["seats"]) * quotas * people > MAX_PAIRS:
                form.fault("10.3", "teams", "席位与人员的配对超过 %d 对" % MAX_PAIRS)


def check_sources(form, sources, frozen):
    """§5.1, §5.2 and the pinned chain of §5.4."""
    if not form.list(sources, "sources", "5.2", 1):
        return
    strong = unsure = False
    pairs = chained_pairs(sources)
    for n, source in enumerate(sources):
        where = "sources[%d]" % n
        kind = source.get("kind") if isinstance(source, dict) else None
        more = {
            "witness": ["commitment"],
            "dice": ["digits"],
            "public": ["digits"],
            "drand": ["chain", "round"],
        }
        if not isinstance(kind, str) or kind not in more:
            form.fault("5.1", where + ".kind", "不认识的随机源种类")
            unsure = True
            continue
        if not form.object(source, ["kind", "label"] + more[kind], where, "5.1"):
            unsure = True
            continue
        form.text(source["label"], where + ".label", "5.1")
        if kind == "witness":
            form.hex(source["commitment"], 64, where + ".commitment", "5.1")
            strong = True
        elif kind in ("dice", "public"):
            good = form.integer(source["digits"], 1, 10000, where + ".digits", "5.1")
            strong = strong or (good and kind == "dice" and source["digits"] >= 50)
        else:
            if source["chain"] not in (QUICKNET, DEFAULT):
                form.fault("5.4", where + ".chain", "不是固定的 drand 链（quicknet、default）")
                unsure = True
            elif form.integer(source["round"], 1, MAX_INT, where + ".round", "5.1") and frozen is not None:
                if source["chain"] == QUICKNET:
                    out = QUICKNET_GENESIS + (source["round"] - 1) * QUICKNET_PERIOD
                else:
                    out = DEFAULT_GENESIS + (source["round"] - 1) * DEFAULT_PERIOD
                strong = strong or (out > frozen and n not in pairs.values())
                if n in pairs and pairs[n] is None:
                    form.fault("5.4", where, "default 链的一轮要与它的前一轮成对，前一轮在先")
            else:
                unsure = True
    if not strong and not unsure:
        form.fault(
            "5.2",
            "sources",
            "没有一个随机源是本局控制不了、单独就有 128 位的：见证人、50 次以上骰子、锁库之后才产生的 drand 轮次",
        )


def check_reveals(form, reveals, sources, hash_):
    """§5.3 and every value of §5.1; returns whether the values may serve for a seed."""
    if not form.list(reveals, "", "5.3"):
        return False
    if len(reveals) != len(sources):
        return form.fault("5.3", "", "揭示了 %d 个随机源，清单里有 %d 个" % (len(reveals), len(sources)))
    usable = True
    pairs = chained_pairs(sources)
    for n, (reveal, source) in enumerate(zip(reveals, sources)):
        where, kind = "[%d]（%s）" % (n, source["label"][:40]), source["kind"]
        if not form.object(reveal, ("kind", "value"), where, "5.3"):
            usable = False
            continue
        value = reveal["value"]
        if reveal["kind"] != kind:
            usable = form.fault("5.3", where, "种类与清单不同：清单是 %s" % kind)
        elif not isinstance(value, str):
            usable = form.fault("5.3", where, "值应当是文字")
        elif kind == "witness":
            if form.hex(value, 64, where, "5.1") and commitment(hash_, value) != source["commitment"]:
                form.fault("3", where, "见证人打开的值与清单里的承诺不符")
        elif kind == "drand":
            if not form.hex(value, 96 if source["chain"] == QUICKNET else 192, where, "5.1"):
                continue
            if source["chain"] == QUICKNET:
                good = drand_signature(source["round"], bytes.fromhex(value))
            elif n in pairs.values():
                good = True  # the next one's signature covers it
            else:
                before = reveals[pairs[n]] if pairs.get(n) is not None else None
                before = before.get("value") if isinstance(before, dict) else None
                good = (
                    isinstance(before, str)
                    and bool(_HEX_192.match(before))
                    and drand_chained_signature(source["round"], bytes.fromhex(value), bytes.fromhex(before))
                )
            if not good:
                form.fault("5.4", where, "drand 第 %d 轮的签名不对" % source["round"])
        else:
            allowed = "123456" if kind == "dice" else "0123456789"
            if len(value) != source["digits"]:
                form.fault("5.1", where, "应当是 %d 位，实际 %d 位" % (source["digits"], len(value)))
            if value.strip(allowed):
                form.fault("5.1", where, "只许有数字 %s–%s" % (allowed[0], allowed[-1]))
    return usable


def commitment(hash_, value):
    return hash_(tag("commit") + value.encode("utf-8")).hex()


def seed_of(hash_, m, secret, reveals_bytes):
    """Section 6."""
    return hash_(tag("seed") + m + bytes.fromhex(secret) + hash_(reveals_bytes))


# ---------------------------------------------------------------- 8. drawing enterprises (§7)


class Urn:
    """One urn as the leaves have it: checked, its root computed, and its drawn entries found."""

    def __init__(self, archive, n, urn, hash_, seed):
        self.archive, self.n, self.urn, self.hash, self.seed = archive, n, urn, hash_, seed
        self.file = "urns/%d.leaves" % n
        self.faults = []
        self.weights = {}  # weight -> how many, in a weighted urn
        self.drawn = None  # [(ticket, e)]
        self.key = hash_(tag("ticket") + seed + u32(n))[:16] if seed else None

    def run(self, distinct):
        root, last, count = Root(self.hash), b"", 0
        weighted, quota = self.urn["weighted"], self.urn["quota"]
        kept, bound = [], b"\xff" * 32
        new, key = self.hash.new, self.key
        if self.archive.members[self.file].size != self.urn["size"] * LEAF:
            got = self.archive.members[self.file].size
            self._fault(
                "2.4",
                "",
                "应有 %d 片叶（%d 字节），文件是 %d 字节" % (self.urn["size"], self.urn["size"] * LEAF, got),
            )
            return
        for first, block in leaf_blocks(self.archive, self.file):
            leaves = [block[i : i + LEAF] for i in range(0, len(block), LEAF)]
            es = [leaf[:32] for leaf in leaves]
            self._order(first, last, es)
            last = es[-1]
            count += len(es)
            self._weights(first, block, leaves, weighted)
            if distinct is not None:
                distinct.add(es)
            root.add(leaves)
            if key and not weighted and quota:
                kept += [pair for pair in zip([new(key + e).digest() for e in es], es) if pair[0] <= bound]
                if len(kept) > 2 * quota + BLOCK:
                    kept.sort()
                    del kept[quota:]
                    bound = kept[-1][0]
        if root.digest().hex() != self.urn["root"]:
            self._fault(
                "2.5",
                "",
                "叶子算出的根与清单不同：算出 %s，清单 %s" % (root.digest().hex(), self.urn["root"]),
            )
        if key and not weighted:
            self.drawn = sorted(kept)[:quota]
        elif key:
            self.drawn = self._weighted(min(quota, count))

    def _fault(self, rule, where, words):
        if len(self.faults) < MAX_REASONS:
            self.faults.append(Refused(rule, self.file + where, words))

    def _order(self, first, last, es):
        previous = [last] + es[:-1]
        if all(map(bytes.__lt__, previous, es)) or (first == 0 and all(map(bytes.__lt__, es, es[1:]))):
            return
        for i, (a, b) in enumerate(zip(previous, es)):
            if a >= b and (first or i):
                self._fault(
                    "2.4",
                    " 第 %d 片叶" % (first + i + 1),
                    "与前一片重复" if a == b else "次序不对：应当按 e 递增",
                )

    def _weights(self, first, block, leaves, weighted):
        if not weighted:
            n = len(leaves)
            if block[35::36].count(1) == n and all(block[i::36].count(0) == n for i in (32, 33, 34)):
                return
            low, high = 1, 1
        else:
            low, high = 1, 10000
        for i, leaf in enumerate(leaves):
            weight = struct.unpack_from(">I", leaf, 32)[0]
            if not low <= weight <= high:
                self._fault(
                    "2.4", " 第 %d 片叶" % (first + i + 1), "权重 %d 不在 %d 到 %d 之间" % (weight, low, high)
                )
            self.weights[weight] = self.weights.get(weight, 0) + 1
            if len(self.weights) > 20000:
                raise Refused("2.4", self.file, "权重超出规定的太多，不再往下看")

    def _weighted(self, places):
        """§7.2. Certainties depend only on how many entries there are of each weight."""
        left = dict(self.weights)
        total = sum(weight * many for weight, many in left.items())
        round_of, rounds = {}, 0
        while places > 0:
            sure = [weight for weight in left if places * weight >= total]
            if not sure:
                break
            places_now = places
            for weight in sure:
                round_of[weight] = rounds
                total -= weight * left[weight]
                places -= left.pop(weight)
            rounds += 1
            if places < 0 or places_now == places:
                raise Refused("7.2", self.file, "权重与名额对不上")
        self.certain, self.left_places, self.left_weight = set(round_of), places, total
        new, key = self.hash.new, self.key
        drawn = [[] for _ in range(rounds)]
        buckets = [bytearray() for _ in range(256)]  # ticket ‖ e ‖ weight, by the ticket's first byte
        for _, block in leaf_blocks(self.archive, self.file):
            for e, weight in struct.iter_unpack(">32sI", block):
                if weight in round_of:
                    drawn[round_of[weight]].append((new(key + e).digest(), e))
                elif places:
                    ticket = new(key + e).digest()
                    buckets[ticket[0]] += ticket + e + u32(weight)
        drawn = [one for part in drawn for one in part]
        if not places:
            return drawn
        limit = (1 << 256) // total * total
        c = 0
        while True:
            x = int.from_bytes(self.hash(tag("start") + self.seed + u32(self.n) + u32(c)), "big")
            if x < limit:
                break
            c += 1
        point, end, last, at = x % total, 0, None, 0
        last = point + (places - 1) * total
        for bucket in buckets:
            records = sorted(bytes(bucket[i : i + 68]) for i in range(0, len(bucket), 68))
            for record in records:
                end = at + places * struct.unpack_from(">I", record, 64)[0]
                if at <= point < end and point <= last:
                    drawn.append((record[:32], record[32:64]))
                    point += total
                at = end
        return drawn

    def chance_of(self, weight):
        """One entry's chance, by its weight, in words (§7.3)."""
        if weight in self.certain:
            return "必中"
        return "%d/%d" % (self.left_places * weight, self.left_weight) if self.left_places else "0"

    def chance(self):
        size, quota = self.urn["size"], self.urn["quota"]
        if not self.urn["weighted"]:
            return "每户 %d/%d" % (quota, size)
        text = "必中 %d 户" % sum(self.weights[weight] for weight in self.certain)
        if self.left_places:
            text += "，其余每户 %d×权重/%d" % (self.left_places, self.left_weight)
        return text


# ---------------------------------------------------------------- 9. teams (§8)


def bits(mask):
    """The indices of the ones in a mask, ascending."""
    return [i for i, bit in enumerate(bin(mask)[:1:-1]) if bit == "1"]


class Teams:
    """Sections 8.2 to 8.5 as a flow problem.

    A *group* is one seat name at one task; ``sets`` gives its people as a bit mask. A group's seats are filled along
    augmenting paths: someone free takes the seat, or someone leaves another group to take it and that group is filled
    in turn. What a failed search has seen stays marked for as long as nothing changed that could help it.
    """

    def __init__(self, hash_, seed, tasks, people, limits, counts, max_load, sets, set_of):
        self.hash, self.tasks, self.people, self.limits = hash_, tasks, people, limits
        self.counts, self.max_load, self.sets, self.set_of = counts, max_load, sets, set_of
        self.key = hash_(tag("team") + seed)[:16]
        self.names = len(counts)
        groups = len(tasks) * self.names
        self.members = [[] for _ in range(groups)]  # open members of each group
        self.dead_groups, self.dead_people = set(), 0  # marks of failed searches
        self.fixed = [[] for _ in range(groups)]  # members seated for good
        self.busy = [0] * len(tasks)  # mask of the people on each task
        self.closed = [0] * len(tasks)  # mask of those seated there for good
        self.holds = [set() for _ in people]  # groups a person is an open member of
        self.load = [0] * len(people)
        self.cap = []
        self.free = 0

    def _mask(self, group):
        return self.sets[self.set_of[group // self.names][group % self.names]]

    def _limit(self, load):
        """Let everyone have ``load`` tasks, their own limit allowing."""
        self.cap = [min(load, own) for own in self.limits]
        self.free = 0
        free = bytearray((len(self.people) + 7) // 8)
        for i, cap in enumerate(self.cap):
            if self.load[i] < cap:
                free[i >> 3] |= 1 << (i & 7)
        self.free = int.from_bytes(free, "little")

    def _count(self, person, change):
        self.load[person] += change
        if self.load[person] < self.cap[person]:
            self.free |= 1 << person
        else:
            self.free &= ~(1 << person)

    def _join(self, person, group):
        self.members[group].append(person)
        self.holds[person].add(group)
        self.busy[group // self.names] |= 1 << person
        self._count(person, 1)

    def _leave(self, person, group):
        self.members[group].remove(person)
        self.holds[person].discard(group)
        self.busy[group // self.names] &= ~(1 << person)
        self._count(person, -1)

    def _search(self, starts, target=None):
        """Look for a way to give one of the starting groups one more member.

        ``starts`` are (group, who leaves it, for which group). Returns the moves [(person, from, to)] to make, the
        last one from None where a free person was found; None if there is no way. ``target`` is a group that
        may be left one short instead. What a failed search has seen is marked dead.
        """
        queue, came, seen_people = [], {}, self.dead_people
        for group, person, to in starts:
            if group == target:
                return [(person, group, to)]
            if group not in self.dead_groups and group not in came:
                came[group] = (person, to)
                queue.append(group)
        for group in queue:
            task, mask = group // self.names, self._mask(group)
            idle = mask & ~self.busy[task]
            free = idle & self.free
            if free:
                return self._back(group, came, [((free & -free).bit_length() - 1, None, group)])
            reach = []
            for other in range(task * self.names, (task + 1) * self.names):
                if other != group:
                    reach.extend([(other, p) for p in self.members[other] if mask >> p & 1][:1])
            fresh = idle & ~seen_people
            seen_people |= fresh
            for person in bits(fresh) if fresh else ():
                reach.extend((other, person) for other in self.holds[person])
            for other, person in reach:
                if other == target:
                    return self._back(group, came, [(person, other, group)])
                if other not in came and other not in self.dead_groups:
                    came[other] = (person, group)
                    queue.append(other)
        self.dead_groups.update(came)
        self.dead_people = seen_people
        return None

    @staticmethod
    def _back(group, came, moves):
        while group in came:
            person, to = came[group]
            if person is None:
                break
            moves.append((person, group, to))
            group = to
        return moves

    def _move(self, moves):
        for person, source, _ in moves:
            if source is not None:
                self._leave(person, source)
        for person, _, to in moves:
            if to is not None:
                self._join(person, to)

    def _revive(self):
        self.dead_groups, self.dead_people = set(), 0

    def _admit(self):
        """§8.3: how many seats of each group are admitted. What is dead here stays dead: nothing can help it."""
        self._limit(self.max_load)
        self._revive()
        admitted = [0] * len(self.members)
        for group in range(len(self.members)):
            while admitted[group] < self.counts[group % self.names]:
                moves = self._search([(group, None, None)])
                if moves is None:
                    break
                self._move(moves)
                admitted[group] += 1
        return admitted

    def _least(self, admitted):
        """§8.4: the least load, found by raising it whenever a seat cannot be filled."""
        for group, members in enumerate(self.members):
            for person in list(members):
                self._leave(person, group)
        load = 1 if any(admitted) else 0
        self._limit(load)
        self._revive()
        for group, many in enumerate(admitted):
            for _ in range(many):
                moves = self._search([(group, None, None)])
                while moves is None:
                    load += 1
                    self._limit(load)
                    self._revive()
                    moves = self._search([(group, None, None)])
                self._move(moves)
        return load

    def _take(self, person, group):
        """Can this person have a seat of the group for good? If so, make room."""
        task = group // self.names
        if person in self.members[group]:
            return True
        if self.closed[task] >> person & 1:
            return False
        if self.busy[task] >> person & 1:
            starts = [(other, person, group) for other in self.holds[person] if other // self.names == task]
        elif self.free >> person & 1:
            starts = None
        else:
            starts = [(other, person, group) for other in self.holds[person]]
        moves = [(person, None, group)] if starts is None else self._search(starts, group)
        if moves is None:
            return False
        if all(source != group for _, source, _ in moves):
            self._leave(self.members[group][0], group)  # someone else gives up the seat
        self._move(moves)
        return True

    def run(self):
        """(L, for each task for each seat name the people's indices or None, how many seats are vacant)."""
        admitted = self._admit()
        load = self._least(admitted)
        result = []
        for task, e in enumerate(self.tasks):
            prefix, new = self.key + e, self.hash.new
            rank, team = {}, []
            for seat, count in enumerate(self.counts):
                group = task * self.names + seat
                many = admitted[group]
                queue = []
                if many:
                    for person in self._people_of(self.set_of[task][seat]):
                        if person not in rank:
                            rank[person] = new(prefix + self.people[person]).digest()
                        queue.append((rank[person], self.people[person], person))
                    heapq.heapify(queue)
                for _ in range(many):
                    self._revive()
                    while True:
                        person = heapq.heappop(queue)[2]
                        if self._take(person, group):
                            break
                    self.members[group].remove(person)
                    self.holds[person].discard(group)
                    self.closed[task] |= 1 << person
                    self.fixed[group].append(person)
                team.append(self.fixed[group] + [None] * (count - many))
            result.append(team)
        vacant = sum(self.counts) * len(self.tasks) - sum(admitted)
        return load, result, vacant

    def _people_of(self, number):
        cached = getattr(self, "_cached", None)
        if cached is None or cached[0] > 4000000:
            cached = self._cached = [0, {}]
        if number not in cached[1]:
            cached[1][number] = bits(self.sets[number])
            cached[0] += len(cached[1][number])
        return cached[1][number]


# ---------------------------------------------------------------- 10. eligibility.json, read in pieces (§9.4)


class Pieces:
    """Reads canonical JSON of a known shape without ever holding the whole file."""

    def __init__(self, archive, name):
        self.name, self.source, self.rest, self.at = name, archive.stream(name), b"", 0

    def _more(self):
        data = next(self.source, None)
        if data is None:
            raise Refused("9.4", self.name, "文件不完整，或写法不合规")
        self.rest, self.at = self.rest[self.at :] + data, 0

    def take(self, text):
        while len(self.rest) - self.at < len(text):
            self._more()
        if self.rest[self.at : self.at + len(text)] != text:
            raise Refused("9.4", self.name, "写法不合规：此处应当是 %s" % text.decode())
        self.at += len(text)

    def one_of(self, texts):
        while len(self.rest) - self.at < 1:
            self._more()
        byte = self.rest[self.at : self.at + 1]
        if byte not in texts:
            raise Refused(
                "9.4", self.name, "写法不合规：此处应当是 %s" % " 或 ".join(t.decode() for t in texts)
            )
        self.at += 1
        return byte

    def numbers(self, limit, where):
        """The list of numbers after its opening bracket, to the closing one."""
        while True:
            end = self.rest.find(b"]", self.at)
            if end >= 0:
                break
            if len(self.rest) - self.at > limit:
                raise Refused("9.4", where, "列表太长，或写法不合规")
            self._more()
        body = self.rest[self.at : end]
        self.at = end + 1
        if not body:
            return []
        if not re.fullmatch(rb"(?:0|[1-9][0-9]{0,9})(?:,(?:0|[1-9][0-9]{0,9}))*", body):
            raise Refused("9.4", where, "应当是整数的列表，规范写法")
        return list(map(int, body.split(b",")))

    def lists(self, limit, where):
        """Each list of numbers of a list of lists after its opening bracket."""
        n = 0
        byte = self.one_of((b"[", b"]"))
        while byte == b"[":
            yield self.numbers(limit, "%s 的 %s[%d]" % (self.name, where, n))
            n += 1
            if self.one_of((b",", b"]")) == b"]":
                return
            byte = self.one_of((b"[",))

    def end(self):
        if self.at != len(self.rest) or next(self.source, None) is not None:
            raise Refused("9.4", self.name, "后面还有多余的内容")


# ---------------------------------------------------------------- 11. log proofs (§12.3)


def _base64(text):
    """Strict standard base64, or None."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None


def merkle_path(leaf, index, size, path, new):
    """The root a path of RFC 6962 §2.1.1 leads to from a leaf node; None if its length does not fit."""
    node, last = leaf, size - 1
    steps = iter(path)
    for one in steps:
        if last == 0:
            return None
        if index & 1 or index == last:
            node = new(b"\1" + one + node).digest()
            while not index & 1 and index:
                index >>= 1
                last >>= 1
        else:
            node = new(b"\1" + node + one).digest()
        index >>= 1
        last >>= 1
    return node if last == 0 else None


class LogKey:
    """A verifier key of a log or of a witness of it: `name+id+base64` (C2SP signed-note)."""

    def __init__(self, text):
        parts = text.strip().split("+", 2)
        data = _base64(parts[2]) if len(parts) == 3 else None
        if data is None or len(data) != 33 or data[0] not in (1, 4) or not parts[0]:
            raise ValueError("日志公钥的写法不对：应当是 名称+编号+base64")
        self.name, self.kind, self.key = parts[0], data[0], data[1:]
        self.id = hashlib.sha256(self.name.encode() + b"\n" + data).digest()[:4]
        if self.id.hex() != parts[1]:
            raise ValueError("日志公钥的编号与公钥不符")

    def verify(self, note, signature):
        if self.kind == 1:
            return len(signature) == 64 and ed25519(self.key, note, signature)
        if len(signature) != 72:
            return False
        time = struct.unpack(">Q", signature[:8])[0]
        return ed25519(self.key, b"cosignature/v1\ntime %d\n" % time + note, signature[8:])


def log_proof(text, record, keys):
    """Check one C2SP tlog-proof; returns (log's name, index, names of the known keys that signed, extra bytes)."""
    lines = text.split("\n")
    if any(ord(c) < 32 for c in text if c != "\n"):
        raise ValueError("证明里有控制字符")
    if lines[0] != "c2sp.org/tlog-proof@v1":
        raise ValueError("第一行不是 c2sp.org/tlog-proof@v1")
    at, extra = 1, b""
    if len(lines) > at and lines[at].startswith("extra "):
        extra = _base64(lines[at][6:])
        if extra is None:
            raise ValueError("extra 一行不是 base64")
        at += 1
    found = re.fullmatch(r"index (0|[1-9][0-9]{0,18})", lines[at] if len(lines) > at else "", re.ASCII)
    if not found:
        raise ValueError("缺少 index 一行")
    index, path = int(found.group(1)), []
    at += 1
    while at < len(lines) and lines[at]:
        one = _base64(lines[at])
        if one is None or len(one) != 32 or len(path) >= 64:
            raise ValueError("第 %d 行不是一个杂凑" % (at + 1))
        path.append(one)
        at += 1
    note = "\n".join(lines[at + 1 :])
    split = note.rfind("\n\n")
    if at >= len(lines) or split < 0 or not note.endswith("\n"):
        raise ValueError("缺少检查点")
    body, signatures = note[: split + 1], note[split + 2 : -1].split("\n")
    head = body[:-1].split("\n")
    if len(head) < 3 or not all(head) or not re.fullmatch(r"0|[1-9][0-9]{0,18}", head[1], re.ASCII):
        raise ValueError("检查点的写法不对")
    root = _base64(head[2])
    if root is None or len(root) != 32:
        raise ValueError("检查点的根不对")
    size = int(head[1])
    leaf = hashlib.sha256(b"\0" + record).digest()
    if index >= size or merkle_path(leaf, index, size, path, hashlib.sha256) != root:
        raise ValueError("路径走不到检查点的根")
    signed = []
    for line in signatures:
        found = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
        data = _base64(found.group(2)) if found else None
        if data is None or len(data) < 5:
            raise ValueError("检查点的签名行写法不对")
        for key in keys:
            if key.name == found.group(1) and key.id == data[:4]:
                if not key.verify(body.encode(), data[4:]):
                    raise ValueError("检查点上 %s 的签名不对" % key.name)
                signed.append(key.name)
    return head[0], index, signed, extra


# ---------------------------------------------------------------- 11b. time stamps beside a log proof (§12.4)


def _split(data):
    """[(tag, content)] of the DER elements that fill these bytes exactly."""
    found, at = [], 0
    while at < len(data):
        tag, head = data[at], data[at : at + 2]
        if len(head) < 2 or tag & 31 == 31:
            raise ValueError("时间戳不是 DER")
        size, at = head[1], at + 2
        if size > 127:
            octets = data[at : at + size - 128]
            at += size - 128
            size = int.from_bytes(octets, "big")
            if not 1 <= len(octets) <= 4 or octets[0] == 0 or size < 128:
                raise ValueError("时间戳不是 DER")
        if at + size > len(data):
            raise ValueError("时间戳不是 DER：长度不对")
        found.append((tag, data[at : at + size]))
        at += size
    return found


def _parts(data, *tags):
    """Contents of exactly these elements; None in place of a tag allows any."""
    found = _split(data)
    if len(found) != len(tags) or any(want not in (None, tag) for want, (tag, _) in zip(tags, found)):
        raise ValueError("时间戳不是 RFC 3161 规定的结构")
    return [content for _, content in found]


def _algorithm(data):
    found = _split(data)
    if not 1 <= len(found) <= 2 or found[0][0] != 6:
        raise ValueError("时间戳不是 RFC 3161 规定的结构")
    return found[0][1].hex()


def _take(found, tags):
    """Contents by tag of optional elements, which come in this order, each at most once."""
    taken = {}
    for tag in tags:
        if found and found[0][0] == tag:
            taken[tag] = found.pop(0)[1]
    if found:
        raise ValueError("时间戳不是 RFC 3161 规定的结构")
    return taken


OID_SIGNED_DATA, OID_TST_INFO = "2a864886f70d010702", "2a864886f70d0109100104"
OID_CONTENT_TYPE, OID_MESSAGE_DIGEST = "2a864886f70d010903", "2a864886f70d010904"
OID_HASHES = {
    "608648016503040201": hashlib.sha256,
    "608648016503040202": hashlib.sha384,
    "608648016503040203": hashlib.sha512,
}


def time_stamp(token, record):
    """Check an RFC 3161 token about a record, all but who signed it: (time, serial, nonce, signed digest compared)."""
    (content,) = _parts(token, 0x30)
    kind, wrapped = _parts(content, 6, 0xA0)
    (signed,) = _parts(wrapped, 0x30)
    found = _split(signed)
    if len(found) < 4 or [tag for tag, _ in found[:3]] != [2, 0x31, 0x30]:
        raise ValueError("时间戳不是 RFC 3161 规定的结构")
    inner, wrapped = _parts(found[2][1], 6, 0xA0)
    (info,) = _parts(wrapped, 4)
    if kind.hex() != OID_SIGNED_DATA or inner.hex() != OID_TST_INFO:
        raise ValueError("这不是时间戳")
    rest = _take(found[3:], (0xA0, 0xA1, 0x31))
    (signer,) = _parts(rest.get(0x31, b""), 0x30)
    whole = _signed_digest(signer, info)
    (fields,) = _parts(info, 0x30)
    found = _split(fields)
    if [tag for tag, _ in found[:5]] != [2, 6, 0x30, 2, 0x18] or found[0][1] != b"\1":
        raise ValueError("时间戳不是 RFC 3161 规定的结构")
    algorithm, imprint = _parts(found[2][1], 0x30, 4)
    if (
        OID_HASHES.get(_algorithm(algorithm)) is not hashlib.sha256
        or imprint != hashlib.sha256(record).digest()
    ):
        raise ValueError("时间戳盖的不是这条记录（messageImprint 不符）")
    nonce = _take(found[5:], (0x30, 1, 2, 0xA0, 0xA1)).get(2, b"")
    return _stamped_at(found[4][1]), found[3][1].hex(), nonce.hex(), whole


def _signed_digest(signer, info):
    """Whether the signer's own digest of what the token says could be compared; a different one is refused."""
    found = _split(signer)
    tags = [tag for tag, _ in found]
    if len(tags) > 6 and tags[6] == 0xA1:
        del tags[6]
    if len(tags) != 6 or tags[1] not in (0x30, 0x80) or tags[:1] + tags[2:] != [2, 0x30, 0xA0, 0x30, 4]:
        raise ValueError("时间戳不是 RFC 3161 规定的结构")
    attributes = {}
    for tag, one in _split(found[3][1]):
        name, values = _parts(one, 6, 0x31)
        if tag != 0x30 or name in attributes:
            raise ValueError("时间戳不是 RFC 3161 规定的结构")
        attributes[name] = values
    (kind,) = _parts(attributes.get(bytes.fromhex(OID_CONTENT_TYPE), b""), 6)
    (digest,) = _parts(attributes.get(bytes.fromhex(OID_MESSAGE_DIGEST), b""), 4)
    if kind.hex() != OID_TST_INFO:
        raise ValueError("这不是时间戳")
    new = OID_HASHES.get(_algorithm(found[2][1]))
    if new is not None and new(info).digest() != digest:
        raise ValueError("时间戳的内容与它签名的摘要不符：被改过")
    return new is not None


def _stamped_at(text):
    found = re.fullmatch(
        rb"([12][0-9]{3})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(\.[0-9]*[1-9])?Z", text
    )
    if not found:
        raise ValueError("时间戳的时间写法不对")
    parts = [int(one) for one in found.groups()[:6]]
    try:
        datetime.datetime(*parts)
    except ValueError:
        raise ValueError("时间戳的时间不是真的日期") from None
    return "%04d-%02d-%02dT%02d:%02d:%02d" % tuple(parts) + (found.group(7) or b"").decode() + "Z"


# ---------------------------------------------------------------- 12. the whole transcript (§9, §10)

STEPS = (
    ("container", "ZIP 文件", "文件名都在规定之内、各出现一次，没有加密，没有损坏"),
    ("manifest", "清单", "锁库时写下的协议、签筒、名额、随机源齐全合规；它的杂凑 m 可以和摇号前公布的对照"),
    ("secret", "本局秘密值", "本局的秘密值正是锁库时承诺的那一个，没有换过"),
    ("sources", "随机源", "见证人打开的正是各自承诺的值；各随机源的种类、位数对，drand 签名对"),
    ("urns", "签筒", "参加摇号的正是锁库时的那些条目和权重，没有增、删、改、重复"),
    ("selection", "抽取结果", "由清单、秘密值、随机源重算，抽中的企业、签号和次序逐字节一致"),
    ("people", "人员", "可任席位的人员和各自的任务上限正是锁库时的那些"),
    ("opened", "打开的条目", "抽中的企业全部打开，每条都与它的杂凑相符，编号不重复"),
    ("eligibility", "候选人", "每个任务、每个席位的候选人正是摇号之前写进企业条目的那些"),
    ("teams", "检查组", "空缺席位、最小任务数和每个席位的人选，重算逐字节一致"),
    ("facts", "其他事实", "向审计人员打开的事实与条目里的承诺相符"),
    ("signatures", "签名", "各签名确由所列公钥对这些内容作出"),
    ("log", "日志证明", "清单、揭示值或结果确实记在了证明所指的日志里"),
)
TITLES = {key: title for key, title, _ in STEPS}
# A step is left out, and said to be, where one it needs was refused or left out.
NEEDS = {
    "secret": ("manifest",),
    "sources": ("manifest",),
    "urns": ("manifest",),
    "selection": ("secret", "sources", "urns"),
    "people": ("manifest",),
    "opened": ("selection",),
    "eligibility": ("people", "opened"),
    "teams": ("eligibility",),
    "facts": ("opened",),
    "signatures": ("manifest",),
    "log": ("manifest",),
}


class Report:
    """What was checked, what was refused and why, what stays unproven."""

    def __init__(self, progress=None):
        self.status, self.notes, self.reasons, self.more = {}, {}, [], 0
        self.unproven, self.facts = [], {}
        self.progress = progress or (lambda words: None)

    def refuse(self, step, refused):
        self.status[step] = "refused"
        if len(self.reasons) < MAX_REASONS:
            self.reasons.append(
                {"step": step, "rule": "§" + refused.rule, "place": refused.place, "words": refused.words}
            )
        else:
            self.more += 1

    def note(self, step, words):
        self.notes.setdefault(step, []).append(words)

    @property
    def verified(self):
        return not self.reasons and "skipped" not in self.status.values()


class Check:
    """Checks one transcript, step by step, into a report."""

    def __init__(self, file, log_keys=(), progress=None):
        self.report, self.log_keys = Report(progress), log_keys
        self.stamps, self.left_open = {}, []  # tokens by what they are over; what stays unproven about them
        self.soft = set()  # steps whose refusals do not keep later steps from being worked out
        self.manifest = self.hash = self.seed = None
        self.drawn = None  # for every urn [(ticket, e)]
        self.chances = []  # for every urn its chance_of
        self.listed = []  # drawn enterprises' opened entries, for those who want to see the list
        self.eligible = []  # for every task the digests its entry fixed, seat by seat
        self.form = "public"
        self.auditor = False
        try:
            self.archive = Archive(file)
        except Refused as refused:
            self.archive = None
            self.report.refuse("container", refused)

    def run(self):
        for key, title, _ in STEPS:
            if key == "container":
                self._container()
                continue
            if self.archive is None:
                self.report.status[key] = "skipped"
                continue
            if self._absent(key):
                self.report.status[key] = "absent"
                continue
            missing = [need for need in NEEDS.get(key, ()) if not self._usable(need)]
            if missing:
                self.report.status[key] = "skipped"
                self.report.note(key, "“%s”没有通过，这一步没有做" % TITLES[missing[0]])
                continue
            self.report.progress(title)
            try:
                getattr(self, "_" + key)()
            except Refused as refused:
                self.report.refuse(key, refused)
                self.soft.discard(key)
            else:
                self.report.status.setdefault(key, "passed")
        self._unproven()
        return self.report

    def _absent(self, step):
        """Is there nothing of this step in this transcript?"""
        if step in ("people", "eligibility", "teams"):
            return self.manifest is not None and not self.teams
        file = {"facts": "facts.jsonl", "signatures": "signatures.json", "log": "log.json"}.get(step)
        return file is not None and file not in self.archive

    def _usable(self, step):
        return self.report.status.get(step) in ("passed", "absent") or step in self.soft

    def _fault(self, step, rule, place, words):
        self.report.refuse(step, Refused(rule, place, words))

    def _container(self):
        if self.archive is None:
            return
        for name, words in self.archive.problems:
            self._fault("container", "9.1", name, words)
        self.report.status.setdefault("container", "passed")
        self.report.note("container", "共 %d 个文件" % len(self.archive.members))

    def _required(self, name, step):
        if name not in self.archive:
            raise Refused("9.1", name, "缺少这个文件")

    def _manifest(self):
        self._required("manifest.json", "manifest")
        data = self.archive.read("manifest.json", MAX_SMALL_FILE)
        manifest = parse(data, "manifest.json")
        form = Form("manifest.json")
        check_manifest(form, manifest)
        for fault in form.faults:
            self.report.refuse("manifest", fault)
        if form.faults:
            return
        self.manifest, self.hash = manifest, HASHES[manifest["hash"]]
        self.m = self.hash(data)
        self.urns, self.teams = manifest["urns"], manifest["teams"]
        team_files = ("people.leaves", "eligibility.json", "teams.json")
        wanted = ["reveals.json", "secret.txt", "selection.json", "opened.jsonl"]
        wanted += ["urns/%d.leaves" % n for n in range(len(self.urns))]
        wanted += team_files if self.teams else ()
        optional = ("manifest.json", "facts.jsonl", "log.json", "signatures.json")
        for name in wanted:
            if name not in self.archive and not any(name == bad for bad, _ in self.archive.problems):
                self._fault("manifest", "9.1", name, "缺少这个文件")
                self.soft.add("manifest")
        for name in self.archive.members:
            if name not in wanted and name not in optional:
                words = (
                    "清单里没有检查组，不应有这个文件"
                    if name in team_files
                    else "清单里没有这个签筒，不应有这个文件"
                )
                self._fault("manifest", "9.1", name, words)
                self.soft.add("manifest")
        draw = manifest["draw"]
        self.report.facts["m"] = self.m.hex()
        self.report.note("manifest", "%s（%s），%s" % (draw["title"], draw["agency"], draw["id"]))
        self.report.note("manifest", "锁库时间 %s，第 %d 次摇号" % (manifest["frozen_at"], draw["attempt"]))
        self.report.note("manifest", "清单杂凑 m：%s（%s）" % (self.m.hex(), manifest["hash"]))
        if draw["parent"]:
            self.report.note("manifest", "本次补抽另一次摇号的空缺：%s" % draw["parent"])

    def _secret(self):
        self._required("secret.txt", "secret")
        data = self.archive.read("secret.txt", 4096)
        if len(data) != 64 or not re.fullmatch(rb"[0-9a-f]{64}", data):
            raise Refused("9.1", "secret.txt", "应当正好是 64 位小写十六进制")
        self.secret = data.decode()
        self.soft.add("secret")
        if commitment(self.hash, self.secret) != self.manifest["operator_commitment"]:
            self._fault("secret", "3", "secret.txt", "本局的秘密值与清单里的承诺不符")

    def _sources(self):
        self._required("reveals.json", "sources")
        self.reveals_bytes = self.archive.read("reveals.json", MAX_SMALL_FILE)
        reveals = parse(self.reveals_bytes, "reveals.json")
        form = Form("reveals.json")
        if check_reveals(form, reveals, self.manifest["sources"], self.hash):
            self.soft.add("sources")
        for fault in form.faults:
            self.report.refuse("sources", fault)
        for source in self.manifest["sources"]:
            kinds = {"witness": "见证人", "dice": "骰子", "public": "公布的号码", "drand": "drand 轮次"}
            self.report.note("sources", "%s：%s" % (kinds[source["kind"]], source["label"]))

    def _urns(self):
        if self._usable("secret") and self._usable("sources"):
            self.seed = seed_of(self.hash, self.m, self.secret, self.reveals_bytes)
            self.report.facts["seed"] = self.seed.hex()
        distinct = Distinct() if len(self.urns) > 1 else None
        drawn, whole = [], True
        for n, urn in enumerate(self.urns):
            if "urns/%d.leaves" % n not in self.archive:
                self.report.status["urns"] = "refused"
                whole = False
                continue
            self.report.progress("签筒 %d/%d：%s" % (n + 1, len(self.urns), urn["name"]))
            one = Urn(self.archive, n, urn, self.hash, self.seed)
            try:
                one.run(distinct)
            except Refused as refused:
                one.faults.append(refused)
                one.drawn = None
            for fault in one.faults:
                self.report.refuse("urns", fault)
            if one.drawn is None or len(one.drawn) != urn["quota"]:
                whole = False
            elif len(self.urns) <= 50:
                self.report.note(
                    "urns",
                    "签筒“%s”：%d 户抽 %d 户，%s" % (urn["name"], urn["size"], urn["quota"], one.chance()),
                )
            drawn.append(one.drawn)
            self.chances.append(one.chance_of)
        suspects = distinct.suspects() if distinct else ()
        if suspects:
            self._twice(suspects)
        if whole and self.seed:
            self.drawn = drawn
            self.soft.add("urns")

    def _twice(self, suspects):
        """§2.4: the same e in two urns."""
        seen = {}
        for n in range(len(self.urns)):
            if "urns/%d.leaves" % n not in self.archive:
                continue
            for first, block in leaf_blocks(self.archive, "urns/%d.leaves" % n):
                for i in range(0, len(block), LEAF):
                    e = block[i : i + 32]
                    if hash(e) in suspects:
                        place = "urns/%d.leaves 第 %d 片叶" % (n, first + i // LEAF + 1)
                        if seen.setdefault(e, (n, place))[0] != n:
                            self._fault("urns", "2.4", place, "与 %s 是同一个条目" % seen[e][1])

    def _compare(self, step, name, expected, explain):
        """§10.1: the file must have exactly the expected bytes. Returns the digest of the file."""
        digest, at, wrong, kept = self.hash.new(b""), 0, None, []
        for data in self.archive.stream(name):
            digest.update(data)
            if wrong is None and data != expected[at : at + len(data)]:
                wrong = at + next(
                    (i for i, (a, b) in enumerate(zip(data, expected[at:])) if a != b), len(expected) - at
                )
            at += len(data)
            if at > 2 * len(expected) + MAX_SMALL_FILE:
                self._fault(step, "10.1", name, "文件比应有的长得多")
                return None
            kept.append(data)
        if wrong is None and at < len(expected):
            wrong = at
        if wrong is not None:
            before = len(self.report.reasons) + self.report.more
            try:
                explain(parse(b"".join(kept), name))
            except Refused as refused:
                self.report.refuse(step, refused)
            if len(self.report.reasons) + self.report.more == before:
                self._fault(step, "10.1", "%s 第 %d 字节" % (name, wrong + 1), "与重算的结果不同")
        return digest.digest()

    def _selection(self):
        self._required("selection.json", "selection")
        expected = [
            {"urn": urn["name"], "drawn": [{"e": e.hex(), "ticket": t.hex()} for t, e in drawn]}
            for urn, drawn in zip(self.urns, self.drawn)
        ]
        self.soft.add("selection")

        def explain(value):
            form = Form("selection.json")
            if not form.list(value, "", "9.3"):
                return self.report.refuse("selection", form.faults[0])
            if len(value) != len(expected):
                return self._fault(
                    "selection",
                    "9.3",
                    "selection.json",
                    "有 %d 个签筒，清单里有 %d 个" % (len(value), len(expected)),
                )
            for n, (got, want) in enumerate(zip(value, expected)):
                place = "selection.json 签筒 %d（%s）" % (n, want["urn"][:40])
                if not isinstance(got, dict) or sorted(got) != ["drawn", "urn"] or got["urn"] != want["urn"]:
                    self._fault("selection", "9.3", place, "签筒的名称或写法不对")
                elif not isinstance(got["drawn"], list) or len(got["drawn"]) != len(want["drawn"]):
                    self._fault("selection", "7", place, "应当抽中 %d 户，记录与此不同" % len(want["drawn"]))
                else:
                    wrong = [i for i, (a, b) in enumerate(zip(got["drawn"], want["drawn"])) if a != b]
                    for i in wrong[:3]:
                        self._fault(
                            "selection",
                            "7",
                            "%s 第 %d 个" % (place, i + 1),
                            "重算抽中的是 e=%s，签号 %s；记录与此不同"
                            % (want["drawn"][i]["e"], want["drawn"][i]["ticket"]),
                        )
            return None

        self.selection_digest = self._compare("selection", "selection.json", jcs(expected), explain)
        self.tasks = [(n, e) for n, drawn in enumerate(self.drawn) for _, e in drawn]
        self.report.note("selection", "共抽中 %d 户" % len(self.tasks))
        self.report.note("selection", "种子：%s" % self.seed.hex())

    def _people(self):
        self.people, self.limits = [], []
        self._required("people.leaves", "people")
        people = self.teams["people"]
        name, size = "people.leaves", self.archive.members["people.leaves"].size
        if size != people["size"] * LEAF:
            self._fault(
                "people",
                "2.6",
                name,
                "应有 %d 人（%d 字节），文件是 %d 字节" % (people["size"], people["size"] * LEAF, size),
            )
            return None
        root, last = Root(self.hash), b""
        for first, block in leaf_blocks(self.archive, name):
            root.add([block[i : i + LEAF] for i in range(0, len(block), LEAF)])
            for i, (e, limit) in enumerate(struct.iter_unpack(">32sI", block)):
                place = "%s 第 %d 片叶" % (name, first + i + 1)
                if e <= last:
                    self._fault(
                        "people", "2.4", place, "与前一片重复" if e == last else "次序不对：应当按 e 递增"
                    )
                if not limit:
                    self._fault("people", "2.6", place, "任务上限是 0")
                last = e
                self.people.append(e)
                self.limits.append(limit)
        if root.digest().hex() != people["root"]:
            self._fault("people", "2.5", name, "叶子算出的根与清单不同")
        elif "people" not in self.report.status:
            self.soft.add("people")
        self.report.note("people", "共 %d 人" % len(self.people))
        return None

    def _entry(self, line, number, task):
        """Check one line of opened.jsonl; returns (entry, e)."""
        place = "opened.jsonl 第 %d 行" % number
        entry = parse(line, place)
        form = Form(place)
        if not isinstance(entry, dict):
            raise Refused("2.1", place, "条目应当是一个对象")
        if "id" not in entry or "salt" not in entry:
            raise Refused("2.1", place, "条目缺少 id 或 salt")
        form.text(entry["id"], "id", "2.1")
        form.hex(entry["salt"], 32, "salt", "2.1")
        if "facts" in entry:
            form.hex(entry["facts"], 64, "facts", "2.2")
        seats = [seat["name"] for seat in self.teams["seats"]] if self.teams and task else None
        if seats is not None and "eligible" not in entry:
            form.fault("2.7", "", "企业的条目没有写明候选人（eligible）")
        elif "eligible" in entry:
            given = entry["eligible"]
            if seats is not None and form.object(given, seats, "eligible", "2.7") or isinstance(given, dict):
                for key in given:
                    form.hex(given[key], 64, "eligible." + key[:40], "2.7")
            elif seats is None:
                form.fault("2.7", "eligible", "应当是一个对象")
        if form.faults:
            for fault in form.faults[1:]:
                self.report.refuse("opened", fault)
            raise form.faults[0]
        return entry, self.hash(tag("entry") + line)

    def _opened(self):
        self._required("opened.jsonl", "opened")
        lines = self.archive.lines("opened.jsonl")
        ids, people_ids, facts = Distinct(), Distinct(), None
        self.facts_state = None
        if "facts.jsonl" in self.archive:
            facts = self.archive.lines("facts.jsonl")
        people = {e: i for i, e in enumerate(self.people)} if self.teams and self._usable("people") else {}
        drawn = {e for _, e in self.tasks}
        self.with_facts = 0
        self.bad_facts = []
        names = [seat["name"] for seat in self.teams["seats"]] if self.teams else []
        for n, (urn, e) in enumerate(self.tasks):
            number, line = next(lines, (0, None))
            if line is None:
                raise Refused("9.6", "opened.jsonl", "抽中 %d 户，只打开了 %d 户" % (len(self.tasks), n))
            entry, got = self._entry(line, number, True)
            if got != e:
                raise Refused(
                    "9.6",
                    "opened.jsonl 第 %d 行" % number,
                    "这一行算出的杂凑不是第 %d 个抽中的企业（%s…）" % (n + 1, e.hex()[:16]),
                )
            ids.add((entry["id"],))
            self._fact(facts, entry, e)
            if names:
                self.eligible.append([bytes.fromhex(entry["eligible"][name]) for name in names])
            if len(self.listed) < 10000:
                shown = entry.get("name")
                self.listed.append(
                    (self.urns[urn]["name"], entry["id"], shown if isinstance(shown, str) else "")
                )
        after, last, opened_people = next(lines, None), -1, 0
        others, waiting = None, None
        while after is not None:
            number, line = after
            place = "opened.jsonl 第 %d 行" % number
            if others is None:
                entry, e = self._entry(line, number, False)
                if e in people and people[e] > last:
                    last = people[e]
                    opened_people += 1
                    people_ids.add((entry["id"],))
                    self._fact(facts, entry, e)
                    after = next(lines, None)
                    continue
                if e in people:
                    raise Refused("9.6", place, "打开的人员没有按 e 递增，或重复")
                others = self._undrawn(drawn)
            entry, e = self._entry(line, number, True)
            waiting = next(others, None)
            if waiting is None:
                raise Refused("9.6", place, "这一条不在任何签筒里，也不是人员；或多打开了一次")
            if e != waiting[1]:
                raise Refused(
                    "9.6",
                    place,
                    "打开的条目不是下一片没有抽中的叶（签筒 %d，%s…）" % (waiting[0], waiting[1].hex()[:16]),
                )
            ids.add((entry["id"],))
            self._fact(facts, entry, e)
            self.auditor = True
            after = next(lines, None)
        if others is not None and next(others, None) is not None:
            raise Refused("9.6", "opened.jsonl", "没有抽中的条目只打开了一部分：要么全部打开，要么都不打开")
        if facts is not None:
            extra = next(facts, None)
            if extra is not None:
                self.bad_facts.append(Refused("9.7", "facts.jsonl 第 %d 行" % extra[0], "没有对应的条目"))
        for found, where in ((ids, "企业"), (people_ids, "人员")):
            suspects = found.suspects()
            if suspects:
                self._same_ids(suspects, where, opened_people)
        if self.auditor:
            self.form = "auditor"
        self.report.facts["form"] = self.form
        self.report.note(
            "opened",
            "打开了抽中的 %d 户、人员 %d 名%s"
            % (len(self.tasks), opened_people, "，以及没有抽中的全部条目" if self.auditor else ""),
        )

    def _undrawn(self, drawn):
        for n in range(len(self.urns)):
            for _, block in leaf_blocks(self.archive, "urns/%d.leaves" % n):
                for i in range(0, len(block), LEAF):
                    e = block[i : i + 32]
                    if e not in drawn:
                        yield n, e

    def _same_ids(self, suspects, where, people):
        seen = {}
        for number, line in self.archive.lines("opened.jsonl"):
            is_person = len(self.tasks) < number <= len(self.tasks) + people
            if is_person == (where == "人员"):
                one = json.loads(line.decode())["id"]
                if hash(one) in suspects:
                    if one in seen:
                        self._fault(
                            "opened",
                            "2.3",
                            "opened.jsonl 第 %d 行" % number,
                            "%s编号“%s”与第 %d 行重复" % (where, one[:60], seen[one]),
                        )
                    seen.setdefault(one, number)

    def _fact(self, facts, entry, e):
        """§9.7, as the entries pass by; faults are told in the step of their own."""
        if "facts" not in entry:
            return
        self.with_facts += 1
        if facts is None or self.bad_facts:
            return
        try:
            number, line = next(facts, (0, None))
            if line is None:
                raise Refused("9.7", "facts.jsonl", "缺少条目 %s… 的事实" % e.hex()[:16])
            place = "facts.jsonl 第 %d 行" % number
            value = parse(line, place)
            form = Form(place)
            if form.object(value, ("e", "facts", "facts_salt"), "", "9.7"):
                form.hex(value["e"], 64, "e", "9.7")
                salt = value["facts_salt"]
                if not isinstance(salt, str) or not salt or len(salt) % 2 or not HEX.fullmatch(salt):
                    form.fault("2.2", "facts_salt", "应当是小写十六进制")
            if form.faults:
                raise form.faults[0]
            if value["e"] != e.hex():
                raise Refused("9.7", place, "次序不对：此处应当是条目 %s…" % e.hex()[:16])
            if self.hash(tag("facts") + jcs([value["facts_salt"], value["facts"]])).hex() != entry["facts"]:
                raise Refused("2.2", place, "事实与条目里的承诺不符")
        except Refused as refused:
            self.bad_facts.append(refused)

    def _eligibility(self):
        self._required("eligibility.json", "eligibility")
        names = [seat["name"] for seat in self.teams["seats"]]
        pieces, people = Pieces(self.archive, "eligibility.json"), self.people
        pieces.take(b'{"sets":[')
        self.sets, digests, seen = [], [], set()
        for n, members in enumerate(pieces.lists(len(people) * 12 + 16, "sets")):
            place = "eligibility.json 的 sets[%d]" % n
            if n >= len(self.tasks) * len(names):
                raise Refused("9.4", place, "集合比用得到的多")
            if any(a >= b for a, b in zip(members, members[1:])) or (members and members[-1] >= len(people)):
                raise Refused("9.4", place, "应当是递增的人员序号，都小于 %d" % len(people))
            mask = bytearray((len(people) + 7) // 8)
            for i in members:
                mask[i >> 3] |= 1 << (i & 7)
            digest = self.hash(tag("eligible") + b"".join([people[i] for i in members]))
            if digest in seen:
                raise Refused("9.4", place, "与前面的一个集合相同")
            seen.add(digest)
            self.sets.append(int.from_bytes(mask, "little"))
            digests.append(digest)
        pieces.take(b',"tasks":[')
        self.set_of, used = [], 0
        for t, numbers in enumerate(pieces.lists(len(names) * 12 + 16, "tasks")):
            place = "eligibility.json 的 tasks[%d]" % t
            if t >= len(self.tasks) or len(numbers) != len(names):
                raise Refused("9.4", place, "任务数或席位数与清单不同")
            for seat, number in enumerate(numbers):
                if number > used or number >= len(self.sets):
                    raise Refused("9.4", place, "集合没有按第一次用到的次序编号")
                used = max(used, number + 1)
                if digests[number] != self.eligible[t][seat]:
                    self._fault(
                        "eligibility",
                        "2.7",
                        "%s（席位 %s）" % (place, names[seat][:40]),
                        "候选人与企业条目在摇号之前写定的不同",
                    )
            self.set_of.append(numbers)
        pieces.take(b"}")
        pieces.end()
        if len(self.set_of) != len(self.tasks):
            raise Refused(
                "9.4", "eligibility.json", "有 %d 个任务，应当有 %d 个" % (len(self.set_of), len(self.tasks))
            )
        if used != len(self.sets):
            raise Refused("9.4", "eligibility.json 的 sets[%d]" % used, "有集合没有用到")
        return None

    def _teams(self):
        self.teams_digest = None
        self._required("teams.json", "teams")
        counts = [seat["count"] for seat in self.teams["seats"]]
        tasks = [e for _, e in self.tasks]
        work = Teams(
            self.hash,
            self.seed,
            tasks,
            self.people,
            self.limits,
            counts,
            self.teams["max_load"],
            self.sets,
            self.set_of,
        )
        load, result, vacant = work.run()
        hexes = [e.hex() for e in self.people]
        expected = {
            "load": load,
            "teams": [
                {"e": e.hex(), "seats": [[None if p is None else hexes[p] for p in seat] for seat in team]}
                for e, team in zip(tasks, result)
            ],
        }

        def explain(value):
            if (
                not isinstance(value, dict)
                or sorted(value) != ["load", "teams"]
                or not isinstance(value["teams"], list)
            ):
                return self._fault("teams", "9.5", "teams.json", "写法不对")
            if value["load"] != load or isinstance(value["load"], bool):
                self._fault(
                    "teams",
                    "8.4",
                    "teams.json 的 load",
                    "最小任务数应当是 %d，记录是 %s" % (load, str(value["load"])[:40]),
                )
            if len(value["teams"]) != len(tasks):
                return self._fault(
                    "teams",
                    "9.5",
                    "teams.json",
                    "有 %d 个检查组，应当有 %d 个" % (len(value["teams"]), len(tasks)),
                )
            wrong = [i for i, (a, b) in enumerate(zip(value["teams"], expected["teams"])) if a != b]
            for i in wrong[:3]:
                self._fault(
                    "teams",
                    "8.5",
                    "teams.json 第 %d 个检查组" % (i + 1),
                    "人选、次序或空缺与重算的不同：应当是 %s"
                    % jcs(expected["teams"][i]["seats"]).decode()[:300],
                )
            return None

        self.teams_digest = self._compare("teams", "teams.json", jcs(expected), explain)
        self.report.facts.update(load=load, vacant=vacant)
        self.report.note(
            "teams", "%d 个检查组，每人最多 %d 个任务，空缺席位 %d 个" % (len(tasks), load, vacant)
        )

    def _facts(self):
        for fault in self.bad_facts:
            self.report.refuse("facts", fault)
        self.report.note("facts", "%d 条" % self.with_facts)
        return None

    def _over(self):
        """The three things that are signed and logged (§12.1); what could not be worked out is absent."""
        over = {"m": self.m}
        if self._usable("sources"):
            over["reveals"] = self.hash(self.reveals_bytes)
        teams = getattr(self, "teams_digest", None)
        selection = getattr(self, "selection_digest", None)
        if selection and self._usable("selection") and (teams or not self.teams):
            over["results"] = self.hash(selection + (teams or b""))
        return over

    def _signatures(self):
        value = parse(self.archive.read("signatures.json", MAX_SMALL_FILE), "signatures.json")
        form, over = Form("signatures.json"), self._over()
        if form.list(value, "", "12.2"):
            for n, one in enumerate(value):
                where = "[%d]" % n
                if not form.object(one, ("alg", "key", "name", "over", "sig"), where, "12.2"):
                    continue
                if one["alg"] != "ed25519":
                    form.fault("12.2", where + ".alg", "不认识的签名算法")
                if one["over"] not in ("m", "reveals", "results"):
                    form.fault("12.2", where + ".over", "应当是 m、reveals 或 results")
                    continue
                form.text(one["name"], where + ".name", "12.2")
                if form.hex(one["key"], 64, where + ".key", "12.2") and form.hex(
                    one["sig"], 128, where + ".sig", "12.2"
                ):
                    if one["over"] in over:
                        if not ed25519(
                            bytes.fromhex(one["key"]), over[one["over"]], bytes.fromhex(one["sig"])
                        ):
                            form.fault("12.2", "%s（%s）" % (where, str(one["name"])[:40]), "签名不对")
                        elif n < 50:
                            self.report.note(
                                "signatures",
                                "%s 对 %s 的签名，公钥 %s" % (one["name"], one["over"], one["key"]),
                            )
        for fault in form.faults:
            self.report.refuse("signatures", fault)
        self.signed = len(value) if isinstance(value, list) else 0
        self._none("signatures", value)

    def _none(self, step, value):
        """An empty list proves nothing."""
        if value == []:
            self.report.status[step] = "absent"

    def _log(self):
        self.logged = {}  # by log, what stands where in it: only logs whose key is known
        value = parse(self.archive.read("log.json", MAX_SMALL_FILE), "log.json")
        form, over = Form("log.json"), self._over()
        if form.list(value, "", "12.3"):
            for n, one in enumerate(value):
                where = "[%d]" % n
                if not form.object(one, ("proof", "what"), where, "12.3"):
                    continue
                if one["what"] not in ("m", "reveals", "results"):
                    form.fault("12.3", where + ".what", "应当是 m、reveals 或 results")
                elif form.text(one["proof"], where + ".proof", "12.3") and one["what"] in over:
                    try:
                        record = over[one["what"]]
                        origin, index, signed, extra = log_proof(one["proof"], record, self.log_keys)
                        self._stamp(form, where, one["what"], extra, record)
                    except ValueError as error:
                        form.fault("12.3", where + ".proof", str(error))
                        continue
                    if signed:
                        self.logged.setdefault(origin, {})[one["what"]] = index
                        words = "%s 记在日志 %s 里，检查点由 %s 签名" % (
                            one["what"],
                            origin,
                            "、".join(signed),
                        )
                    else:
                        words = "%s 记在日志 %s 里；没有给出这个日志的公钥，不证明时间" % (
                            one["what"],
                            origin,
                        )
                    self.report.note("log", words)
        for fault in form.faults:
            self.report.refuse("log", fault)
        self._none("log", value)

    def _stamp(self, form, where, what, extra, record):
        """What stands beside a log proof: a time stamp, or something this program does not know (§12.4)."""
        if not extra:
            return
        if extra[:1] != b"0":
            self.left_open.append("%s 的日志证明带有附加内容，不是时间戳，没有核对" % what)
            return
        try:
            at, serial, nonce, whole = time_stamp(extra, record)
        except ValueError as error:
            form.fault("12.4", where + ".proof", str(error))
            return
        self.stamps[what] = extra
        self.report.note(
            "log",
            "%s 的可信时间戳：%s，序号 %s，nonce %s，盖的正是这条记录" % (what, at, serial, nonce or "—"),
        )
        self.left_open.append(
            "%s 的时间戳由谁签发%s。用那家机构的根证书核对：openssl ts -verify -digest %s -token_in -in %s.tst -CAfile 根证书.pem"
            % (
                what,
                "" if whole else "、时间有没有改过（签名所用的杂凑本程序不认识）",
                hashlib.sha256(record).hexdigest(),
                what,
            )
        )

    def _unproven(self):
        tell = self.report.unproven.append
        whole = [one for one in getattr(self, "logged", {}).values() if len(one) == 3]
        if any(one["m"] < one["reveals"] < one["results"] for one in whole):
            tell("日志本身没有改写过：看它有没有别人的留底和联署")
        else:
            tell("事情的先后：锁库在先、揭示在后、结果再后（没有可信日志的证明；请把 m 与摇号前公布的对照）")
        for words in self.left_open:
            tell(words)
        tell("名录没有遗漏：该在签筒里的企业是不是都在")
        if self.form == "auditor":
            tell("分层、权重、候选人合乎事实和规定：审计版给出了依据，须由审计人员逐条判断")
        else:
            tell("分层、权重、候选人合乎事实和规定（审计人员看审计版才能判断）")
            tell("没有打开的条目写了什么、编号有没有重复（看审计版）")
        tell("没有别的几次摇号被藏起来（看公开的日志和网页）")
        tell("各随机源没有互相、也没有与本局串通；骰子和号码确是当场掷出、当期开出的")
        tell("签名的公钥确属所写的人" if getattr(self, "signed", 0) else "没有在场人员的签名")
        if (
            self.form == "auditor"
            and getattr(self, "with_facts", 0)
            and "facts.jsonl" not in (self.archive or ())
        ):
            tell("条目里承诺的其他事实没有打开")


# ---------------------------------------------------------------- 13. one enterprise's own proof (§13)

RECEIPT_STEPS = (
    ("form", "凭证", "凭证的写法合规，指的就是这一份清单"),
    ("included", "在签筒里", "本企业的条目和权重在锁库时就在这个签筒里"),
    ("ticket", "签号", "本企业的签号由清单、秘密值、随机源算出，谁也不能挑选"),
    ("outcome", "抽中与否", "照签号排下来，本企业抽中或没有抽中"),
)


def is_proof(data):
    """Whether these bytes are a proof, which brings its manifest along, and not a bare receipt (its keys are sorted)."""
    return data.startswith((b'{"manifest":', b'{"last":'))


class Receipt:
    """Checks an enterprise's own proof against the published manifest, or against a transcript already checked."""

    KEYS = ("entry", "index", "m", "path", "urn", "weight")

    def __init__(self, data, manifest=None, check=None):
        self.data, self.manifest, self.check, self.report = data, manifest, check, Report()
        self.opening = None  # reveals, secret and last of an opened proof (13.4)

    def run(self):
        report = self.report
        try:
            self._check()
        except Refused as refused:
            step = next((key for key, _, _ in RECEIPT_STEPS if key not in report.status), "outcome")
            report.refuse(step, refused)
        for key, _, _ in RECEIPT_STEPS:
            report.status.setdefault(key, "skipped")
        if not report.reasons:
            report.unproven.append("清单是不是摇号前公布的那一份：请把 m 与公布的对照")
            if self.check is None and self.opening is None:
                report.unproven.append("签号和结果：要有摇号之后公开的记录才能算")
            report.unproven.append("签筒里别的企业该不该在、有没有遗漏")
        return report

    def _the_manifest(self):
        """(manifest, m) from the transcript or from the manifest's own bytes."""
        if self.check is not None:
            if not self.check.report.verified:
                raise Refused("13.2", "记录", "一同给出的记录没有通过核对")
            return self.check.manifest, self.check.m
        manifest, form = parse(self.manifest, "manifest.json"), Form("manifest.json")
        check_manifest(form, manifest)
        if form.faults:
            raise form.faults[0]
        return manifest, HASHES[manifest["hash"]](self.manifest)

    def _proof(self):
        """13.4: one file holds the receipt and what it is checked against."""
        form, value = Form("证明"), parse(self.data, "证明")
        keys = ("last", "manifest", "receipt", "reveals", "secret")
        opened = "secret" in value
        if not form.object(value, keys if opened else ("manifest", "receipt"), "", "13.4"):
            raise form.faults[0]
        if opened:
            self.opening = value
        self.data, self.manifest = jcs(value["receipt"]), jcs(value["manifest"])

    def _opened(self, manifest, m, hash_, n, e):
        """13.4: seed, ticket and outcome of an opened proof."""
        report, form, value = self.report, Form("证明"), self.opening
        check_reveals(form, value["reveals"], manifest["sources"], hash_)
        if form.hex(value["secret"], 64, "secret", "9.1"):
            if commitment(hash_, value["secret"]) != manifest["operator_commitment"]:
                form.fault("3", "secret", "本局的秘密值与清单里的承诺不符")
        if form.faults:
            raise form.faults[0]
        key = hash_(tag("ticket") + seed_of(hash_, m, value["secret"], jcs(value["reveals"])) + u32(n))[:16]
        ticket, urn, last = hash_(key + e), manifest["urns"][n], value["last"]
        report.facts["ticket"] = ticket.hex()
        report.status["ticket"] = "passed"
        report.note("ticket", "签号：%s" % ticket.hex())
        if (last is not None) != (not urn["weighted"] and urn["quota"] > 0):
            raise Refused("13.4", "证明 的 last", "不加权、抽取户数大于 0 的签筒才写、也必须写最后一个抽中的")
        if urn["weighted"]:
            report.status["outcome"] = "absent"
            report.unproven.append("机会和结果：加权的签筒要有公开的记录才能算")
            return
        drawn = False
        if last is not None:
            if not form.object(last, ("e", "ticket"), "last", "13.4"):
                raise form.faults[0]
            for name in ("e", "ticket"):
                form.hex(last[name], 64, "last." + name, "13.4")
            if form.faults:
                raise form.faults[0]
            if hash_(key + bytes.fromhex(last["e"])).hex() != last["ticket"]:
                raise Refused("13.4", "证明 的 last", "最后一个抽中的签号不是由种子算出来的")
            drawn = (ticket.hex(), e.hex()) <= (last["ticket"], last["e"])
            words = "不大于" if drawn else "大于"
            report.note("outcome", "最后一个抽中的签号是 %s…，本企业的%s它" % (last["ticket"][:16], words))
            report.unproven.append("这确是最后一个抽中的签号、没有漏过更小的：要有公开的记录才能算")
        report.facts["drawn"] = drawn
        report.status["outcome"] = "passed"
        report.note("outcome", "本企业抽中了" if drawn else "本企业没有抽中")

    def _check(self):
        report, form = self.report, Form("凭证")
        if is_proof(self.data):
            self._proof()
        value = parse(self.data, "凭证")
        if not form.object(value, self.KEYS, "", "13.1"):
            raise form.faults[0]
        manifest, m = self._the_manifest()
        hash_, entry = HASHES[manifest["hash"]], value["entry"]
        form.hex(value["m"], 64, "m", "13.1")
        if form.list(value["path"], "path", "13.1", 0, 64):
            for i, node in enumerate(value["path"]):
                form.hex(node, 64, "path[%d]" % i, "13.1")
        if not isinstance(entry, dict) or "id" not in entry or "salt" not in entry:
            form.fault("2.1", "entry", "条目缺少 id 或 salt")
        else:
            form.text(entry["id"], "entry.id", "2.1")
            form.hex(entry["salt"], 32, "entry.salt", "2.1")
        if form.integer(value["urn"], 0, len(manifest["urns"]) - 1, "urn", "13.1"):
            urn = manifest["urns"][value["urn"]]
            form.integer(value["index"], 0, urn["size"] - 1, "index", "13.1")
            form.integer(value["weight"], 1, 10000 if urn["weighted"] else 1, "weight", "2.4")
        if form.faults:
            raise form.faults[0]
        if value["m"] != m.hex():
            raise Refused("13.2", "凭证 的 m", "凭证和清单（或记录）不是同一次摇号")
        report.facts["m"] = m.hex()
        report.status["form"] = "passed"
        report.note("form", "%s（%s）" % (manifest["draw"]["title"], manifest["draw"]["agency"]))
        report.note("form", "清单杂凑 m：%s" % m.hex())
        e = hash_(tag("entry") + jcs(entry))
        leaf = hash_(b"\0" + e + u32(value["weight"]))
        path = [bytes.fromhex(node) for node in value["path"]]
        root = merkle_path(leaf, value["index"], urn["size"], path, hash_.new)
        if root is None or root.hex() != urn["root"]:
            raise Refused("13.2", "凭证 的 path", "从本企业的条目走不到清单里这个签筒的根")
        report.status["included"] = "passed"
        report.note(
            "included", "签筒“%s”，%d 户中的第 %d 个" % (urn["name"], urn["size"], value["index"] + 1)
        )
        if not urn["weighted"]:
            report.note("included", "抽中的机会：%d/%d" % (urn["quota"], urn["size"]))
        if self.check is not None:
            self._drawn(value, urn, e)
        elif self.opening is not None:
            self._opened(manifest, m, hash_, value["urn"], e)
        else:
            report.status["ticket"] = report.status["outcome"] = "absent"

    def _drawn(self, value, urn, e):
        report, check, n = self.report, self.check, value["urn"]
        key = check.hash(tag("ticket") + check.seed + u32(n))[:16]
        ticket = check.hash(key + e)
        report.facts["ticket"] = ticket.hex()
        report.status["ticket"] = "passed"
        report.note("ticket", "签号：%s" % ticket.hex())
        drawn = check.drawn[n]
        place = next((i for i, one in enumerate(drawn) if one[1] == e), None)
        report.facts["drawn"] = place is not None
        report.status["outcome"] = "passed"
        if urn["weighted"]:
            report.note("outcome", "抽中的机会：%s" % check.chances[n](value["weight"]))
        elif drawn:
            words = "最后一个抽中的签号是 %s…，本企业的%s它" % (
                drawn[-1][0].hex()[:16],
                "大于" if place is None else "不大于",
            )
            report.note("outcome", words)
        if place is None:
            report.note("outcome", "本企业没有抽中")
        else:
            report.note("outcome", "本企业是这个签筒第 %d 个抽中的" % (place + 1))


# ---------------------------------------------------------------- 14. the command line

MARKS = {"passed": "通过", "refused": "不符", "skipped": "未做", "absent": "没有此项"}


def as_json(name, kind, report, steps):
    answer = {
        "file": name,
        "kind": kind,
        "ok": report.verified,
        "verdict": "verified" if report.verified else "refused",
        "steps": [
            {
                "step": key,
                "title": title,
                "status": report.status.get(key, "skipped"),
                "proves": proves,
                "notes": report.notes.get(key, []),
            }
            for key, title, proves in steps
        ],
        "refusals": report.reasons,
        "refusals_left_out": report.more,
        "unproven": report.unproven,
    }
    answer.update(report.facts)
    return answer


def as_text(name, report, steps, out):
    out("%s" % name)
    for n, (key, title, proves) in enumerate(steps, 1):
        status = report.status.get(key, "skipped")
        out("%3d. [%s] %s" % (n, MARKS[status], title))
        if status == "passed":
            out("       证明：%s" % proves)
        for words in report.notes.get(key, ()):
            out("       %s" % words)
        for reason in report.reasons:
            if reason["step"] == key:
                out("       × %s：%s（规程 %s）" % (reason["place"], reason["words"], reason["rule"]))
    if report.more:
        out("另有 %d 处不符没有列出。" % report.more)
    out("没有证明的：")
    for words in report.unproven:
        out("  - " + words)
    out(
        "结论：%s"
        % ("核对通过。" if report.verified else "不符，共 %d 处。" % (len(report.reasons) + report.more))
    )


def check_file(path, log_keys=(), progress=None):
    """A finished :class:`Check` of one transcript."""
    try:
        with open(path, "rb") as file:
            check = Check(file, log_keys, progress)
            check.run()
            return check
    except OSError as error:
        raise Unreadable("打不开 %s：%s" % (path, error.strerror or error)) from None


def _usage(words):
    print(words, file=sys.stderr)
    print(__doc__.split("Written")[0].strip(), file=sys.stderr)
    return 2


def main(arguments):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    files, keys, want_json, want_list, stamps = [], [], False, False, None
    rest = list(arguments)
    while rest:
        one = rest.pop(0)
        if one in ("-h", "--help"):
            print(__doc__.split("Written")[0].strip())
            print("\n    --log-key 名称+编号+base64    信任的日志（或其见证人）的公钥，可以写几个")
            return 0
        if one == "--json":
            want_json = True
        elif one == "--list":
            want_list = True
        elif one == "--stamps" and rest:
            stamps = rest.pop(0)
        elif one == "--log-key" and rest:
            try:
                keys.append(LogKey(rest.pop(0)))
            except ValueError as error:
                return _usage(str(error))
        elif one.startswith("-"):
            return _usage("不认识的选项：%s" % one)
        else:
            files.append(one)
    if not 1 <= len(files) <= 2:
        return _usage("请给出一个记录（.zip），或一个凭证（.json），或二者各一个。")
    show = (
        (lambda words: print("  … " + words, file=sys.stderr))
        if sys.stderr.isatty() and not want_json
        else None
    )
    try:
        return _main(files, keys, want_json, want_list, show, stamps)
    except Unreadable as error:
        if want_json:
            print(
                json.dumps(
                    {"file": files[0], "ok": False, "verdict": "unreadable", "reason": str(error)},
                    ensure_ascii=False,
                )
            )
        else:
            print("读不了：%s" % error, file=sys.stderr)
        return 2


def _read_all(files):
    """(transcripts, receipts, manifests): what each file is shows in its first bytes."""
    transcripts, receipts, manifests = [], [], []
    for path in files:
        try:
            with open(path, "rb") as file:
                head = file.read(1)
                data = head + file.read(2 * MAX_SMALL_FILE) if head == b"{" else None
        except OSError as error:
            raise Unreadable("打不开 %s：%s" % (path, error.strerror or error)) from None
        if data is None:
            transcripts.append(path)
        elif not is_proof(data) and b'"protocol":"' in data and b'"path":[' not in data:
            manifests.append((path, data))
        else:
            receipts.append((path, data))
    return transcripts, receipts, manifests


def _write_stamps(folder, check):
    try:
        os.makedirs(folder, exist_ok=True)
        for what, token in check.stamps.items():
            with open(os.path.join(folder, what + ".tst"), "wb") as file:
                file.write(token)
    except OSError as error:
        raise Unreadable("写不了 %s：%s" % (folder, error.strerror or error)) from None


def _main(files, keys, want_json, want_list, show, stamps=None):
    transcripts, receipts, manifests = _read_all(files)
    beside = len(transcripts) + len(manifests)
    alone = len(receipts) == 1 and is_proof(receipts[0][1])
    if (
        len(receipts) > 1
        or (manifests and (alone or not receipts))
        or not (beside == 1 or (alone and not beside))
    ):
        return _usage(
            "请给出一个记录（.zip）；或一个证明（.json）；或一个凭证（.json），连同记录或公布的清单（manifest.json）。"
        )
    answers, check = [], None
    for path in transcripts:
        check = check_file(path, keys, show)
        if stamps is not None:
            _write_stamps(stamps, check)
        answers.append((path, "transcript", check.report, STEPS))
    for path, data in receipts:
        receipt = Receipt(data, manifests[0][1] if manifests else None, check)
        answers.append((path, "receipt", receipt.run(), RECEIPT_STEPS))
    if want_json:
        found = [as_json(*answer) for answer in answers]
        if want_list and check is not None:
            found[0]["drawn_list"] = [
                {"urn": urn, "id": one, "name": name} for urn, one, name in check.listed
            ]
        whole = found[0] if len(found) == 1 else {"ok": all(a["ok"] for a in found), "checked": found}
        print(json.dumps(whole, ensure_ascii=False))
    else:
        for path, _, report, steps in answers:
            as_text(path, report, steps, print)
        if want_list and check is not None:
            print("抽中的企业：")
            for urn, one, name in check.listed:
                print("  %s\t%s\t%s" % (urn, one, name))
    return 0 if all(report.verified for _, _, report, _ in answers) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
