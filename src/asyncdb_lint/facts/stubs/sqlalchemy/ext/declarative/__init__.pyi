"""What `sqlalchemy.ext.declarative` exports: the older home of the declarative base."""

from sqlalchemy.ext.declarative.extensions import AbstractConcreteBase as AbstractConcreteBase
from sqlalchemy.ext.declarative.extensions import ConcreteBase as ConcreteBase
from sqlalchemy.ext.declarative.extensions import DeferredReflection as DeferredReflection
from sqlalchemy.orm.decl_api import DeclarativeMeta as DeclarativeMeta
from sqlalchemy.orm.decl_api import as_declarative as as_declarative
from sqlalchemy.orm.decl_api import declarative_base as declarative_base
from sqlalchemy.orm.decl_api import declared_attr as declared_attr
from sqlalchemy.orm.decl_api import has_inherited_table as has_inherited_table
from sqlalchemy.orm.decl_api import synonym_for as synonym_for
