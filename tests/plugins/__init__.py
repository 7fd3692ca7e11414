"""Small pytest plugins of our own."""
