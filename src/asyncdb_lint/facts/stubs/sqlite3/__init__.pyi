"""What `sqlite3` exports."""

from sqlite3.dbapi2 import *
