-- The services notify once their transaction has committed: PostgreSQL commits those that notify one at a time.
drop trigger outbox_notify on outbox;
drop function outbox_notify();
