"""What quantisation costs: Catseye and other quantisers on one network, calibrated on the same frames."""
