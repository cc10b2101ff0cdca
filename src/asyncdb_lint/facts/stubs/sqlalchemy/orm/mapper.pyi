"""Mappers: what a model maps, and the decorators on its methods."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")
F = TypeVar("F")

class Mapper(Generic[T]):
    class_: type[T]
    entity: type[T]
    attrs: Any
    columns: Any
    c: Any
    column_attrs: Any
    relationships: Any
    all_orm_descriptors: Any
    composites: Any
    synonyms: Any
    primary_key: Any
    local_table: Any
    mapped_table: Any
    persist_selectable: Any
    selectable: Any
    tables: Any
    inherits: Any
    polymorphic_on: Any
    polymorphic_map: Any
    polymorphic_identity: Any
    base_mapper: Any
    def get_property(self, key: object, _configure_mappers: bool = False) -> Any: ...
    def has_property(self, key: object) -> bool: ...
    def get_property_by_column(self, column: object) -> Any: ...
    def add_property(self, key: object, prop: object) -> None: ...
    def primary_key_from_instance(self, instance: object) -> Any: ...
    def identity_key_from_instance(self, instance: object) -> Any: ...
    def identity_key_from_primary_key(self, primary_key: object, identity_token: object = None) -> Any: ...
    def isa(self, other: object) -> bool: ...
    def iterate_to_root(self) -> Any: ...
    def self_and_descendants(self) -> Any: ...

def configure_mappers() -> None: ...
@decorator("transparent")
def validates(*names: str, include_removes: bool = False, include_backrefs: bool = True) -> Callable[[F], F]: ...
@decorator("transparent")
def reconstructor(fn: F) -> F: ...
