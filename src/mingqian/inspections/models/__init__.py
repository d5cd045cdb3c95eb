"""What is kept of every inspection: the task, its team, its notice, its record, its file."""

from mingqian.inspections.models.archive import ArchivedPaper
from mingqian.inspections.models.change import ChangeKind, TeamChange
from mingqian.inspections.models.guide import SeparateCheck, WorkGuide
from mingqian.inspections.models.head import RecordHead, Showing
from mingqian.inspections.models.inspection import RANDOM, Inspection, Replacement, Seat, SeatSource
from mingqian.inspections.models.material import Material, MissingContent, Purpose
from mingqian.inspections.models.notice import Channel, Notice
from mingqian.inspections.models.outside import OutsideOrder
from mingqian.inspections.models.overlay import CheckPermit, EntryWay, Permit, SiteEntry
from mingqian.inspections.models.record import Filing, Finding, RecordLine, Signature, SignatureKind
from mingqian.inspections.models.referral import Referral, ReferralWay
from mingqian.inspections.models.reliance import Reliance, RelianceDropped, RelianceKind
from mingqian.inspections.models.visit import JointVisit, VisitOffer, VisitPart

__all__ = [
    "RANDOM",
    "ArchivedPaper",
    "ChangeKind",
    "Channel",
    "CheckPermit",
    "EntryWay",
    "Filing",
    "Finding",
    "Inspection",
    "JointVisit",
    "Material",
    "MissingContent",
    "Notice",
    "OutsideOrder",
    "Permit",
    "Purpose",
    "RecordHead",
    "RecordLine",
    "Referral",
    "ReferralWay",
    "Reliance",
    "RelianceDropped",
    "RelianceKind",
    "Replacement",
    "Seat",
    "SeatSource",
    "SeparateCheck",
    "Showing",
    "Signature",
    "SignatureKind",
    "SiteEntry",
    "TeamChange",
    "VisitOffer",
    "VisitPart",
    "WorkGuide",
]
