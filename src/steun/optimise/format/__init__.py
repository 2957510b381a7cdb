"""What all files of the planners share: rules of fields, faults with their places, reading JSON, schemas."""
