"""Critical entities: organisations that a ministry designated for a service that society cannot do without."""
