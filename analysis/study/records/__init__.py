"""What a study declares, by noun; `reading` fills these from the study's folder."""

from .checklists import SECTION, ChecklistItem
from .claims import Claim, Reading
from .codebook import Answer, Correction, Rename
from .declared import declared
from .design import Area, Arm, Departures, Notation, Wave
from .formats import Format, Part
from .funder import Author, Contribution, Funder, Share
from .interviews import Code, Qualitative, Role, Theme
from .logic_model import LogicColumn, LogicModel
from .outcomes import Characteristic, Domain, Outcome
from .published import Published
from .releases import VERSION, Release
from .rules import CheckRules, DisclosureRules, FindingRules, Model
from .study import Identity, Study
from .words import Noun, Words

__all__ = [
    "SECTION",
    "VERSION",
    "Answer",
    "Area",
    "Arm",
    "Author",
    "Characteristic",
    "CheckRules",
    "ChecklistItem",
    "Claim",
    "Code",
    "Contribution",
    "Correction",
    "Departures",
    "DisclosureRules",
    "Domain",
    "FindingRules",
    "Format",
    "Funder",
    "Identity",
    "LogicColumn",
    "LogicModel",
    "Model",
    "Notation",
    "Noun",
    "Outcome",
    "Part",
    "Published",
    "Qualitative",
    "Reading",
    "Release",
    "Rename",
    "Role",
    "Share",
    "Study",
    "Theme",
    "Wave",
    "Words",
    "declared",
]  # fmt: skip
