"""The draw, ``mingqian-lot/1``: from frozen pools and opened sources to drawn lists, teams and transcripts.

Pure: no clock, no files, no randomness of its own; salts, secrets and file objects come from the caller. The
normative text is ``spec/mingqian-lot-1.md``.
"""

from .canonical import Json, canonical, nfc, nfc_text, parse_canonical
from .eligibility import EligibilitySets, eligible_digest
from .enterprise import Explanation, Receipt, check_receipt, explain, last_drawn, make_receipt
from .entries import (
    Entry,
    commit_facts,
    hash_entries,
    hash_entry,
    leaf_hashes,
    leaf_numbers,
    pack_leaves,
)
from .errors import LotError
from .flow import Choice
from .hashing import PROTOCOL, Hash, HashName, commit_value, get_hash
from .jobs import JobDraw, draw_job
from .manifest import build_manifest, build_teams, build_urn, leaves_root, require_manifest
from .result import DrawResult, Eligibility, UrnResult, draw, results_digest
from .rolls import Roll, freeze_roll, pack_digests
from .seed import make_seed, manifest_hash, reveals_hash
from .shapes import (
    DrawIdentity,
    LawPack,
    LogProof,
    Manifest,
    RegisterState,
    Reveal,
    Seat,
    Signature,
    Source,
    TeamRules,
    Urn,
)
from .sources import check_reveal
from .teams import Team, Teams, Vacancy
from .tickets import Drawn
from .transcript import Form, Transcript, write_transcript
from .verify import Limits, Report, UnreadableError, verify_transcript
from .weighted import chances

__all__ = [
    "PROTOCOL",
    "Choice",
    "DrawIdentity",
    "DrawResult",
    "Drawn",
    "Eligibility",
    "EligibilitySets",
    "Entry",
    "Explanation",
    "Form",
    "Hash",
    "HashName",
    "JobDraw",
    "Json",
    "LawPack",
    "Limits",
    "LogProof",
    "LotError",
    "Manifest",
    "Receipt",
    "RegisterState",
    "Report",
    "Reveal",
    "Roll",
    "Seat",
    "Signature",
    "Source",
    "Team",
    "TeamRules",
    "Teams",
    "Transcript",
    "UnreadableError",
    "Urn",
    "UrnResult",
    "Vacancy",
    "build_manifest",
    "build_teams",
    "build_urn",
    "canonical",
    "chances",
    "check_receipt",
    "check_reveal",
    "commit_facts",
    "commit_value",
    "draw",
    "draw_job",
    "eligible_digest",
    "explain",
    "freeze_roll",
    "get_hash",
    "hash_entries",
    "hash_entry",
    "last_drawn",
    "leaf_hashes",
    "leaf_numbers",
    "leaves_root",
    "make_receipt",
    "make_seed",
    "manifest_hash",
    "nfc",
    "nfc_text",
    "pack_digests",
    "pack_leaves",
    "parse_canonical",
    "require_manifest",
    "results_digest",
    "reveals_hash",
    "verify_transcript",
    "write_transcript",
]
