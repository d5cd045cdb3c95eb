"""What is kept of every attempt at a draw."""

from mingqian.draws.models.draw import Draw
from mingqian.draws.models.hashing import HashChoice, HashName, hash_of
from mingqian.draws.models.platform import PlatformList
from mingqian.draws.models.presence import PresenceSignature
from mingqian.draws.models.proof import LogEntry, SignedScan, TimeStamp
from mingqian.draws.models.result import FROM_PLATFORM, DrawnSubject, SeatFilled
from mingqian.draws.models.sealed_part import SealedPart
from mingqian.draws.models.source import Source
from mingqian.draws.models.vacancy import VacancyDraw, WhyVacant
from mingqian.draws.models.witness import Beacon, DeviceSignature, NumberEntry, WitnessDevice

__all__ = [
    "FROM_PLATFORM", "Beacon", "DeviceSignature", "Draw", "DrawnSubject", "HashChoice", "HashName", "LogEntry", "NumberEntry",
    "PlatformList", "PresenceSignature", "SealedPart", "SeatFilled", "SignedScan", "Source", "TimeStamp", "VacancyDraw", "WhyVacant",
    "WitnessDevice", "hash_of",
]  # fmt: skip
