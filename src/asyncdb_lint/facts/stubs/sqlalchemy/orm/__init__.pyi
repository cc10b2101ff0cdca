"""What `sqlalchemy.orm` exports."""

from sqlalchemy.orm._orm_constructors import (
    aliased as aliased,
    backref as backref,
    clear_mappers as clear_mappers,
    column_property as column_property,
    composite as composite,
    contains_alias as contains_alias,
    deferred as deferred,
    dynamic_loader as dynamic_loader,
    join as join,
    mapped_column as mapped_column,
    orm_insert_sentinel as orm_insert_sentinel,
    outerjoin as outerjoin,
    query_expression as query_expression,
    relationship as relationship,
    synonym as synonym,
    with_loader_criteria as with_loader_criteria,
    with_polymorphic as with_polymorphic,
)
from sqlalchemy.orm.attributes import (
    InstrumentedAttribute as InstrumentedAttribute,
    QueryableAttribute as QueryableAttribute,
)
from sqlalchemy.orm.base import (
    DynamicMapped as DynamicMapped,
    InspectionAttr as InspectionAttr,
    MANYTOMANY as MANYTOMANY,
    MANYTOONE as MANYTOONE,
    Mapped as Mapped,
    NO_VALUE as NO_VALUE,
    ONETOMANY as ONETOMANY,
    ORMDescriptor as ORMDescriptor,
    SQLORMExpression as SQLORMExpression,
    WriteOnlyMapped as WriteOnlyMapped,
    class_mapper as class_mapper,
    object_mapper as object_mapper,
)
from sqlalchemy.orm.context import (
    FromStatement as FromStatement,
    QueryContext as QueryContext,
)
from sqlalchemy.orm.decl_api import (
    DeclarativeBase as DeclarativeBase,
    DeclarativeBaseNoMeta as DeclarativeBaseNoMeta,
    DeclarativeMeta as DeclarativeMeta,
    MappedAsDataclass as MappedAsDataclass,
    add_mapped_attribute as add_mapped_attribute,
    as_declarative as as_declarative,
    declarative_base as declarative_base,
    declarative_mixin as declarative_mixin,
    declared_attr as declared_attr,
    has_inherited_table as has_inherited_table,
    mapped_as_dataclass as mapped_as_dataclass,
    registry as registry,
    synonym_for as synonym_for,
)
from sqlalchemy.orm.dynamic import AppenderQuery as AppenderQuery
from sqlalchemy.orm.events import (
    AttributeEvents as AttributeEvents,
    InstanceEvents as InstanceEvents,
    InstrumentationEvents as InstrumentationEvents,
    MapperEvents as MapperEvents,
    QueryEvents as QueryEvents,
    SessionEvents as SessionEvents,
)
from sqlalchemy.orm.interfaces import (
    MapperProperty as MapperProperty,
    PropComparator as PropComparator,
    UserDefinedOption as UserDefinedOption,
)
from sqlalchemy.orm.mapped_collection import (
    attribute_keyed_dict as attribute_keyed_dict,
    attribute_mapped_collection as attribute_mapped_collection,
    column_keyed_dict as column_keyed_dict,
    column_mapped_collection as column_mapped_collection,
    keyfunc_mapping as keyfunc_mapping,
    mapped_collection as mapped_collection,
)
from sqlalchemy.orm.mapper import (
    Mapper as Mapper,
    configure_mappers as configure_mappers,
    reconstructor as reconstructor,
    validates as validates,
)
from sqlalchemy.orm.properties import (
    ColumnProperty as ColumnProperty,
    MappedColumn as MappedColumn,
    MappedSQLExpression as MappedSQLExpression,
)
from sqlalchemy.orm.query import Query as Query
from sqlalchemy.orm.relationships import (
    Relationship as Relationship,
    RelationshipProperty as RelationshipProperty,
    foreign as foreign,
    remote as remote,
)
from sqlalchemy.orm.scoping import scoped_session as scoped_session
from sqlalchemy.orm.session import (
    ORMExecuteState as ORMExecuteState,
    Session as Session,
    SessionTransaction as SessionTransaction,
    close_all_sessions as close_all_sessions,
    make_transient as make_transient,
    make_transient_to_detached as make_transient_to_detached,
    object_session as object_session,
    sessionmaker as sessionmaker,
)
from sqlalchemy.orm.state import InstanceState as InstanceState
from sqlalchemy.orm.strategy_options import (
    Load as Load,
    contains_eager as contains_eager,
    defaultload as defaultload,
    defer as defer,
    immediateload as immediateload,
    joinedload as joinedload,
    lazyload as lazyload,
    load_only as load_only,
    noload as noload,
    raiseload as raiseload,
    selectin_polymorphic as selectin_polymorphic,
    selectinload as selectinload,
    subqueryload as subqueryload,
    undefer as undefer,
    undefer_group as undefer_group,
    with_expression as with_expression,
)
from sqlalchemy.orm.util import (
    Bundle as Bundle,
    CascadeOptions as CascadeOptions,
    LoaderCriteriaOption as LoaderCriteriaOption,
    polymorphic_union as polymorphic_union,
    was_deleted as was_deleted,
    with_parent as with_parent,
)
from sqlalchemy.orm.writeonly import WriteOnlyCollection as WriteOnlyCollection
