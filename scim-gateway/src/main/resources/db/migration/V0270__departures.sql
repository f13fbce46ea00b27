-- The time of a deletion, which later versions of the tombstone keep.
alter table identity
    add column deleted_at    timestamptz,
    add column deletion_held boolean not null default false;
update identity set deleted_at = changed_at where deleted;

-- The batches of departures that the guard against mass deprovisioning has opened. One batch of an
-- organization at a time takes further departures.
create table deprovisioning (
    id                 text        collate "C" primary key,
    organization       text        not null references organization,
    opened_at          timestamptz not null,
    state              text        not null,
    accounts           bigint      not null,
    threshold          bigint      not null,
    approvals          text        not null,
    restored_by        text,
    restore_started_at timestamptz,
    closed_at          timestamptz
);
create unique index deprovisioning_open_uk on deprovisioning (organization)
    where state = 'OPEN' and restore_started_at is null;
create index deprovisioning_by_age on deprovisioning (organization, opened_at);

-- The people whom identity providers have deactivated or deleted. A row without a batch counts
-- within the guard's window. There is no foreign key: a departure waits for no lock of another row.
create table departure (
    id             bigint      generated always as identity primary key,
    organization   text        not null,
    identity       text        collate "C" not null,
    at             timestamptz not null,
    kind           text        not null,
    was_active     boolean     not null,
    remains        text,
    batch          text        collate "C",
    held           boolean     not null,
    outcome        text,
    conflict       text,
    conflict_with  text
);
create unique index departure_open_uk on departure (organization, identity) where outcome is null;
create index departure_counted on departure (organization, at) where batch is null;
create index departure_of_batch on departure (batch, id) where batch is not null;
create index departure_to_hold on departure (batch)
    where batch is not null and kind = 'DELETED' and not held and outcome is null;

alter table deprovisioning enable row level security;
create policy deprovisioning_of_organization on deprovisioning
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));
alter table departure enable row level security;
create policy departure_of_organization on departure
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));
grant select, insert, update on deprovisioning to "${runtime}";
grant select, insert, update, delete on departure to "${runtime}";

-- The organizations that the guard has to look at. It looks over the wall between tenants, and
-- returns nothing but their ids.
create function organizations_to_guard(guard_window interval, smallest bigint)
    returns table (organization text)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select d.organization from departure d
    where d.batch is null and d.at > clock_timestamp() - guard_window
    group by d.organization
    having count(*) > smallest or exists (
        select from deprovisioning p
        where p.organization = d.organization and p.state = 'OPEN' and p.restore_started_at is null)
    union
    select d.organization from departure d join deprovisioning p on p.id = d.batch
    where d.batch is not null and d.kind = 'DELETED' and not d.held and d.outcome is null
        and p.state = 'OPEN'
    union
    select p.organization from deprovisioning p where p.state = 'RELEASED' and p.closed_at is null
$$;

-- Deletes the departures that do not count any more, with the personal data in them, and those of
-- batches that were closed long ago.
create function purge_departures(guard_window interval, batch_size bigint) returns bigint
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    purged bigint := 0;
    removed bigint;
begin
    -- A row that a transaction holds is left for the next time, so that no departure waits.
    delete from departure where id in
        (select id from departure where batch is null and at < clock_timestamp() - guard_window
         limit batch_size for update skip locked);
    get diagnostics removed = row_count; purged := purged + removed;
    delete from departure where id in
        (select d.id from deprovisioning p join departure d on d.batch = p.id
         where p.closed_at < now() - interval '90 days' and d.outcome is not null
         limit batch_size);
    get diagnostics removed = row_count; purged := purged + removed;
    return purged;
end
$$;

revoke execute on function organizations_to_guard(interval, bigint),
    purge_departures(interval, bigint) from public;
grant execute on function organizations_to_guard(interval, bigint),
    purge_departures(interval, bigint) to "${runtime}";
