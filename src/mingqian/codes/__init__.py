"""Official codes, pure: 统一社会信用代码 and older numbers, ID and telephone numbers, regions, industries.

Nothing here imports Django or another room. Lookup tables are package data, read at first use.
"""

from mingqian.codes.certificate import CertificateNumber, parse_certificate_number
from mingqian.codes.contact import Phone, PhoneKind, parse_phone
from mingqian.codes.fields import MAPPING, Field, Guess, guess_field, mapping_version
from mingqian.codes.identity import IdNumber, Sex, id_check_character, mask_id_number, parse_id_number
from mingqian.codes.industries import Industry, industry, industry_path, search_industries, subindustries
from mingqian.codes.problems import Level, Problem, has_error
from mingqian.codes.regions import (
    Region,
    RegionLevel,
    RegionStatus,
    current_regions,
    find_in_text,
    nearest_region,
    provinces,
    region,
    region_history,
    region_in_year,
    subregions,
)
from mingqian.codes.registration import registration_check_digit
from mingqian.codes.subject_code import CodeKind, SubjectCode, parse_subject_code
from mingqian.codes.text import half_width, tidy_code
from mingqian.codes.uscc import REGISTRARS, organisation_check_character, uscc_check_character

__all__ = [
    "MAPPING",
    "REGISTRARS",
    "CertificateNumber",
    "CodeKind",
    "Field",
    "Guess",
    "IdNumber",
    "Industry",
    "Level",
    "Phone",
    "PhoneKind",
    "Problem",
    "Region",
    "RegionLevel",
    "RegionStatus",
    "Sex",
    "SubjectCode",
    "current_regions",
    "find_in_text",
    "guess_field",
    "half_width",
    "has_error",
    "id_check_character",
    "industry",
    "industry_path",
    "mapping_version",
    "mask_id_number",
    "nearest_region",
    "organisation_check_character",
    "parse_certificate_number",
    "parse_id_number",
    "parse_phone",
    "parse_subject_code",
    "provinces",
    "region",
    "region_history",
    "region_in_year",
    "registration_check_digit",
    "search_industries",
    "subindustries",
    "subregions",
    "tidy_code",
    "uscc_check_character",
]
