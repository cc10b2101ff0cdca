"""Selling things."""

from fastapi import Depends, HTTPException

from shop_fixed import crud
from shop_fixed.database import get_async_session
from shop_fixed.models import Order
from shop_fixed.schemas import OrderIn


class OrderService:
    def __init__(self, session=Depends(get_async_session)):
        self.session = session

    async def place(self, wanted: OrderIn) -> Order:
        product = await crud.get_product(self.session, wanted.product_id)
        if product is None or product.stock < wanted.quantity:
            raise HTTPException(409, "not in stock")
        return await crud.create_order(self.session, wanted.customer_id, product, wanted.quantity)
