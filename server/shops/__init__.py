"""Which back offices do orders come from? A folder a shop, all of one shape; README.md has the recipe."""
