"""What resolvers are given."""
from strawberry.types.execution import ExecutionContext as ExecutionContext, ExecutionResult as ExecutionResult
from strawberry.types.info import Info as Info
