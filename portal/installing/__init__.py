"""The portal on a machine: its user, folders, releases and service, and the way from one release to the next."""
