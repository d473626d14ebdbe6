"""Sijill: the register of households that many organisations help."""

__version__ = "0.1.0"
