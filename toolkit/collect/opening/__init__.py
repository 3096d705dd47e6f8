"""Opening a received file: bytes in, plain grids of cells out, inside a worker process with limits.

Nothing here knows units, indicators or forms; nothing here is imported by the worker but calamine, xlrd and the
standard library, so that a worker starts fast and a reader that crashes takes only its own file with it.
"""
