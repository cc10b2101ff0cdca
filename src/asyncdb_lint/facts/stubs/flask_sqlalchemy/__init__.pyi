"""One session for each application context, and models that query through it (executed with flask-sqlalchemy 3.1)."""

from flask_sqlalchemy.extension import SQLAlchemy as SQLAlchemy
