-- The feed of revocations sends each row when its transaction has committed, whatever the order of the commits.
alter table outbox add column txid xid8 not null default pg_current_xact_id();
create index outbox_revocations on outbox (txid)
    where topic in ('bailiwick.identities.v1', 'bailiwick.organizations.v1', 'bailiwick.sessions.v1');
