-- The records on the dead-letter topics, so that operators can list, redrive and discard them. They
-- belong to no organization: one that cannot be read may name any. Only the operator's API reads them.
create table parked_record (
    id          bigint      generated always as identity primary key,
    topic       text        not null,
    partition   int         not null,
    position    bigint      not null,
    key         text        not null,
    organization text,
    type        text,
    reason      text        not null,
    headers     text        not null,
    data        bytea       not null,
    parked_at   timestamptz not null,
    state       text        not null default 'PARKED',
    resolved_at timestamptz,
    resolved_by text,
    -- A record that the consumer reads twice is one row. The time tells records of a topic that was
    -- created again from those of the old one.
    unique (topic, partition, position, parked_at)
);

create index parked_record_open on parked_record (id) where state = 'PARKED';
create index parked_record_resolved on parked_record (resolved_at) where resolved_at is not null;

grant select, insert, update, delete on parked_record to "${runtime}";
