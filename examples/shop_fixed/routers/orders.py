"""Buying."""

from fastapi import APIRouter, BackgroundTasks, Depends

from shop_fixed.schemas import OrderIn, OrderOut
from shop_fixed.services import audit
from shop_fixed.services.orders import OrderService

router = APIRouter(prefix="/orders")


@router.post("", response_model=OrderOut, status_code=201)
async def place_order(wanted: OrderIn, tasks: BackgroundTasks, service: OrderService = Depends()):
    order = await service.place(wanted)
    tasks.add_task(audit.record, f"order {order.id}")
    return order
