"""An unknown file to a manifest: what its columns are, how sure that is, and what must be asked."""
