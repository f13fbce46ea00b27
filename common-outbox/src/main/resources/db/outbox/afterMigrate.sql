-- A service that does not migrate reads here whether somebody else has (bailiwick.outbox.migrate-at-start).
grant select on flyway_schema_history to "${runtime}";
