"""Grants to one person on one order, with real foreign keys: the named verifier."""

from django.db import models
from guardian.models import UserObjectPermissionBase

from procurement.models.orders import Order


class OrderGrant(UserObjectPermissionBase):
    """`verify_order`: this person measures this order's milestones."""

    content_object = models.ForeignKey(Order, on_delete=models.CASCADE)
