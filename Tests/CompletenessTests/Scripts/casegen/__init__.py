"""Makes comparison cases with ground truth, independently of the program that is tried on them."""
