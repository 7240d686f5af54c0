"""The doors by which things reach the office, and where a thing that came stands."""

UPLOAD, SCAN, MAIL, PACKET, PAPER = "upload", "scan", "mail", "packet", "paper"
DOORS = (UPLOAD, SCAN, MAIL, PACKET, PAPER)

# Kept: nobody looked inside yet; taken: letters were made of it; nothing: it holds no letter.
KEPT, TAKEN, UNREADABLE, REFUSED, NOTHING = "kept", "taken", "unreadable", "refused", "nothing"
ARRIVAL_STATES = (KEPT, TAKEN, UNREADABLE, REFUSED, NOTHING)
WAITING = (KEPT, UNREADABLE, NOTHING)  # what the queue shows until somebody has dealt with it
