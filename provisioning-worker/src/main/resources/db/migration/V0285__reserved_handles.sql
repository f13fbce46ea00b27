-- The handles of personal accounts, which the platform registers: no managed account gets one of them.
-- Nothing else is known of personal accounts.
create table reserved_handle (
    handle      text        collate "C" primary key,
    account     text        not null,
    reserved_at timestamptz not null default now()
);

grant select, insert, delete on reserved_handle to "${runtime}";

-- Who has a handle: a managed account, an organization, or a personal account. It looks over the wall
-- between tenants, and tells no tenant's name.
create function handle_owners(candidates text[])
    returns table (handle text, owner text, account text)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select a.handle, 'MANAGED', a.id from account a where a.handle = any (candidates)
    union all
    select o.id, 'ORGANIZATION', null from organization o where o.id = any (candidates)
    union all
    select r.handle, 'PERSONAL', r.account from reserved_handle r where r.handle = any (candidates)
$$;

create or replace function taken_handles(candidates text[]) returns setof text
    language sql stable security definer set search_path = public, pg_temp
as $$
    select handle from handle_owners(candidates)
$$;

revoke execute on function handle_owners(text[]) from public;
grant execute on function handle_owners(text[]) to "${runtime}";
