-- The newest settings of each organization, as the topic told of them.
create table organization (
    id      text   collate "C" primary key,
    version bigint not null,
    state   text   not null
);

create table account (
    id               text        collate "C" primary key,
    organization     text        collate "C" not null,
    version          bigint      not null,
    identity_version bigint      not null,
    status           text        not null,
    handle           text        collate "C",
    role             text        not null,
    profile          text        not null,
    created_at       timestamptz not null,
    changed_at       timestamptz not null
);

-- Platform-wide; a deprovisioned account keeps its handle, so that nobody inherits it.
create unique index account_handle_uk on account (handle);
create index account_organization on account (organization, id);

-- Which version of which identity has had its effect: each once.
create table account_ledger (
    id               text        collate "C" not null,
    identity_version bigint      not null,
    organization     text        collate "C" not null,
    version          bigint      not null,
    type             text        not null,
    recorded_at      timestamptz not null,
    primary key (id, identity_version)
);

-- The second wall between tenants: a transaction sees the organization that it has named; "*" is
-- the platform, which only reads.
alter table account enable row level security;
create policy account_of_organization on account
    using (organization = current_setting('app.organization', true)
           or current_setting('app.organization', true) = '*')
    with check (organization = current_setting('app.organization', true));
alter table account_ledger enable row level security;
create policy ledger_of_organization on account_ledger
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));

-- Handles are unique on the whole platform, and no organization's name is one: the one question
-- that looks over the wall.
create function taken_handles(candidates text[]) returns setof text
    language sql stable security definer set search_path = public
as $$
    select handle from account where handle = any (candidates)
    union
    select id from organization where id = any (candidates)
$$;

grant select, insert, update on organization, account to "${runtime}";
grant select, insert on account_ledger to "${runtime}";
grant execute on function taken_handles(text[]) to "${runtime}";
