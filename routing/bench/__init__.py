"""How good are the plans, beside the best known and beside other solvers? Instances, rivals, tables."""
