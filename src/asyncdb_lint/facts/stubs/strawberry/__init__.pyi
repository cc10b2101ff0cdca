"""Types and fields: under an asynchronous view every resolver runs on the event loop, plain ones too."""
from strawberry import federation as federation, relay as relay
from strawberry.directive import directive as directive, directive_field as directive_field
from strawberry.parent import Parent as Parent
from strawberry.permission import BasePermission as BasePermission
from strawberry.scalars import ID as ID
from strawberry.schema import Schema as Schema
from strawberry.schema_directive import schema_directive as schema_directive
from strawberry.types.arguments import argument as argument
from strawberry.types.auto import auto as auto
from strawberry.types.enum import enum as enum, enum_value as enum_value
from strawberry.types.field import field as field
from strawberry.types.info import Info as Info
from strawberry.types.lazy_type import LazyType as LazyType, lazy as lazy
from strawberry.types.mutation import mutation as mutation, subscription as subscription
from strawberry.types.object_type import asdict as asdict, input as input, interface as interface, type as type
from strawberry.types.private import Private as Private
from strawberry.types.scalar import scalar as scalar
from strawberry.types.union import union as union
from strawberry.types.unset import UNSET as UNSET
