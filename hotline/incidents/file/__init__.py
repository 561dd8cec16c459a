"""The incident file: TOML that an organisation writes, read into content or refused with every fault and its line.

Must not know: databases, and versions that came before.
"""

from hotline.incidents.file.faults import Fault, IncidentFileError
from hotline.incidents.file.reading import load, read

__all__ = ["Fault", "IncidentFileError", "load", "read"]
