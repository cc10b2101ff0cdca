"""Buying."""

from fastapi import APIRouter, BackgroundTasks, Depends

from shop.schemas import OrderIn, OrderOut
from shop.services import audit
from shop.services.orders import OrderService

router = APIRouter(prefix="/orders")


@router.post("", response_model=OrderOut, status_code=201)
async def place_order(wanted: OrderIn, tasks: BackgroundTasks, service: OrderService = Depends()):
    order = service.place(wanted)
    tasks.add_task(audit.record, f"order {order.id}")
    return order
