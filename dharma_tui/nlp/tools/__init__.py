"""What answers requests: one file a tool, found by walking the package."""
