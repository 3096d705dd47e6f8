"""The clerk's page: the same commands with a mouse. Loopback only; the one package that knows Flask and waitress.

Nothing is worked out here: files are judged by ``enquiries.check``, months made by ``pipeline.run``, figures explained
from the issued data files. The page shows, asks, and puts an accepted file into the inputs folder.
"""

from toolkit.web.place import Place
from toolkit.web.serving import serve

__all__ = ["Place", "serve"]
