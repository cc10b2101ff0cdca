"""What comes with Peewee."""
