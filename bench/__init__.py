"""Speeds as ratios against a raw limit taken in the same run. `python -m bench` prints the table.

`intake` is the way in (file to sealed facts), `read_models` the way out (follower and rebuild).
"""
