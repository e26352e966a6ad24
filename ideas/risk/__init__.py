"""How ideas are weighed: the method, the criteria it reads, and what people do with them."""
