"""The rules, one file each; a file's name is the rule's name."""
