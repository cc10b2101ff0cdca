"""Coroutines over an asynchronous session."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop_fixed.models import Order, Product


async def list_products(session: AsyncSession) -> Sequence[Product]:
    return (await session.scalars(select(Product).order_by(Product.title))).all()


async def get_product(session: AsyncSession, product_id: int) -> Product | None:
    return await session.get(Product, product_id)


async def create_order(session: AsyncSession, customer_id: int, product: Product, quantity: int) -> Order:
    order = Order(customer_id=customer_id, product_id=product.id, quantity=quantity)
    product.stock -= quantity
    session.add(order)
    await session.commit()
    return order
