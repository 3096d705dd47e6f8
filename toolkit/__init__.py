"""Monthly reporting of Changsha's open economy: collect, check, keep, add up, publish, deliver (收审存汇报送)."""

__version__ = "0.1.0"
