"""Writes that leave exactly once: each with a key of its event and its step, and an entry before and after."""
