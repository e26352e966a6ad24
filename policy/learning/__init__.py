"""Learning: courses, taking them, results. Models are in policy.models."""
