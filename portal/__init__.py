"""The portal of a commune office; importing it imports nothing."""
