"""Sao lưu và phục hồi: the database at one moment and every file its rows name, proved by their hashes.

A place takes many backups: a folder for each, named by its moment, and the files of all of them once.  Where a
recovery key was set everything but manifest and seal is locked to it.  The search index is never part of a backup;
it is rebuilt.
"""

from portal.flows.backup.making import Backup, backup
from portal.flows.backup.restoring import Restored, restore

__all__ = ["Backup", "Restored", "backup", "restore"]
