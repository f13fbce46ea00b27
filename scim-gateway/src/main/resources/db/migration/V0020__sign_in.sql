-- Identities: what sign-in knows of them.
alter table identity
    add column pushed        boolean not null default true,
    add column login_subject text    collate "C",
    add column login         text,
    add column invited_role  text,
    add column locked_at     timestamptz;
alter table identity alter column pushed drop default;
create unique index identity_login_subject_uk on identity (organization, login_subject) where not deleted;
-- A deleted person who signs in must be known as such.
create index identity_gone_subject on identity (organization, login_subject) where deleted;
create index identity_gone_external_id on identity (organization, external_id) where deleted;

-- Home-realm discovery goes by the suffix of handles: it leads to one organization.
alter table organization add column handle_suffix text collate "C";
update organization set handle_suffix = state::json -> 'handles' ->> 'suffix';
alter table organization alter column handle_suffix set not null;
create unique index organization_handle_suffix_uk on organization (handle_suffix);

-- The connections to identity providers: one draft or tested one beside the enabled one.
create table connection (
    id           text        collate "C" primary key,
    organization text        not null references organization,
    status       text        not null,
    state        text        not null,
    secret       bytea,
    created_at   timestamptz not null
);
create unique index connection_enabled_uk on connection (organization) where status = 'ENABLED';
create index connection_organization on connection (organization, created_at);

create table invitation (
    organization text        not null references organization,
    email_key    text        collate "C" not null,
    role         text        not null,
    created_at   timestamptz not null,
    primary key (organization, email_key)
);

-- The handle of each account, as the accounts topic tells it.
create table account_handle (
    account      text   collate "C" primary key,
    organization text   not null,
    version      bigint not null,
    handle       text
);

create table session (
    id               text        collate "C" primary key,
    organization     text        not null references organization,
    account          text        collate "C" not null,
    connection       text        not null,
    secret_digest    bytea       not null,
    idp_subject      text        not null,
    idp_session      text,
    idp_authenticated_at timestamptz,
    authenticated_at timestamptz not null,
    expires_at       timestamptz not null,
    last_used_at     timestamptz not null,
    ended_at         timestamptz
);
create index session_account on session (organization, account) where ended_at is null;
create index session_idp_subject on session (organization, idp_subject) where ended_at is null;
create index session_idp_session on session (organization, idp_session) where ended_at is null;
create index session_expiry on session (expires_at);

-- What platform clients were given in a session: codes and refresh tokens, by their digests.
create table session_grant (
    digest       bytea       primary key,
    organization text        not null references organization,
    session      text        not null references session on delete cascade,
    client       text        not null,
    kind         text        not null,
    request      text        not null,
    expires_at   timestamptz not null,
    used_at      timestamptz
);
create index session_grant_session on session_grant (session);
create index session_grant_expiry on session_grant (expires_at);

-- Logout tokens that have been taken: each counts once.
create table logout_token (
    organization text        not null references organization,
    jti          text        collate "C" not null,
    expires_at   timestamptz not null,
    primary key (organization, jti)
);

-- What became of sign-ins, for the administrator who is shown a trace id.
create table sign_in_trace (
    id           text        collate "C" primary key,
    organization text        not null references organization,
    connection   text,
    at           timestamptz not null,
    failed_check text        not null,
    detail       text        not null
);
create index sign_in_trace_at on sign_in_trace (organization, at desc);

-- Platform services that sign people in here, and the keys that their tokens are signed with.
create table platform_client (
    id            text        collate "C" primary key,
    state         text        not null,
    secret_digest bytea,
    created_at    timestamptz not null
);

create table signing_key (
    kid         text        collate "C" primary key,
    sealed      bytea       not null,
    created_at  timestamptz not null,
    active_from timestamptz not null
);

do $$
declare
    owned text;
begin
    foreach owned in array array['connection', 'invitation', 'account_handle', 'session',
                                 'session_grant', 'logout_token', 'sign_in_trace']
    loop
        execute format('alter table %I enable row level security', owned);
        execute format(
            'create policy %I on %I using (organization = current_setting(''app.organization'', true))
             with check (organization = current_setting(''app.organization'', true))',
            owned || '_of_organization', owned);
    end loop;
end
$$;

-- Housekeeping looks over the wall, and only at what has expired.
create function purge_expired(batch integer) returns bigint
    language plpgsql security definer set search_path = public
as $$
declare
    purged bigint := 0;
    removed bigint;
begin
    delete from session_grant where digest in
        (select digest from session_grant where expires_at < now() - interval '1 day' limit batch);
    get diagnostics removed = row_count; purged := purged + removed;
    delete from session where id in
        (select id from session where expires_at < now() - interval '7 days' limit batch);
    get diagnostics removed = row_count; purged := purged + removed;
    delete from logout_token where (organization, jti) in
        (select organization, jti from logout_token where expires_at < now() limit batch);
    get diagnostics removed = row_count; purged := purged + removed;
    delete from sign_in_trace where id in
        (select id from sign_in_trace where at < now() - interval '30 days' limit batch);
    get diagnostics removed = row_count; purged := purged + removed;
    return purged;
end
$$;

grant select, insert, update, delete on connection, invitation, session_grant to "${runtime}";
grant select, insert, update on account_handle, session, platform_client to "${runtime}";
grant select, insert on logout_token, sign_in_trace, signing_key to "${runtime}";
grant delete on platform_client to "${runtime}";
grant execute on function purge_expired(integer) to "${runtime}";
