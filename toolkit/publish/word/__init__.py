"""Word output in official style (GB/T 9704—2012): the only package that knows python-docx and lxml."""

from toolkit.publish.word.document import Unsettled, document, first_that_fits, fits, write
from toolkit.publish.word.frame import UnknownPart
from toolkit.publish.word.layout_check import layout_faults
from toolkit.publish.word.profile import Office, SettingsFault, load_office

__all__ = [
    "Office",
    "SettingsFault",
    "UnknownPart",
    "Unsettled",
    "document",
    "first_that_fits",
    "fits",
    "layout_faults",
    "load_office",
    "write",
]
