-- Organizations and tokens belong to the operator and are looked up before a tenant is known.
create table organization (
    id      text   collate "C" primary key,
    version bigint not null,
    state   text   not null
);

create table scim_token (
    key_id       text        collate "C" primary key,
    organization text        not null references organization,
    digest       bytea       not null,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    revoked_at   timestamptz
);
create index scim_token_organization on scim_token (organization);

create table identity (
    id                  text        collate "C" primary key,
    organization        text        not null references organization,
    version             bigint      not null,
    user_name_key       text        collate "C" not null,
    external_id         text        collate "C",
    email_key           text        collate "C",
    deleted             boolean     not null,
    resource            jsonb       not null,
    sessions_not_before timestamptz,
    created_at          timestamptz not null,
    changed_at          timestamptz not null
);

-- A tombstone frees its names, never its id.
create unique index identity_user_name_uk on identity (organization, user_name_key) where not deleted;
create unique index identity_external_id_uk on identity (organization, external_id) where not deleted;
create unique index identity_email_uk on identity (organization, email_key) where not deleted;
create index identity_by_age on identity (organization, created_at, id) where not deleted;

-- The second wall between tenants: a statement sees the rows of the organization that its
-- transaction has named, and none where it has named none.
alter table identity enable row level security;
create policy identity_of_organization on identity
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));

grant select, insert, update on organization, scim_token, identity to "${runtime}";
