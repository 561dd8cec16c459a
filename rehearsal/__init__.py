"""The rehearsal of an import: the example's list imported by a process that is killed again and again, and resumed.

`make rehearsal` runs it at both costs of a hash and ends with an error if anything that it says is untrue.
Must not know: callers, doors, the web.
"""
