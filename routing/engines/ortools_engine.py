"""How does OR-Tools see the problem, and how is it searched?

Whole model: travel and service times per profile, windows (several a stop), shifts, weight, parcels, number of
stops, zones, prices of leaving out. Transits are tables, never Python callbacks: those cost minutes.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_parameters_pb2

from routing.engines import Limits, Orders
from routing.matrix import Matrix
from routing.model import Problem, Shift, Stop

_FIRST = routing_enums_pb2.FirstSolutionStrategy
_LOCAL = routing_enums_pb2.LocalSearchMetaheuristic
