-- The audit log: the entries of each organization in one order, each with a hash over itself and the
-- hash before it. The organization * has the changes of the platform as a whole.
create table audit (
    organization  text        collate "C" not null,
    sequence      bigint      not null,
    id            text        collate "C" not null,
    at            timestamptz not null,
    actor_kind    text        collate "C" not null,
    actor         text        collate "C" not null,
    action        text        collate "C" not null,
    target        text        collate "C" not null,
    entry         text        not null,
    previous_hash text        collate "C" not null,
    hash          text        collate "C" not null,
    primary key (organization, sequence)
);

create unique index audit_id on audit (organization, id);
create index audit_target on audit (organization, target, sequence);
create index audit_action on audit (organization, action, sequence);

-- The end of each chain. Its row is locked while entries are appended.
create table audit_chain (
    organization text   collate "C" primary key,
    sequence     bigint not null,
    hash         text   collate "C" not null
);

alter table audit enable row level security;
create policy audit_of_organization on audit
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));
alter table audit_chain enable row level security;
create policy audit_chain_of_organization on audit_chain
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));

-- A chain only grows, whatever the service does.
create function audit_chain_grows() returns trigger
    language plpgsql set search_path = public, pg_temp
as $$
begin
    if new.sequence <= old.sequence or new.organization <> old.organization then
        raise exception 'the audit chain of an organization only grows';
    end if;
    return new;
end
$$;
create trigger audit_chain_grows before update on audit_chain
    for each row execute function audit_chain_grows();

-- Deletes the oldest entries of each chain, up to the first one that is to be kept. It is the only
-- way in which entries go, and it never deletes one that the topic may still deliver again.
create function expire_audit(kept interval) returns bigint
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    gone bigint;
begin
    if kept < interval '31 days' then
        raise exception 'audit entries are kept for 31 days at least';
    end if;
    with first_kept as (
        select chain.organization,
               coalesce((select sequence from audit
                          where audit.organization = chain.organization and at >= now() - kept
                          order by sequence limit 1),
                        chain.sequence + 1) as sequence
          from audit_chain chain)
    delete from audit using first_kept
     where audit.organization = first_kept.organization
       and audit.sequence < first_kept.sequence;
    get diagnostics gone = row_count;
    return gone;
end
$$;

-- The service adds and reads entries; it cannot change or delete them.
revoke execute on function expire_audit(interval), audit_chain_grows() from public;
grant select, insert on audit to "${runtime}";
grant select, insert, update on audit_chain to "${runtime}";
grant execute on function expire_audit(interval), audit_chain_grows() to "${runtime}";
