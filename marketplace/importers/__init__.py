"""Listings from files: rows are read one at a time, checked, and drafted through the verbs.

What the file does not say stays a gap of the draft; nothing is guessed, shortened or completed.
"""
