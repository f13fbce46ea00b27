-- Entries of a time and of an actor are found without a walk through the chain.
create index audit_at on audit (organization, at);
create index audit_actor on audit (organization, actor, sequence);

-- Deletes the oldest entries of each chain, up to the first one that is to be kept, and not more than a
-- number of them at once. It is the only way in which entries go, and it never deletes one that the
-- topic may still deliver again.
create function expire_audit(kept interval, most integer) returns bigint
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    chain   text;
    oldest  bigint;
    cut     bigint;
    piece   bigint;
    gone    bigint := 0;
begin
    if kept < interval '31 days' then
        raise exception 'audit entries are kept for 31 days at least';
    end if;
    for chain in select organization from audit_chain order by organization loop
        exit when gone >= most;
        select sequence into oldest
          from (select sequence, at from audit
                 where organization = chain order by sequence limit 1) first
         where at < now() - kept;
        continue when oldest is null;
        cut := oldest + most - gone;
        select least(cut, min(sequence)) into cut
          from (select sequence from audit
                 where organization = chain and sequence >= oldest and sequence < cut
                   and at >= now() - kept
                 order by sequence limit 1) first_kept;
        delete from audit where organization = chain and sequence < cut;
        get diagnostics piece = row_count;
        gone := gone + piece;
    end loop;
    return gone;
end
$$;

-- The release before calls this one.
create or replace function expire_audit(kept interval) returns bigint
    language sql security definer set search_path = public, pg_temp
as $$
    select expire_audit(kept, 5000)
$$;

revoke execute on function expire_audit(interval, integer) from public;
grant execute on function expire_audit(interval, integer) to "${runtime}";
