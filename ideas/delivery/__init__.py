"""Trying an idea, counting what changed, and giving thanks for it."""
