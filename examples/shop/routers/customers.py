"""Who buys here."""

from fastapi import APIRouter, HTTPException

from shop.database import SessionDep
from shop.models import Customer
from shop.schemas import CustomerOut

router = APIRouter(prefix="/customers")


@router.get("/{customer_id}", response_model=CustomerOut)
async def read_customer(customer_id: int, session: SessionDep):
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise HTTPException(404)
    return customer
