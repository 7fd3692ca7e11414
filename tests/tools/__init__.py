"""The tools around the portal, tried for real: real processes, real catalogues."""
