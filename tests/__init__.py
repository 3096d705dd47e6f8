"""The tests. Helpers are imported as ``from tests.sheets import workbook``."""
