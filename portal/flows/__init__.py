"""Paths through several rooms: intake, dispatch, signing, indexing, backup, the worker."""
