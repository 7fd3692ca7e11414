"""The FAQ room."""
