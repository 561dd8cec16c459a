"""The incident file: TOML that an organisation writes, read into content or refused with every fault and its line.

Must not know: databases, and versions that came before.
"""

from hotline.incidents.file.faults import Fault, IncidentFileError
from hotline.incidents.file.layout import speech_at
from hotline.incidents.file.reading import held_to_the_rules, load, read
from hotline.incidents.file.writing import written

__all__ = ["Fault", "IncidentFileError", "held_to_the_rules", "load", "read", "speech_at", "written"]
