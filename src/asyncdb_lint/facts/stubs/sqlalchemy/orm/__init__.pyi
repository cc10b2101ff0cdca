"""What `sqlalchemy.orm` exports."""

from sqlalchemy.orm.session import Session as Session
