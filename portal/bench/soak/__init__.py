"""Two hours of an office at work: simulated people at a served portal, every answer looked at."""
