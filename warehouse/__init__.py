"""How does the building work? Pure: codes and labels first; no database, no clock, no network."""
