"""What SQLAlchemy's ORM does with objects: which attributes are loaded, and when reading one emits SQL."""
