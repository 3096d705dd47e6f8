"""收: a received file -> cells -> which return it is -> observations, each with its address.

``gather`` lists what arrived, ``read_all`` reads it (every file opened and read in a worker process under limits),
``receive`` does both and begins at once. Reading is tolerant about where things stand and strict about what they say:
what is not certain is a finding, never a guess.
"""

from __future__ import annotations

from toolkit.collect.arrivals import Arrivals, read, read_all, receive
from toolkit.collect.incoming import Incoming, gather
from toolkit.collect.opening.laid_out import laid_out
from toolkit.collect.opening.pool import make_ready
from toolkit.collect.proposals import proposals_of
from toolkit.collect.receipts import receipt_times, received_at
from toolkit.collect.rules import EXPLAIN

__all__ = [
    "EXPLAIN",
    "Arrivals",
    "Incoming",
    "gather",
    "laid_out",
    "make_ready",
    "proposals_of",
    "read",
    "read_all",
    "receipt_times",
    "receive",
    "received_at",
]
