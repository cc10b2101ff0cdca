"""Files that break tools: made by mutation, by nesting and by encoding, and a run that says what became of each."""
