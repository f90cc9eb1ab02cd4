"""Reading attachments: `stored`, whosesoever they are; `persons`, those about persons; `units`, of units' work."""
