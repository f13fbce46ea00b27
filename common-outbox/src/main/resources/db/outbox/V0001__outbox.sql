-- The transactional outbox: rows that wait for the relay to bring them to Kafka.
create table outbox (
    id          bigint generated always as identity primary key,
    -- The relay reads only rows whose transaction is older than every one that still runs.
    txid        xid8        not null default pg_current_xact_id(),
    topic       text        not null,
    key         text        not null,
    headers     text        not null,
    payload     bytea       not null,
    recorded_at timestamptz not null default now()
);

create index outbox_commit_order on outbox (txid, id);

create function outbox_notify() returns trigger language plpgsql as $$
begin
    perform pg_notify('outbox', '');
    return null;
end $$;

create trigger outbox_notify after insert on outbox
    for each statement execute function outbox_notify();

grant select, insert, delete on outbox to "${runtime}";
