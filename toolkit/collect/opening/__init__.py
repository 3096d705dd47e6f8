"""Opening a received file: bytes in, plain grids of cells out, inside a worker process with limits.

Nothing here knows units, indicators or forms, and nothing here needs more than calamine, xlrd and the standard library:
a worker starts fast, is told what a return is by ``collect.desk``, and a crash takes only its own file with it.
"""
