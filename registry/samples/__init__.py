"""Sample files, as package data."""
