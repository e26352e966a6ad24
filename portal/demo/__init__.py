"""Larkfield Home: the people of the demo company."""
