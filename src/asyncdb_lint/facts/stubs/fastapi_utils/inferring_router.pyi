"""A router that reads the model of a response from the annotation of what is returned."""
from fastapi import APIRouter

class InferringRouter(APIRouter): ...
