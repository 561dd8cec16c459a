"""The reports: what the line did, told so that a board can read it and nobody's call can be read out of it.

Everything on these pages is made of `hotline.reports.Figures` and nothing else, so a page can show no more than they
do. The answers come out of the vault's tally, as counts. Must not know: a call, or anything that is hidden.
"""

from agents_ui.reports.door import door

__all__ = ["door"]
