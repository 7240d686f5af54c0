"""The real letter of 2019 in three forms, and made-up archives of a commune office; imports nothing of the portal."""
