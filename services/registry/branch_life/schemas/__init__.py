"""What goes over HTTP about branch life: `records` one by one, `batches` of rows."""
