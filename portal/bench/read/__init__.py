"""How well letters are read: letters of many layouts with known fields, printed, scanned, read and compared."""
