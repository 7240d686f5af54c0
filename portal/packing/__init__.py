"""The files handed out to offices: one file, a folder for services, the signer, an installation without a network."""
