"""Excel output: the only package that knows xlsxwriter.

``book`` is the safe writer everything else goes through; ``table`` prints any ``model.Table``; ``charts`` draws any
``model.Chart``; the remaining modules each make one workbook.
"""
