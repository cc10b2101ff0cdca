"""The extensions' package: holds nothing itself."""
