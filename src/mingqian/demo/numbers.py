"""Numbers that are right in form and belong to nobody.

- Region: `REGION` was never given to any county. Its first four digits, 4123, were a prefecture's
  (商丘地区) that was dissolved in 1997, so it cannot be given to one any more, and checks that know only
  provinces and prefectures let it pass. Every code built on it (统一社会信用代码, 注册号, 公民身份号码,
  执法证号) is therefore outside what anyone real can hold.
- Organisation part of a 统一社会信用代码: begins with `QH`, a series that was never issued.
- Mobile telephones begin with 161, which no operator has been given; fixed lines carry the area code
  0600, which is no place's. Both have the right length, so a plausibility check by form lets them pass.

Check characters are computed here on their own, after the standards, and not with `mingqian.codes`, so
that the demonstration also tests that room.
"""

from datetime import date

from mingqian.demo.stream import Stream

REGION = "412336"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def organisation_code(body: str) -> str:
    """Append the check character of GB 11714—1997 to the 8 characters of `body`."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(digits.index(c) * w for c, w in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    check = 11 - total % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def uscc(kind: str, organisation: str) -> str:
    """Return the 18-character code of GB 32100—2015.

    `kind` is the two characters of registering department and class (91 企业, 92 个体工商户,
    93 农民专业合作社), `organisation` the 9 characters of the organisation code.
    """
    body = kind + REGION + organisation
    total = sum(USCC_ALPHABET.index(c) * w for c, w in zip(body, _USCC_WEIGHTS, strict=True))
    return body + USCC_ALPHABET[(31 - total % 31) % 31]


def registration_number(serial: int) -> str:
    """Return a 15-digit 注册号 (GS 15—2006): region, 8 digits, and a check digit by MOD 11,10 of ISO 7064."""
    body = f"{REGION}{serial:08d}"
    product = 10
    for digit in body:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return body + str((11 - product) % 10)


def id_number(born: date, order: int) -> str:
    """Return an 18-character 公民身份号码 (GB 11643—1999); `order` (0–999) is odd for men, even for women."""
    body = f"{REGION}{born:%Y%m%d}{order:03d}"
    total = sum(int(c) * w for c, w in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


class Issuer:
    """Hands out numbers of each kind, never one twice."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._used: set[str] = set()

    def _fresh(self, make: object) -> str:
        assert callable(make)
        while True:
            number: str = make()
            if number not in self._used:
                self._used.add(number)
                return number

    def uscc(self, kind: str) -> str:
        """A new 统一社会信用代码 of the given two-character kind."""
        return self._fresh(lambda: uscc(kind, organisation_code(f"QH{self._stream.below(1_000_000):06d}")))

    def registration(self) -> str:
        """A new 15-digit 注册号."""
        return self._fresh(lambda: registration_number(self._stream.below(100_000_000)))

    def person(self, born: date, male: bool) -> str:
        """A new 公民身份号码 for someone born on `born`."""
        return self._fresh(lambda: id_number(born, self._stream.below(500) * 2 + (1 if male else 0)))

    def mobile(self) -> str:
        """A new 11-digit mobile number of the unissued series 161."""
        return self._fresh(lambda: f"161{self._stream.below(100_000_000):08d}")

    def landline(self) -> str:
        """A new fixed-line number under the unassigned area code 0600."""
        return self._fresh(lambda: f"0600-{self._stream.between(2, 8)}{self._stream.below(1_000_000):06d}")
