"""How does an OpenStreetMap extract become the one file of map tiles that the screens draw?

The tiles follow a subset of the Protomaps basemap schema (layers earth, water, landuse, buildings,
roads, places; attributes kind, kind_detail, name, name:en|ru|el), so its published styles draw them.
Railway lines are `roads` of kind `rail`, as that schema has them; `transit` adds stations and stops, and
house numbers are points of kind `address` in `buildings`.
"""

from server.basemap.build import Stats, build_basemap
from server.basemap.errors import BasemapError
from server.basemap.tiles import ATTRIBUTION, MAX_ZOOM

__all__ = ["ATTRIBUTION", "MAX_ZOOM", "BasemapError", "Stats", "build_basemap"]
