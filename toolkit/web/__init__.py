"""The clerk's page: the same commands with a mouse. On this computer without log-in, for others by name and password.
The one package that knows Flask and waitress.

Nothing is worked out here: files are judged by ``enquiries.check``, months made by ``pipeline.run``, figures explained
from the issued data files, decisions written by ``settling`` and ``waiving``, steps taken by ``procedure``. The page
shows, asks, and puts an accepted file into the inputs folder.
"""

from toolkit.web.place import Place
from toolkit.web.serving import Serving, serve

__all__ = ["Place", "Serving", "serve"]
