"""Killed processes and power cuts on each path that writes, again and again, and what is left after each."""
