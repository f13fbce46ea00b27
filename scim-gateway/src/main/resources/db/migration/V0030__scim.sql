-- What filters and sorting look at: the resource with every text as it is compared (see
-- SearchDocument). A tombstone has none. What was written before this column came is compared by
-- letter case until it is written again.
alter table identity add column search jsonb;
update identity set search = resource where not deleted;

-- The groups of each identity, so that its event can be told from its row alone.
alter table identity add column groups text[] not null default '{}';

-- Room for the next version of a row beside it: no index has to be written then.
alter table identity set (fillfactor = 80);

-- E-mail addresses beside the one that identity.email_key has: filters find people by any of them.
create table further_email (
    organization text not null,
    identity     text collate "C" not null references identity,
    email_key    text collate "C" not null,
    primary key (identity, email_key)
);
create index further_email_key on further_email (organization, email_key);

create table user_group (
    id               text        collate "C" primary key,
    organization     text        not null references organization,
    version          bigint      not null,
    display_name_key text        collate "C" not null,
    external_id      text        collate "C",
    resource         jsonb       not null,
    search           jsonb       not null,
    created_at       timestamptz not null,
    changed_at       timestamptz not null
);
create unique index user_group_display_name_uk on user_group (organization, display_name_key);
create index user_group_external_id on user_group (organization, external_id);
create index user_group_by_age on user_group (organization, created_at, id);

create table membership (
    organization text not null,
    group_id     text collate "C" not null references user_group on delete cascade,
    identity     text collate "C" not null references identity,
    primary key (group_id, identity)
);
create index membership_identity on membership (identity, group_id);

-- The schemas by which organizations extend users and groups (RFC 7643 section 3.3).
create table scim_extension (
    organization  text        not null references organization,
    id            text        collate "C" not null,
    resource_type text        not null,
    definition    jsonb       not null,
    created_at    timestamptz not null default now(),
    primary key (organization, id)
);

-- What is done of a bulk request that has not been answered yet.
create table bulk_progress (
    organization text        not null references organization,
    request      text        collate "C" not null,
    nth          integer     not null,
    resource     text        not null,
    version      bigint      not null,
    at           timestamptz not null default now(),
    primary key (organization, request, nth)
);
create index bulk_progress_at on bulk_progress (at);

-- The SCIM requests of each organization. Ids are UUIDv7: in the order of time.
create table scim_request (
    id             uuid        not null,
    organization   text        not null,
    at             timestamptz not null,
    token          text        not null,
    method         text        not null,
    target         text        not null,
    resource       text        collate "C",
    name           text        collate "C",
    status         integer     not null,
    scim_type      text,
    detail         text,
    latency_micros bigint      not null,
    body           text,
    primary key (organization, id)
);
create index scim_request_resource on scim_request (organization, resource, id) where resource is not null;
create index scim_request_name on scim_request (organization, name, id) where name is not null;
create index scim_request_at on scim_request using brin (at);

alter table scim_request enable row level security;
create policy scim_request_of_organization on scim_request for select
    using (organization = current_setting('app.organization', true));
-- Requests of several organizations are written together.
create policy scim_request_written on scim_request for insert with check (true);

alter table scim_token add column last_used_at timestamptz;
alter table scim_token add column profile text not null default 'LENIENT';

alter table bulk_progress enable row level security;
create policy bulk_progress_of_organization on bulk_progress
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));
alter table further_email enable row level security;
create policy further_email_of_organization on further_email
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));
alter table user_group enable row level security;
create policy user_group_of_organization on user_group
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));
alter table membership enable row level security;
create policy membership_of_organization on membership
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));

grant select, insert, delete on further_email, bulk_progress to "${runtime}";
grant select, insert on scim_request to "${runtime}";
grant select, insert, update, delete on user_group, membership, scim_extension to "${runtime}";
