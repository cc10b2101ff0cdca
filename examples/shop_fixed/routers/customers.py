"""Who buys here. A `def` path operation runs in a worker thread, where a synchronous session is right."""

from fastapi import APIRouter, HTTPException

from shop_fixed.database import SessionDep
from shop_fixed.models import Customer
from shop_fixed.schemas import CustomerOut

router = APIRouter(prefix="/customers")


@router.get("/{customer_id}", response_model=CustomerOut)
def read_customer(customer_id: int, session: SessionDep):
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise HTTPException(404)
    return customer
