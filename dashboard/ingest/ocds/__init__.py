"""OCDS 1.1 and 1.0: releases of contracting processes, merged, with every earlier state kept."""
