"""Makes the example corpora: one story, told by eleven logs and two SIEM exports. See ../README.md."""
