"""The list, from a file to rows and rejects: streamed, capped, and never written anywhere.

A fault of the file as a whole is one sentence (ListFault). A fault of a row is a Reject: its number, its column and the
reason, never the value. Must not know: keys, hashes, pages.
"""

from lookup.imports.lists.faults import ListFault, Reject
from lookup.imports.lists.reading import read_list
from lookup.imports.lists.rows import ListRow

__all__ = ["ListFault", "ListRow", "Reject", "read_list"]
