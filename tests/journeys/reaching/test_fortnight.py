"""Two days of the fortnight for every day: the change of the clock, and the holiday; then the books are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rehearsal.fortnight.days import Days
from rehearsal.fortnight.whole import rehearsed
