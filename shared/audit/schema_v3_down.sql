DROP TABLE audit_checkpoint;
DROP TABLE audit_chain;
