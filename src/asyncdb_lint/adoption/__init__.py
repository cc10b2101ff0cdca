"""What lets a codebase with many findings adopt the tool: a baseline, findings of a change only, comments for the rest."""
