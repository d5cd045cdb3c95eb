"""What is kept of every inspection: the task, its team, its notice, its record, its file."""

from mingqian.inspections.models.archive import ArchivedPaper
from mingqian.inspections.models.change import ChangeKind, TeamChange
from mingqian.inspections.models.inspection import RANDOM, Inspection, Replacement, Seat, SeatSource
from mingqian.inspections.models.notice import Channel, Notice
from mingqian.inspections.models.overlay import CheckPermit, EntryWay, Permit, SiteEntry
from mingqian.inspections.models.record import Finding, RecordLine, Signature, SignatureKind
from mingqian.inspections.models.referral import Referral, ReferralWay
from mingqian.inspections.models.visit import JointVisit, VisitOffer, VisitPart

__all__ = [
    "RANDOM",
    "ArchivedPaper",
    "ChangeKind",
    "Channel",
    "CheckPermit",
    "EntryWay",
    "Finding",
    "Inspection",
    "JointVisit",
    "Notice",
    "Permit",
    "RecordLine",
    "Referral",
    "ReferralWay",
    "Replacement",
    "Seat",
    "SeatSource",
    "Signature",
    "SignatureKind",
    "SiteEntry",
    "TeamChange",
    "VisitOffer",
    "VisitPart",
]
