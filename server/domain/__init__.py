"""What are the rules of orders, deliveries, money and access? Pure: standard library only."""
